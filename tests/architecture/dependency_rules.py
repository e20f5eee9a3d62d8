"""Dependency directions, and that every addon used is declared."""

from __future__ import annotations

import csv
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

from . import design
from .suite import Addon, Suite

XML_ID = re.compile(
    r"""(?:ref|inherit_id|parent|action|groups|t-call|t-inherit)=["']!?([a-z][a-z0-9_]*)\.[\w.]+["']"""
)
OUR_MODEL = re.compile(r"""["']((?:crm|project)(?:\.[a-z_]+)+)["']""")
ANY_ID = re.compile(r"(?<![\w.])([a-z][a-z0-9_]*)\.[a-z0-9_]+")


def direction_violations(suite: Suite) -> list[str]:
    """Return where an addon depends on one of ours that it must not know."""
    found = []
    for addon in suite.addons:
        allowed = design.ALLOWED.get(addon.name)
        if allowed is None:
            found.append(
                f"{addon.name} has no place in the design: add it to the tables of "
                "tests/architecture/design.py (and to ARCHITECTURE.md)"
            )
            continue
        for other in sorted((addon.depends & suite.names) - allowed):
            found.append(
                f"{addon.name} depends on {other}, which it must not know: use a hook "
                "of the core, or a glue addon named after both"
            )
    return found


def glue_violations(suite: Suite) -> list[str]:
    """Return glue that is not installed by itself exactly when both sides are there."""
    found = []
    for addon in suite.addons:
        both = design.GLUE.get(addon.name)
        automatic = addon.manifest.get("auto_install", False)
        if both and not set(both) <= addon.depends:
            found.append(f"{addon.name} must depend on {' and '.join(both)}")
        if both and (not automatic or not _starts_with(automatic, both)):
            found.append(
                f"{addon.name} is glue: set auto_install to True, or to {sorted(both)}"
            )
        if automatic and not both:
            found.append(
                f"{addon.name} has auto_install but is no glue of the design: remove "
                "it, or name both sides in GLUE of tests/architecture/design.py"
            )
    return found


def _starts_with(automatic: object, both: tuple[str, ...]) -> bool:
    return automatic is True or set(automatic) == set(both)


def suite_violations(suite: Suite) -> list[str]:
    """Return addons that the suite does not install."""
    found = []
    for addon in suite.addons:
        if addon.name == design.SUITE:
            missing = suite.names - addon.depends - {design.SUITE}
            found += [f"{design.SUITE} must depend on {name}" for name in missing]
    return sorted(found)


def used_addons(addon: Addon) -> dict[str, str]:
    """Return {addon used: a place that uses it} from imports, XML and access rows."""
    used: dict[str, str] = {}
    for source in addon.sources:
        for name in source.imported():
            parts = name.split(".")
            if name.startswith("odoo.addons.") and len(parts) > 2:
                used.setdefault(parts[2], source.shown)
    for name, place in _xml_references(addon):
        used.setdefault(name, place)
    for name, place in _access_references(addon):
        used.setdefault(name, place)
    return used


def _xml_references(addon: Addon) -> Iterator[tuple[str, str]]:
    for path in sorted(addon.path.rglob("*.xml")):
        shown = f"{addon.name}/{path.relative_to(addon.path)}"
        text = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.S)
        for module in XML_ID.findall(text):
            yield module, shown
        for groups in re.findall(r"""groups=["']([^"']+)["']""", text):
            yield from ((module, shown) for module in ANY_ID.findall(groups))
        for ref in re.findall(r"""ref\(["']([a-z][a-z0-9_]*)\.""", text):
            yield ref, shown


def _access_references(addon: Addon) -> Iterator[tuple[str, str]]:
    path = addon.path / "security" / "ir.model.access.csv"
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            for column in ("model_id:id", "group_id:id"):
                module, dot, _name = (row.get(column) or "").partition(".")
                if dot:
                    yield module, f"{addon.name}/security/{path.name}"


def undeclared_violations(addon: Addon) -> list[str]:
    """Return the addons that are used without being a direct dependency."""
    declared = {*addon.depends, addon.name, "base"}
    return [
        f"{place} uses {name}: add it to depends of {addon.name}/__manifest__.py"
        for name, place in sorted(used_addons(addon).items())
        if name not in declared
    ]


def models_of(suite: Suite) -> dict[str, str]:
    """Return {model: our addon that makes it}."""
    return {
        cls.name: addon.name
        for addon in suite.addons
        for cls in addon.model_classes()
        if cls.is_new
    }


def unknown_model_violations(suite: Suite, addon: Addon) -> list[str]:
    """Return models of ours that the addon names without a direct dependency."""
    home = models_of(suite)
    declared = {*addon.depends, addon.name}
    found = []
    for source in addon.product:
        for line, text in enumerate(source.text.splitlines(), 1):
            for model in re.findall(
                r"""["']((?:crm|project)(?:\.[a-z_]+)+)["']""", text
            ):
                owner = home.get(model)
                if owner and owner not in declared:
                    found.append(
                        f"{source.shown}:{line} names {model} of {owner}: add {owner} "
                        "to depends, or use a hook"
                    )
    return found


def stock_addons() -> set[str]:
    """Return the names of Odoo's own addons, none when Odoo is not at hand."""
    spec = importlib.util.find_spec("odoo")
    places = list(spec.submodule_search_locations or []) if spec else []
    return {
        path.parent.name
        for place in places
        if Path(place, "release.py").exists()
        for folder in (Path(place, "addons"), Path(place).parent / "addons")
        for path in folder.glob("*/__manifest__.py")
    }
