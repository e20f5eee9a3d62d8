"""A pytest plugin: a browser that is slow on a busy machine is waited for.

Odoo skips its browser tests after ten seconds, which two test jobs and a linter on two
cores can use up, and fails a request that waits for another for twenty. A browser that
does not start, or a request that never ends, fails as before, only later.
"""

from __future__ import annotations

import pytest

SECONDS = 60


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Lengthen Odoo's waits, once Odoo itself is set up."""
    from odoo.tests import common

    common.BROWSER_WAIT = SECONDS
    common.CHECK_BROWSER_ITERATIONS = round(SECONDS / common.CHECK_BROWSER_SLEEP)
    common.BaseCase.test_cursor_lock_timeout = SECONDS
