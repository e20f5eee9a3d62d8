"""A Chromium for tests: one of the machine, else one unpacked into our folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from host.apt_download import Downloader
from host.paths import Home

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def find_on_machine() -> Path | None:
    """Return the machine's browser: CHROME_BIN, else the one on PATH."""
    named = os.environ.get("CHROME_BIN")
    for name in [named] if named else NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return None


def is_found(home: Home) -> bool:
    """Say whether there is a browser already."""
    return bool(find_on_machine()) or (home.browser / ".complete").exists()


def ensure(home: Home, downloader: Downloader) -> Path:
    """Return the browser's path."""
    return find_on_machine()
