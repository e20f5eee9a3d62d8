"""The linters that work offline: each is one check that passes or fails.

prettier is not among them: it needs node, which a fresh machine does not have. XML is
checked by oca-checks and by Odoo's own load; JavaScript by the tours.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from testing.results import Report, Stage

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
PYTHON_FOLDERS = ("addons", "scripts", "tests")
TEXT_SUFFIXES = {".py", ".xml", ".js", ".scss", ".css", ".csv", ".md", ".po", ".pot"}
# Odoo's own checks, which its test_lint runs over Odoo.
ODOO_MESSAGES = (
    "used-before-assignment,undefined-variable,eval-used,unreachable,bad-builtin,"
    "function-redefined,odoo-sql-injection,missing-gettext,gettext-variable,"
    "gettext-placeholders,gettext-repr,raise-unlink-override"
)
# A quarter of its time went into collecting garbage of which there is none.
PYLINT = "import gc; gc.disable(); import pylint; pylint.run_pylint()"
PYLINT_PLUGINS = "pylint_odoo,pylint.extensions.bad_builtin,testing.odoo_checkers"


@dataclass(frozen=True)
class Linter:
    """One linter: its title, its command, and what its environment needs besides."""

    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def tool(name: str) -> str:
    """Return the path of a command of this Python environment."""
    return str(Path(sys.executable).parent / name)


def addon_folders(addon: str = "") -> list[Path]:
    """Return the folders of our addons, or of the one named."""
    found = sorted(path.parent for path in ADDONS.glob("*/__manifest__.py"))
    return [path for path in found if not addon or path.name == addon]


def linters(addon: str = "") -> Iterator[Linter]:
    """Yield the linters for the whole tree, or for one addon."""
    addons = [str(path.relative_to(ROOT)) for path in addon_folders(addon)]
    folders = addons if addon else list(PYTHON_FOLDERS)
    yield Linter("ruff check", [tool("ruff"), "check", "--quiet", *folders])
    formatting = [tool("ruff"), "format", "--check", "--diff", "--quiet", *folders]
    yield Linter("ruff format", formatting)
    yield pylint(addons)
    yield Linter("oca-checks-odoo-module", [tool("oca-checks-odoo-module"), *addons])
    catalogues = [
        str(path.relative_to(ROOT))
        for folder in addon_folders(addon)
        for path in sorted(folder.glob("i18n/*.po*"))
    ]
    if catalogues:
        yield Linter("oca-checks-po", [tool("oca-checks-po"), *catalogues])


def pylint(addons: list[str]) -> Linter:
    """Return pylint with the checkers of pylint-odoo and of Odoo, for these addons."""
    spec = importlib.util.find_spec("odoo")
    places = [Path(place) for place in spec.submodule_search_locations or []]
    parent = next(place for place in places if (place / "release.py").exists()).parent
    checkers = parent / "odoo" / "addons" / "test_lint" / "tests"
    if not checkers.is_dir():
        checkers = parent / "addons" / "test_lint" / "tests"
    # One process: each further one reads much of Odoo again.
    command = [sys.executable, "-c", PYLINT, "--rcfile=.pylintrc", "-j", "1"]
    command += [f"--load-plugins={PYLINT_PLUGINS}", f"--enable={ODOO_MESSAGES}"]
    command += ["--bad-functions=input", *addons]
    paths = os.pathsep.join(map(str, (checkers, parent, ROOT / "scripts")))
    environment = {"PYTHONPATH": paths, "ADDONS_PATH": str(ADDONS)}
    return Linter("pylint (pylint-odoo and Odoo's checkers)", command, environment)


def run_linter(linter: Linter, stage: Stage) -> None:
    """Run one linter as one check."""
    result = subprocess.run(
        linter.command,
        cwd=ROOT,
        env=os.environ | {"LC_ALL": "C.UTF-8"} | linter.environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    output = f"{result.stdout}\n{result.stderr}".strip()
    squeezed = re.sub(r"\n{2,}", "\n", output)
    stage.check((squeezed or "failed without output") if result.returncode else "")


def own_checks(addon: str, stage: Stage) -> None:
    """Check each XML file for form, and each text file's ends of lines."""
    for folder in addon_folders(addon):
        problems = []
        for path in sorted(folder.rglob("*")):
            if path.suffix in TEXT_SUFFIXES and path.is_file():
                problems += list(_text_problems(path))
        stage.check("\n".join(problems))


def _text_problems(path: Path) -> Iterator[str]:
    shown = path.relative_to(ROOT)
    text = path.read_bytes()
    if b"\r" in text:
        yield f"{shown}: has carriage returns: save it with LF line ends"
    if text and not text.endswith(b"\n"):
        yield f"{shown}: has no line end at its end"
    if path.suffix in {".xml", ".js", ".scss", ".css"}:
        for number, line in enumerate(text.splitlines(), 1):
            if line != line.rstrip() or b"\t" in line:
                yield f"{shown}:{number}: has a tab or blanks at its end"
    if path.suffix == ".xml":
        try:
            etree.fromstring(text)
        except etree.XMLSyntaxError as error:
            yield f"{shown}: is no well-formed XML: {error}"


def run(report: Report, addon: str = "") -> None:
    """Run all linters, one stage each."""
    for linter in linters(addon):
        report.run(
            f"lint: {linter.title}", lambda stage, one=linter: run_linter(one, stage)
        )
    report.run("lint: files", lambda stage: own_checks(addon, stage))
