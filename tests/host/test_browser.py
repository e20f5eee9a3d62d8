"""Which browser the tests use: the machine's, and never our own starting script."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from host import browser
from host.messages import HostError
from host.paths import Home


def program(path: Path) -> Path:
    """Make something that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A host whose own script stands first on PATH, and no CHROME_BIN."""
    home = Home(tmp_path / "home")
    ours = program(home.browser / "bin" / "google-chrome")
    folders = [str(ours.parent), str(tmp_path / "machine")]
    monkeypatch.setenv("PATH", os.pathsep.join(folders))
    monkeypatch.delenv("CHROME_BIN", raising=False)
    return home


def test_our_own_script_on_path_is_no_browser(home: Home):
    # it would be written to start itself, for ever
    assert browser.find_on_machine(home) is None
    assert not browser.is_found(home)


def test_the_machine_s_browser_behind_our_script_is_found(home: Home, tmp_path: Path):
    chromium = program(tmp_path / "machine" / "chromium")
    assert browser.find_on_machine(home) == chromium


def test_our_own_script_named_by_chrome_bin_is_no_browser(
    home: Home, monkeypatch: pytest.MonkeyPatch
):
    ours = home.browser / "bin" / "google-chrome"
    monkeypatch.setenv("CHROME_BIN", str(ours))
    assert browser.find_on_machine(home) is None


def test_a_chrome_bin_that_is_nothing_is_said(
    home: Home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CHROME_BIN", "/nowhere/chrome")
    with pytest.raises(HostError, match="/nowhere/chrome is no program"):
        browser.find_on_machine(home)
