"""Nothing of the machine it was written on may be committed."""

from __future__ import annotations

import re

from .suite import Suite

# Written in pieces, so that this file itself does not match.
MACHINE_PATHS = tuple("/" + path for path in ("work/", "root/", "tmp/h/", "tmp/kit"))
HOME_FOLDER = re.compile(r"(?<![\w.~}])/" + r"home/(?!\.\.\.|<|\$|odoo\b)\w+")
# Hosts below .example stand for others in tests and documents.
MIRROR = re.compile(
    r"https?://(?![\w.-]*\.example(?![\w.-]))"
    r"[\w.-]*(?:pypi|pythonhosted|debian|ubuntu|npmjs|mirror)[\w.-]*",
    re.I,
)


def machine_violations(suite: Suite) -> list[str]:
    """Return lines that name a folder of a machine or a package mirror."""
    found = []
    for shown, text in suite.text_files():
        for number, line in enumerate(text.splitlines(), 1):
            found += [f"{shown}:{number} {problem}" for problem in _problems(line)]
    return found


def _problems(line: str) -> list[str]:
    found = []
    if any(_names(line, path) for path in MACHINE_PATHS) or HOME_FOLDER.search(line):
        found.append("names a folder of one machine: use a path relative to the root")
    if MIRROR.search(line):
        found.append("names a package mirror: let apt and pip use the machine's own")
    return found


def _names(line: str, path: str) -> bool:
    return re.search(r"(?<![\w.~}*-])" + re.escape(path), line) is not None
