"""A pytest plugin: Odoo's lint tests look at our addons instead of all of Odoo.

``LINTED_ADDONS`` names them (``a,b``). What these tests read from source files is
narrowed to our addons; of what they read from the loaded models, findings in code that
is not ours (an OCA addon's, say) are left out.
"""

from __future__ import annotations

import os
import re

import pytest

from odoo.modules import Manifest
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

NAMES = {name for name in os.environ.get("LINTED_ADDONS", "").split(",") if name}
UNINDEXED = re.compile(r"^E\s+([\w.]+)\.(\w+) \(inverse of ([\w.]+)\.(\w+)\)", re.M)
all_manifests = Manifest.all_addon_manifests


def our_manifests() -> list[Manifest]:
    """Return the manifests of the addons that are to be looked at."""
    return [manifest for manifest in all_manifests() if manifest.name in NAMES]


Manifest.all_addon_manifests = staticmethod(our_manifests)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Leave out a failure that no addon of ours can mend."""
    if report.failed and is_foreign(report):
        report.outcome = "passed"


def is_foreign(report: pytest.TestReport) -> bool:
    """Return whether a failure is about code that is not ours."""
    context = getattr(report, "context", None)
    module = dict(getattr(context, "kwargs", None) or {}).get("module")
    if module:
        return module not in NAMES
    fields = UNINDEXED.findall(str(report.longrepr))
    pairs = [pair for found in fields for pair in (found[:2], found[2:])]
    return bool(pairs) and not any(_is_ours(model, name) for model, name in pairs)


def _is_ours(model: str, field: str) -> bool:
    registry = Registry(get_db_name())
    return bool(NAMES & set(registry[model]._fields[field]._modules))
