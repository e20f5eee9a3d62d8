"""A pytest plugin: reports to the test run, and catches what must not go unseen.

- every log record of WARNING and worse that Odoo writes during the tests, except what
  a test expects (assertLogs, mute_logger) and the known noise below;
- every Python warning that comes from a file of ours;
- every skipped HttpCase, and tests skipped because a browser is missing.

Writes a JSON report to the file that GUARD_REPORT names.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# (logger, message, reason): stock noise that no addon of ours can prevent.
KNOWN_NOISE: tuple[tuple[str, str, str], ...] = ()


class Recorder(logging.Handler):
    """Keeps the records of WARNING and worse, with the test they came from."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.current = "before the tests"
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record, unless it is known noise."""
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        if not is_noise(record.name, text):
            line = f"{self.current}: {record.levelname} {record.name}: {text}"
            self.found.append(line)


def is_noise(logger: str, text: str) -> bool:
    """Return whether a record is known noise of the stock.

    >>> is_noise("odoo.addons.crm_x", "something is wrong")
    False
    """
    return any(
        re.search(where, logger) and re.search(what, text)
        for where, what, _reason in KNOWN_NOISE
    )


class Guard:
    """The plugin: one for each pytest session."""

    def __init__(self) -> None:
        self.recorder = Recorder()
        self.outcomes: Counter[str] = Counter()
        self.failures: list[str] = []
        self.http_cases: set[str] = set()

    def pytest_sessionstart(self) -> None:
        """Listen to the log."""
        logging.getLogger().addHandler(self.recorder)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note which tests need a browser or a server."""
        for item in items:
            bases = getattr(getattr(item, "cls", None), "__mro__", ())
            if "HttpCase" in [base.__name__ for base in bases]:
                self.http_cases.add(item.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Remember which test runs."""
        self.recorder.current = nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test once; a part of it (subtest) only when it failed."""
        is_part = type(report).__name__ != "TestReport"
        if report.failed:
            self.outcomes["failed"] += 1
            self.failures.append(f"{report.nodeid} ({report.when})\n{report.longrepr}")
        elif report.skipped and not is_part:
            self._count_skipped(report)
        elif report.when == "call" and not is_part:
            self.outcomes["passed"] += 1

    def _count_skipped(self, report: pytest.TestReport) -> None:
        reason = str(report.longrepr)
        is_needed = report.nodeid in self.http_cases
        if is_needed or re.search("chrome|browser|websocket", reason, re.I):
            self.outcomes["failed"] += 1
            self.failures.append(f"{report.nodeid} was skipped: {reason}")
        else:
            self.outcomes["skipped"] += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Count a test file that cannot be imported as a failure."""
        if report.failed:
            self.outcomes["failed"] += 1
            self.failures.append(f"{report.nodeid}\n{report.longrepr}")

    def pytest_warning_recorded(self, warning_message: object, nodeid: str) -> None:
        """Keep Python warnings that come from a file of ours."""
        path = Path(str(getattr(warning_message, "filename", "")))
        if path.is_relative_to(ROOT) and ".odoo" not in path.parts:
            text = getattr(warning_message, "message", "")
            place = f"{path.relative_to(ROOT)}:{getattr(warning_message, 'lineno', 0)}"
            self.recorder.found.append(f"{nodeid}: Python warning: {place} {text}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the report."""
        logging.getLogger().removeHandler(self.recorder)
        values = {
            **{name: self.outcomes[name] for name in ("passed", "failed", "skipped")},
            "failures": self.failures,
            "warnings": self.recorder.found,
            "http_cases": len(self.http_cases),
        }
        target = os.environ.get("GUARD_REPORT")
        if target:
            Path(target).write_text(json.dumps(values), encoding="utf-8")
        if self.recorder.found and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    """Register the guard."""
    config.pluginmanager.register(Guard(), "design-crm-guard")
