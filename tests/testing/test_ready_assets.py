"""The bundles are made for the addons that open pages, and for no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from testing import ready_assets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('self.start_tour("/odoo", "crm_tour", login="lina")\n', True),
        ('self.browser_js("/", "console.log(1)")\n', True),
        ('self.url_open("/my/design")\n', False),
    ],
)
def test_tests_that_open_pages_are_known(
    tmp_path: Path, text: str, expected: bool
) -> None:
    plain, other = tmp_path / "test_plain.py", tmp_path / "test_other.py"
    plain.write_text("def test_it():\n    assert True\n", encoding="utf-8")
    other.write_text(text, encoding="utf-8")
    assert ready_assets.opens_pages([plain, other]) is expected
