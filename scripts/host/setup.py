"""Set up everything that is missing, in order; every step may be interrupted."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from host import browser, odoo_tree, process, python_env
from host.apt_download import Downloader
from host.lock import held
from host.messages import DiskFull, HostError
from host.paths import ADDONS, ROOT, Home, home

MEGABYTE = 1_000_000
# What each part takes on disk, with room to work; measured on a fresh machine.
NEEDED_MB = {"tree": 700, "venv": 600, "pg": 300, "test": 300, "browser": 900}
ALMOST_FULL_MB = 60


@dataclass(frozen=True)
class Host:
    """A host that is set up: what to start, and where its files are."""

    root: Path
    home: Home
    python: Path
    odoo_bin: Path
    odoo_parent: Path
    addons_path: tuple[Path, ...]
    browser: Path | None

    @property
    def data_dir(self) -> Path:
        """Odoo's data_dir, with the filestores."""
        return self.home.data

    def environment(self, **extra: str) -> dict[str, str]:
        """Return a clean environment for Odoo: our browser first on PATH."""
        found = process.clean_environment(extra)
        if self.browser:
            folders = (str(self.browser.parent), found.get("PATH", ""))
            found["PATH"] = os.pathsep.join(folders)
        return found

    def odoo_command(self, *arguments: str | Path) -> list[str]:
        """Return the command line that starts Odoo with these arguments."""
        return [str(self.python), str(self.odoo_bin), *map(str, arguments)]


def ensure(test: bool = False) -> Host:
    """Set up what is missing and return the host.

    :param test: also what only tests need: their Python packages and a browser.
    :raise HostError: something is in the way; it says what, and what to do.
    """
    place = home()
    with disk_watched(place.path):
        place.path.mkdir(parents=True, exist_ok=True)
        with held(place.locks / "setup", "another command is setting up the host"):
            check_space(place, test)
            downloader = Downloader(place)
            tree = odoo_tree.ensure(place, downloader)
            python = python_env.ensure(place, tree, downloader, test)
            chromium = browser.ensure(place, downloader) if test else None
            downloader.forget_lists()
    return Host(
        root=ROOT,
        home=place,
        python=python,
        odoo_bin=place.launcher,
        odoo_parent=tree.parent,
        addons_path=(ADDONS, *tree.addons),
        browser=chromium,
    )


def check_space(place: Home, test: bool) -> None:
    """Refuse to begin what cannot end.

    :raise HostError: too little free space for the parts that are missing.
    """
    is_there = {
        "tree": place.tree.exists() or bool(os.environ.get("ODOO_HOME")),
        "venv": (place.venv / ".complete-run").exists(),
        "pg": place.cluster.exists() or bool(os.environ.get("PGHOST")),
        "test": not test or (place.venv / ".complete-test").exists(),
        "browser": not test or browser.is_found(place),
    }
    needed = sum(NEEDED_MB[part] for part, found in is_there.items() if not found)
    free = free_megabytes(place.path)
    if free < needed:
        raise HostError(
            f"The disk of {place.path} has {free} MB free; the set-up needs about "
            f"{needed} MB more. Free some space, or let DESIGN_CRM_HOME name a folder "
            "on another disk, and run the command again."
        )


def free_megabytes(folder: Path) -> int:
    """Return the free space of the folder's disk."""
    return shutil.disk_usage(folder).free // MEGABYTE


@contextmanager
def disk_watched(folder: Path) -> Iterator[None]:
    """Tell a full disk as such, whichever tool met it."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(_disk_full(folder)) from None
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise HostError(f"{error}. Make it writable and run again.") from None
        raise
    except DiskFull:
        raise
    except HostError as error:
        if folder.exists() and free_megabytes(folder) < ALMOST_FULL_MB:
            first_line = str(error).partition("\n")[0]
            raise DiskFull(f"{_disk_full(folder)}\n({first_line})") from None
        raise


def _disk_full(folder: Path) -> str:
    return (
        f"The disk of {folder} is full. Free some space and run the command again: "
        "it resumes where it stopped."
    )
