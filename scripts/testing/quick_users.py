"""A pytest plugin: making a user costs little.

Tests make hundreds of users, whose passwords nobody has to guess: hashing them took two
thirds of the time of making one (0.55 s of 0.8 s).
"""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Hash once, once Odoo itself is set up."""
    from odoo.addons.base.models import res_users

    res_users.MIN_ROUNDS = 1
