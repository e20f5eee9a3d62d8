"""A pytest plugin: Python's garbage collector runs seldom.

Odoo holds some millions of objects that live as long as the process; each collection
of the oldest generation looks at all of them, a hundred times in a run.
"""

from __future__ import annotations

import gc

import pytest

YOUNG_OBJECTS = 50_000


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Leave what is loaded by now out of all collections, and collect less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)
