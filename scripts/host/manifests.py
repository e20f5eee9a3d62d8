"""What the addons' manifests say, read without Odoo."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from host.messages import HostError
from host.paths import ADDONS

# What may change without an update of the database.
NOT_COUNTED = {"tests", "static", "readme", "__pycache__"}
SUITE = "crm_suite"


def ours(folder: Path = ADDONS) -> list[str]:
    """Return the names of our addons."""
    return sorted(path.parent.name for path in folder.glob("*/__manifest__.py"))


@cache
def manifest(name: str, folder: Path = ADDONS) -> dict:
    """Return an addon's manifest."""
    text = (folder / name / "__manifest__.py").read_text(encoding="utf-8")
    return ast.literal_eval(text)


def all_of_suite(folder: Path = ADDONS) -> list[str]:
    """Return what installs the whole suite."""
    names = ours(folder)
    return [SUITE] if SUITE in names else names


def with_needed(names: Iterable[str], folder: Path = ADDONS) -> tuple[set, set]:
    """Return (our addons, others' addons) that these need, themselves included."""
    known = set(ours(folder))
    own: set[str] = set()
    foreign: set[str] = {"base"}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in known:
            foreign.add(name)
        elif name not in own:
            own.add(name)
            waiting += manifest(name, folder).get("depends", [])
    return own, foreign


def check_known(names: Iterable[str], host_addons: Iterable[Path]) -> None:
    """Refuse names that no addons folder has.

    :raise HostError: it names them, and the suite's addons.
    """
    folders = list(host_addons)
    missing = [
        name
        for name in names
        if not any((folder / name / "__manifest__.py").exists() for folder in folders)
    ]
    if missing:
        raise HostError(
            f"There is no addon named {', '.join(missing)}. Addons of the suite: "
            f"{', '.join(ours())}."
        )


def source_hash(name: str, folder: Path = ADDONS) -> str:
    """Return a hash over the files of an addon that a database depends on."""
    digest = hashlib.sha256()
    root = folder / name
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if NOT_COUNTED.isdisjoint(relative.parts) and path.is_file():
            digest.update(str(relative).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def source_hashes(names: Iterable[str], folder: Path = ADDONS) -> dict[str, str]:
    """Return the hash of each of our addons among the names."""
    known = set(ours(folder))
    return {name: source_hash(name, folder) for name in names if name in known}
