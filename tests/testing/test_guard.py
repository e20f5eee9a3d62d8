"""The pytest plugin reports what a run must not hide."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAD = """
import logging
import unittest
import warnings

logger = logging.getLogger("odoo.addons.crm_x")


class HttpCase(unittest.TestCase):
    pass

"""


@pytest.fixture
def guarded(tmp_path):
    """Return a function: run a test file under the guard, return (status, report)."""

    def run(body):
        (tmp_path / "test_x.py").write_text(HEAD + body, encoding="utf-8")
        report = tmp_path / "report.json"
        command = [sys.executable, "-m", "pytest", "-p", "testing.guard", "-q"]
        command += ["-p", "no:odoo", "-p", "no:cacheprovider", "-c", os.devnull]
        command += ["--rootdir", str(tmp_path), str(tmp_path)]
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "scripts"),
            "GUARD_REPORT": str(report),
        }
        result = subprocess.run(
            command, env=environment, capture_output=True, check=False, cwd=tmp_path
        )
        return result.returncode, json.loads(report.read_text(encoding="utf-8"))

    return run


def test_a_passing_test_is_counted_once(guarded):
    status, report = guarded("def test_a():\n    assert True\n")
    assert (status, report["passed"], report["failed"]) == (0, 1, 0)


def test_a_warning_in_the_log_fails_the_run(guarded):
    status, report = guarded("def test_a():\n    logger.warning('odd %s', 'thing')\n")
    assert status == 1
    assert report["passed"] == 1
    assert "test_a: WARNING odoo.addons.crm_x: odd thing" in report["warnings"][0]


def test_a_warning_that_the_test_expects_is_none(guarded):
    status, report = guarded(
        "class TestA(unittest.TestCase):\n    def test_a(self):\n"
        "        with self.assertLogs('odoo.addons.crm_x'):\n"
        "            logger.warning('expected')\n"
    )
    assert (status, report["warnings"]) == (0, [])


def test_an_error_with_its_traceback_is_kept(guarded):
    _status, report = guarded(
        "def test_a():\n    try:\n        1 / 0\n    except ZeroDivisionError:\n"
        "        logger.exception('broken')\n"
    )
    assert "ZeroDivisionError" in report["warnings"][0]


def test_a_skipped_browser_test_is_a_failure(guarded):
    _status, report = guarded(
        "class TestA(HttpCase):\n    def test_a(self):\n        self.skipTest('x')\n"
    )
    assert (report["failed"], report["skipped"], report["http_cases"]) == (1, 0, 1)


def test_a_test_skipped_for_want_of_a_browser_is_a_failure(guarded):
    _status, report = guarded(
        "import pytest\ndef test_a():\n    pytest.skip('Chrome executable not found')\n"
    )
    assert report["failed"] == 1


def test_another_skip_is_counted_as_such(guarded):
    _status, report = guarded(
        "import pytest\ndef test_a():\n    pytest.skip('later')\n"
    )
    assert (report["failed"], report["skipped"]) == (0, 1)


def test_a_failed_part_of_a_test_is_a_failure(guarded):
    _status, report = guarded(
        "class TestA(unittest.TestCase):\n    def test_a(self):\n"
        "        for number in range(3):\n            with self.subTest(number):\n"
        "                assert number != 1\n"
    )
    assert report["failed"] == 1


def test_a_file_that_cannot_be_imported_is_a_failure(guarded):
    _status, report = guarded("import no_such_module\n")
    assert report["failed"] == 1
    assert "no_such_module" in report["failures"][0]
