"""Pin requirements.txt from config/requirements.in, for Python 3.10 to 3.13 at once.

Needs ``uv`` (UV= names it). A maintainer runs it; the development host never does.
Odoo itself is not on the Python index, while the OCA addons require it: the resolver
gets an empty stand-in wheel, whose line is left out of the result.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "config" / "requirements.in"
TARGET = ROOT / "requirements.txt"
ADDONS_TARGET = ROOT / "config" / "requirements-addons.txt"
TEST_SECTION = "tests"
HEAD = """\
# Exact versions for Python 3.10 to 3.13. Made by scripts/pin_requirements.py from
# config/requirements.in: change that file, not this one.
"""
ADDONS_HEAD = """\
# What the addons need beyond Odoo 19's own requirements: install this into the
# Python environment of an Odoo that you already have. Made together with
# requirements.txt by scripts/pin_requirements.py.
"""
# Odoo's own requirements bring these; a company's Odoo has its own versions of them.
BROUGHT_BY_ODOO = {
    "xlsxwriter",
    "openpyxl",
    "requests",
    "cryptography",
    "lxml",
    "python-dateutil",
    "psycopg2-binary",
}


def requirement_name(line: str) -> str:
    """Return the normalized package name that a requirement line starts with.

    >>> requirement_name("Odoo_Addon.queue-job==19.0 ; python_version < '3.13'")
    'odoo-addon-queue-job'
    """
    match = re.match(r"[A-Za-z0-9._-]+", line)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""


def read_sections(text: str) -> list[tuple[str, str, list[str]]]:
    """Return (key, title, requirement lines) for each ``# [key] title`` section.

    >>> read_sections("# [a] One\\nx==1\\n\\n# [b] Two\\ny\\n")
    [('a', 'One', ['x==1']), ('b', 'Two', ['y'])]
    """
    sections: list[tuple[str, str, list[str]]] = []
    for line in text.splitlines():
        heading = re.match(r"# \[(\w+)\] (.+)", line)
        if heading:
            sections.append((heading[1], heading[2], []))
        elif line.strip() and not line.startswith("#"):
            sections[-1][2].append(line)
    return sections


def write_stand_in_odoo(folder: Path) -> None:
    """Write an empty wheel named odoo 19.0, so that OCA's requirement resolves."""
    info = "odoo-19.0.dist-info"
    with zipfile.ZipFile(folder / "odoo-19.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n"
        )
        wheel.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: stand-in\n"
            "Root-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(f"{info}/RECORD", "")


def resolve(
    lines: list[str], folder: Path, fixed: list[str] | None = None
) -> list[str]:
    """Return the pinned lines for these requirements, those of ``fixed`` kept."""
    write_stand_in_odoo(folder)
    source, result = folder / "in.txt", folder / "out.txt"
    source.write_text("\n".join(lines) + "\n")
    command = [os.environ.get("UV") or shutil.which("uv") or "uv", "pip", "compile"]
    command += ["--universal", "--python-version", "3.10", "--no-python-downloads"]
    command += ["--no-header", "--no-annotate", "--quiet", "--find-links", str(folder)]
    if fixed is not None:
        (folder / "fixed.txt").write_text("\n".join(fixed) + "\n")
        command += ["--constraint", str(folder / "fixed.txt")]
    subprocess.run([*command, str(source), "-o", str(result)], check=True)
    return [
        line
        for line in result.read_text().splitlines()
        if requirement_name(line) != "odoo"
    ]


def compose(
    sections: list[tuple[str, str, list[str]]],
    pinned: list[str],
    needed_to_run: set[str],
) -> str:
    """Return requirements.txt: each section's pins, then what these need in turn.

    Everything that only tests need stands below the first line ``# [tests]``.
    """
    asked = {
        requirement_name(line) for _key, _title, lines in sections for line in lines
    }
    blocks = []
    for key, title, lines in sections:
        if key == TEST_SECTION:
            blocks.append(_in_turn("in-turn", pinned, asked, needed_to_run, True))
        names = {requirement_name(line) for line in lines}
        chosen = [line for line in pinned if requirement_name(line) in names]
        blocks.append("\n".join([f"# [{key}] {title}", *chosen]))
    blocks.append(_in_turn("tests-in-turn", pinned, asked, needed_to_run, False))
    return HEAD + "\n" + "\n\n".join(blocks) + "\n"


def _in_turn(
    key: str, pinned: list[str], asked: set[str], run: set[str], is_run: bool
) -> str:
    chosen = [
        line
        for line in pinned
        if requirement_name(line) not in asked
        and (requirement_name(line) in run) == is_run
    ]
    return "\n".join([f"# [{key}] What the above needs in turn", *chosen])


def main() -> int:
    """Write requirements.txt and config/requirements-addons.txt."""
    sections = read_sections(SOURCE.read_text())
    every = [line for _key, _title, lines in sections for line in lines]
    run = [
        line for key, _title, lines in sections if key != TEST_SECTION for line in lines
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pinned = resolve(every, folder)
        needed = {requirement_name(line) for line in resolve(run, folder, pinned)}
    TARGET.write_text(compose(sections, pinned, needed))
    addons = {requirement_name(line) for line in sections[0][2]} - BROUGHT_BY_ODOO
    chosen = [line for line in pinned if requirement_name(line) in addons]
    ADDONS_TARGET.write_text(ADDONS_HEAD + "\n".join(chosen) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
