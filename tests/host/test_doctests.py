"""The examples in the host's docstrings hold."""

from __future__ import annotations

import doctest
import importlib

import pytest
from host.paths import ROOT

MODULES = sorted(path.stem for path in (ROOT / "scripts" / "host").glob("[a-z]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str):
    result = doctest.testmod(importlib.import_module(f"host.{name}"))
    assert result.failed == 0
