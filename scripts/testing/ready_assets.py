"""A pytest plugin: the tours find the web client's bundles ready made.

Each test's transaction is rolled back, and with it the bundles that its pages needed:
compiling them anew took seven of a tour's ten seconds. They are made once, before the
first test, and kept in the test database.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

# Words of a test file that opens pages in a browser.
OPENS_PAGES = ("start_tour(", "browser_js(")
# What the pages of the web client and of the portal load, as (bundle, kind).
BUNDLES = (
    ("web.assets_web", "js"),
    ("web.assets_web", "css"),
    ("web.assets_web_print", "css"),
    ("web.assets_tests", "js"),
    ("web.assets_frontend", "css"),
    ("web.assets_frontend_minimal", "js"),
    ("web.assets_frontend_lazy", "js"),
)


def opens_pages(files: Iterable[Path]) -> bool:
    """Return whether one of the test files opens pages in a browser."""
    texts = (path.read_text(encoding="utf-8") for path in files)
    return any(word in text for text in texts for word in OPENS_PAGES)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Make the bundles, once the tests are known and before the first one runs."""
    if not opens_pages({item.path for item in session.items}):
        return
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    with Registry(get_db_name()).cursor() as cr:
        qweb = api.Environment(cr, SUPERUSER_ID, {})["ir.qweb"]
        for name, kind in BUNDLES:
            bundle = qweb._get_asset_bundle(name, css=kind == "css", js=kind == "js")
            getattr(bundle, kind)()
