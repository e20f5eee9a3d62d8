"""What each addon must have: manifest, files, access rows, company rules."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from . import design
from .suite import STORED_BASES, Addon, Suite, class_assignments

DATA_FOLDERS = ("data", "views", "security", "report", "wizard")
# Python libraries that Odoo itself requires: no addon need name them.
ODOO_LIBRARIES = {"babel", "dateutil", "docutils", "freezegun", "gevent", "jinja2"}
ODOO_LIBRARIES |= {"lxml", "markupsafe", "PIL", "passlib", "polib", "psutil"}
ODOO_LIBRARIES |= {
    "psycopg2",
    "pypdf",
    "pytz",
    "reportlab",
    "requests",
    "stdnum",
    "urllib3",
}
ODOO_LIBRARIES |= {"werkzeug", "xlrd", "xlsxwriter", "zeep", "openpyxl", "odoo"}
ODOO_LIBRARIES |= {"cryptography", "OpenSSL", "qrcode", "vobject", "num2words"}
# Where the name that is imported is not the name on the Python index.
IMPORT_NAMES = {"chinesecalendar": "chinese_calendar", "phonenumbers": "phonenumbers"}
FIXED_KEYS = {
    "author": "Design CRM",
    "license": "AGPL-3",
    "website": "https://github.com/design-crm/design-crm-odoo",
}


def manifest_violations(addon: Addon) -> list[str]:
    """Return what is wrong with the manifest's keys."""
    manifest, where = addon.manifest, f"{addon.name}/__manifest__.py"
    found = [
        f"{where}: {key} must be {value!r}"
        for key, value in FIXED_KEYS.items()
        if manifest.get(key) != value
    ]
    found += [
        f"{where}: {key} is missing"
        for key in ("name", "category", "summary", "version", "depends")
        if not manifest.get(key)
    ]
    if not str(manifest.get("version", "")).startswith("19.0."):
        found.append(f"{where}: version must be like 19.0.1.0.0")
    if "\n" in str(manifest.get("summary", "")).strip():
        found.append(f"{where}: summary must be one line")
    return found


def data_file_violations(addon: Addon) -> list[str]:
    """Return data files that the manifest does not load, and names of no file."""
    loaded = set(addon.manifest.get("data", []))
    demo = set(addon.manifest.get("demo", []))
    where = f"{addon.name}/__manifest__.py"
    found = [
        f"{where}: {name} is no file: correct the name"
        for name in sorted(loaded | demo)
        if not (addon.path / name).is_file()
    ]
    for name in _files(addon.path, DATA_FOLDERS):
        if name not in loaded | demo:
            found.append(f"{where}: {name} is not loaded: add it to data")
    for name in _files(addon.path, ("demo",)):
        if name not in demo:
            found.append(f"{where}: {name} is not loaded: add it to demo")
    return found


def _files(folder: Path, below: tuple[str, ...]) -> Iterator[str]:
    for name in below:
        for path in sorted((folder / name).rglob("*")):
            if path.suffix in {".xml", ".csv"}:
                yield str(path.relative_to(folder))


def part_violations(addon: Addon) -> list[str]:
    """Return the parts that every addon has and this one lacks."""
    wanted = {
        "readme/DESCRIPTION.md": "what it does and how to configure it",
        f"i18n/{addon.name}.pot": "run make i18n",
        "i18n/zh_CN.po": "run make i18n, then translate",
    }
    found = [
        f"{addon.name}/{name} is missing: {advice}"
        for name, advice in wanted.items()
        if not (addon.path / name).is_file()
    ]
    if not list((addon.path / "tests").glob("test_*.py")):
        found.append(f"{addon.name}/tests/ has no test_*.py: write its tests")
    if addon.name in design.INTEGRATIONS:
        script = addon.path / "data" / "neutralize.sql"
        if not script.is_file() or not script.read_text(encoding="utf-8").strip():
            found.append(
                f"{addon.name}/data/neutralize.sql is missing: clear secrets and "
                "switch everything off that would send from a copied database"
            )
    return found


def access_violations(addon: Addon) -> list[str]:
    """Return models without access rows, and company models without a rule."""
    rows = set(_access_models(addon))
    ruled = set(_company_ruled_models(addon))
    found = []
    for cls in addon.model_classes():
        if not cls.is_new or cls.base not in STORED_BASES:
            continue
        reference = "model_" + cls.name.replace(".", "_")
        if reference not in rows:
            found.append(
                f"{cls.source.shown}: {cls.name} has no access row: add one per group "
                f"to {addon.name}/security/ir.model.access.csv"
            )
        fields = dict(class_assignments(cls.node))
        is_kept = cls.base == "models.Model"
        if is_kept and "company_id" in fields and reference not in ruled:
            found.append(
                f"{cls.source.shown}: {cls.name} has a company_id but no company rule: "
                "add an ir.rule with company_ids in its domain_force"
            )
    return found


def _access_models(addon: Addon) -> Iterator[str]:
    path = addon.path / "security" / "ir.model.access.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                yield row["model_id:id"].rpartition(".")[2]


def _company_ruled_models(addon: Addon) -> Iterator[str]:
    for _shown, root in addon.xml:
        for record in root.iter("record"):
            domain = record.findtext("field[@name='domain_force']") or ""
            model = record.find("field[@name='model_id']")
            is_rule = record.get("model") == "ir.rule" and "company_id" in domain
            if is_rule and model is not None:
                yield (model.get("ref") or "").rpartition(".")[2]


def requirement_violations(
    suite: Suite, addon: Addon, stock: set[str], brought_by_odoo: set[str]
) -> list[str]:
    """Return OCA addons and Python libraries that are not pinned.

    :param stock: names of Odoo's own addons; empty skips the check of OCA addons.
    :param brought_by_odoo: packages that config/requirements-addons.txt leaves out.
    """
    ours = _pinned(suite.root / "requirements.txt")
    theirs = _pinned(suite.root / "config" / "requirements-addons.txt")
    libraries = addon.manifest.get("external_dependencies", {}).get("python", [])
    wanted = {normal(name) for name in libraries}
    for name in addon.depends - suite.names - stock if stock else ():
        wanted.add(f"odoo-addon-{normal(name)}")
    where = "add it to config/requirements.in and run scripts/pin_requirements.py"
    found = [
        f"{addon.name} needs {name}, which is not in requirements.txt: {where}"
        for name in sorted(wanted - ours)
    ]
    return found + [
        f"{addon.name} needs {name}, which is not in config/requirements-addons.txt: "
        f"{where}"
        for name in sorted(wanted - theirs - {normal(n) for n in brought_by_odoo})
    ]


def normal(name: str) -> str:
    """Return a package name in its normal form.

    >>> normal("queue_job")
    'queue-job'
    """
    return name.lower().replace("_", "-").replace(".", "-")


def _pinned(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {normal(line.split("==")[0].strip()) for line in lines if "==" in line}


def undeclared_library_violations(addon: Addon) -> list[str]:
    """Return third-party imports that the manifest does not name."""
    libraries = addon.manifest.get("external_dependencies", {}).get("python", [])
    declared = {normal(IMPORT_NAMES.get(name, name)) for name in libraries}
    known = ODOO_LIBRARIES | sys.stdlib_module_names
    return sorted(
        {
            f"{source.shown} imports {name.split('.')[0]}: name its package in "
            "external_dependencies of the manifest"
            for source in addon.product
            for name in source.imported()
            if name.split(".")[0] not in known
            and normal(name.split(".")[0]) not in declared
        }
    )
