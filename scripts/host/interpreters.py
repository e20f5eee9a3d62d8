"""Find a Python that Odoo 19 runs on."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass

from host import process
from host.messages import HostError

# In the order of preference: what was tried most comes first.
VERSIONS = ("3.12", "3.11", "3.10", "3.13")
# The distribution's own is built with profile-guided optimization; one that was
# compiled here (pyenv) mostly is not, and takes up to twice as long for everything.
OF_THE_SYSTEM = "/usr/bin/python3"
PROBE = (
    "import sys, ssl, sqlite3, venv;"
    "print('%d.%d' % sys.version_info[:2], getattr(sys, '_base_executable', '')"
    " or sys.executable)"
)


@dataclass(frozen=True)
class Interpreter:
    """A Python: its version like ``3.12`` and its path."""

    version: str
    path: str


def probe(command: str) -> Interpreter | None:
    """Return what Python the command starts, None when it is none of use."""
    found = shutil.which(command)
    if not found:
        return None
    result = process.capture([found, "-c", PROBE])
    version, _space, path = result.stdout.strip().partition(" ")
    if result.returncode or version not in VERSIONS:
        return None
    return Interpreter(version, path)


def choose() -> Interpreter:
    """Return the Python for the environment: PYTHON=, else the system's, else PATH's.

    :raise HostError: none fits.
    """
    named = os.environ.get("PYTHON")
    candidates = [OF_THE_SYSTEM, *(f"python{version}" for version in VERSIONS[:2])]
    candidates += [sys.executable, "python3"]
    candidates += [f"python{version}" for version in VERSIONS[2:]]
    for command in [named] if named else candidates:
        found = probe(command)
        if found:
            return found
    wanted = f"PYTHON={named} is" if named else "There is"
    raise HostError(
        f"{wanted} no usable Python 3.10-3.13 (with ssl and sqlite3). Install one, on "
        "Debian with: apt-get install python3 python3-venv; or name one: "
        "make run PYTHON=/path/to/python3.12"
    )
