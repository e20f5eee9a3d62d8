"""The world of the end-to-end thread: a running server, a simulator, a step table.

``E2E_URL``, ``E2E_DB``, ``E2E_SIMULATOR`` and ``E2E_DINGTALK`` name a server with the
demo company and simulators of WeCom and DingTalk; ``make e2e`` starts them.
"""

import os
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from .company import Company

STEPS: list[tuple[str, str, float]] = []


class Thread:
    """What the steps hand on to each other, and the table they fill."""

    def __init__(self):
        self.facts = SimpleNamespace()
        self.broken_at = ""

    @contextmanager
    def step(self, title: str):
        """Time one step; it says in ``records`` what it made."""
        if self.broken_at:
            pytest.fail(f"not tried, because “{self.broken_at}” failed", pytrace=False)
        records: list[str] = []
        start = time.monotonic()
        try:
            yield records
        except BaseException:
            self.broken_at = title
            raise
        finally:
            STEPS.append((title, ", ".join(records), time.monotonic() - start))


@pytest.fixture(scope="session")
def thread() -> Thread:
    return Thread()


@pytest.fixture(scope="session")
def company() -> Company:
    names = ("E2E_URL", "E2E_DB", "E2E_SIMULATOR", "E2E_DINGTALK")
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        pytest.fail(f"{', '.join(missing)} not set: run `make e2e`", pytrace=False)
    return Company(*(os.environ[name].rstrip("/") for name in names))


def pytest_terminal_summary(terminalreporter):
    if not STEPS:
        return
    terminalreporter.section("a first deal, step by step")
    for title, records, seconds in STEPS:
        terminalreporter.write_line(f"{seconds:6.1f} s  {title}")
        if records:
            terminalreporter.write_line(f"          {records}")
    total = sum(seconds for _title, _records, seconds in STEPS)
    terminalreporter.write_line(f"{total:6.1f} s  in all")
