"""Odoo's own source tree: unpacked from the distribution, or one that ODOO_HOME names.

The distribution's package links some static files to other packages; these are
unpacked into the same folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from host import process
from host.apt_download import Downloader
from host.messages import HostError, brief, step
from host.paths import Home, read_stamp, write_whole

RELEASE = "19.0"
PACKAGE = "odoo-19"
LINKED_PACKAGES = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-montserrat",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
)
# Odoo links to files of version 4.7, which the newest suite no longer has.
OWN_RELEASE_PACKAGE = "fonts-font-awesome"
PYTHON_FOLDER = Path("usr/lib/python3/dist-packages")
LEFT_OUT = (
    "*/i18n/[!z]*.po",
    "*/i18n_extra/[!z]*.po",
    "*.pot",
    f"./{PYTHON_FOLDER}/addons",
    f"./{PYTHON_FOLDER}/setup",
    f"./{PYTHON_FOLDER}/doc",
    f"./{PYTHON_FOLDER}/odoo-19.0.egg-info",
    "./etc",
    "./usr/lib/systemd",
)
# The package lacks this file; without it each backend page logs an error.
MISSING_SCRIPT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
# A font that Odoo links to under a name which no suite carries; nothing uses it.
KNOWN_DANGLING = "Inconsolata.otf"


@dataclass(frozen=True)
class OdooTree:
    """Where the ``odoo`` package is, and further addons folders of a git checkout."""

    parent: Path
    addons: tuple[Path, ...]
    version: str


def ensure(home: Home, downloader: Downloader) -> OdooTree:
    """Return Odoo's tree, unpacking it first where it is not there."""
    named = os.environ.get("ODOO_HOME")
    if named:
        return inspect(Path(named).expanduser().resolve())
    stamp = read_stamp(home.tree / ".complete")
    if not stamp:
        files = _download(downloader)
        _unpack(home, files)
    return inspect(home.tree / PYTHON_FOLDER)


def inspect(folder: Path) -> OdooTree:
    """Return what the folder holds: a git checkout or the parent of the package.

    :raise HostError: it is no Odoo 19.0.
    """
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        raise HostError(
            f"ODOO_HOME={folder} is no Odoo source tree: it has no odoo/release.py. "
            "Name the folder of a git checkout of Odoo 19.0 (the one with odoo-bin), "
            "or the folder that holds the odoo package."
        )
    version = read_version(release.read_text(encoding="utf-8"))
    if version != RELEASE:
        raise HostError(
            f"ODOO_HOME={folder} holds Odoo {version}; this suite needs {RELEASE}."
        )
    checkout = folder / "addons"
    addons = (checkout,) if (checkout / "web" / "__manifest__.py").is_file() else ()
    return OdooTree(folder, addons, version)


def read_version(text: str) -> str:
    """Return the series that Odoo's release.py states.

    >>> read_version("version_info = (19, 0, 0, FINAL, 0, '')")
    '19.0'
    """
    match = re.search(r"^version_info\s*=\s*\(\s*(\d+)\s*,\s*(\d+)", text, re.MULTILINE)
    return f"{match[1]}.{match[2]}" if match else "unknown"


def _download(downloader: Downloader) -> list[Path]:
    downloader.update()
    own = f"{OWN_RELEASE_PACKAGE}/{downloader.release}"
    files = downloader.fetch([PACKAGE, *LINKED_PACKAGES, own], "Odoo 19")
    odoo = next(path for path in files if path.name.startswith(f"{PACKAGE}_"))
    if not odoo.name.startswith(f"{PACKAGE}_{RELEASE}."):
        raise HostError(
            f"The package sources offer {odoo.name}, this suite needs Odoo {RELEASE}. "
            "Set ODOO_HOME to a source tree of it."
        )
    return files


def _unpack(home: Home, files: list[Path]) -> None:
    fresh = home.tree.with_name("tree.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with step("Odoo 19: unpack") as current:
        current.note = next(
            path.stem for path in files if path.name.startswith(PACKAGE)
        )
        for path in files:
            unpack_deb(path, fresh, LEFT_OUT if path.name.startswith(PACKAGE) else ())
        _check_links(fresh)
        script = fresh / PYTHON_FOLDER / "odoo" / "addons" / MISSING_SCRIPT
        script.parent.mkdir(parents=True, exist_ok=True)
        script.touch()
        inspect(fresh / PYTHON_FOLDER)
        name = next(path.name for path in files if path.name.startswith(PACKAGE))
        write_whole(fresh / ".complete", name + "\n")
        shutil.rmtree(home.tree, ignore_errors=True)
        fresh.rename(home.tree)


def unpack_deb(package: Path, target: Path, left_out: tuple[str, ...] = ()) -> None:
    """Unpack a package's files below ``target``, without documentation."""
    tar = ["tar", "-x", "-C", target, "--no-same-owner", "--exclude=./usr/share/doc"]
    if left_out:
        tar += ["--wildcards", *(f"--exclude={pattern}" for pattern in left_out)]
    with process.start(
        ["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE
    ) as reader:
        result = process.capture(tar, stdin=reader.stdout)
    if reader.returncode or result.returncode:
        raise HostError(
            f"{package.name} could not be unpacked: {brief(result.stderr)}\n"
            "Check the free disk space and run the command again."
        )


def _check_links(folder: Path) -> None:
    dangling = [
        path
        for path in folder.rglob("*")
        if path.is_symlink() and path.name != KNOWN_DANGLING and not path.exists()
    ]
    if dangling:
        names = ", ".join(str(path.relative_to(folder)) for path in dangling[:5])
        raise HostError(
            f"Odoo's package links to files that are not there ({names}). "
            "Its dependencies have changed: please report this."
        )
