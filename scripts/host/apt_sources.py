"""Read the machine's own package sources, and write private ones from them.

No mirror is named here: the machine's own mirror is used, whatever it is, also for
the suite that carries Odoo 19 (the machine's Debian keyring verifies it).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from host.messages import HostError
from host.paths import write_whole

ETC = Path("/etc/apt")
OS_RELEASE = Path("/etc/os-release")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
ODOO_SUITE = "sid"
KEPT_OPTIONS = ("trusted", "check-valid-until", "check-date", "by-hash")
NO_APT = (
    "Set ODOO_HOME to an Odoo 19.0 source tree (a git checkout, or the folder that "
    "holds the odoo package) and run the command again."
)


@dataclass(frozen=True)
class Source:
    """One entry of the machine's sources: a mirror, its suites and its signing key."""

    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""
    options: tuple[tuple[str, str], ...] = field(default=())


def parse_deb822(text: str) -> list[Source]:
    """Return the enabled binary sources of a ``.sources`` file.

    >>> parse_deb822("Types: deb\\nURIs: http://m/debian\\nSuites: a b\\n"
    ...     "Components: main\\nSigned-By: /k.gpg\\n")[0].suites
    ('a', 'b')
    """
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = []
    for block in re.split(r"\n[ \t]*\n", "\n".join(lines)):
        fields = _fields(block)
        enabled = fields.get("enabled", "yes").lower() not in ("no", "false", "0")
        if not enabled or "deb" not in fields.get("types", "").split():
            continue
        found += [_source(fields, uri) for uri in fields.get("uris", "").split()]
    return found


def parse_list(text: str) -> list[Source]:
    """Return the binary sources of a classic ``sources.list``.

    >>> parse_list("deb [signed-by=/k.gpg] http://m/debian bookworm main contrib")
    [Source(uri='http://m/debian', suites=('bookworm',), \
components=('main', 'contrib'), signed_by='/k.gpg', options=())]
    """
    found = []
    for line in text.splitlines():
        match = re.match(
            r"\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$", line.split("#")[0]
        )
        if not match:
            continue
        given = (word.split("=", 1) for word in (match[1] or "").split())
        fields = {pair[0].lower(): pair[1] for pair in given if len(pair) == 2}
        fields.update({"suites": match[3], "components": match[4]})
        fields["signed-by"] = fields.get("signed-by", "").replace(",", " ")
        found.append(_source(fields, match[2]))
    return found


def machine_sources(etc: Path = ETC) -> list[Source]:
    """Return all sources that the machine's own apt uses."""
    files = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]
    found: list[Source] = []
    for path in files:
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if path.suffix == ".sources":
            found += parse_deb822(text)
        elif path.suffix == ".list":
            found += parse_list(text)
    return found


def release_name(os_release: Path = OS_RELEASE) -> str:
    """Return the machine's release, e.g. ``bookworm``; '' where it has none."""
    try:
        text = os_release.read_text(encoding="utf-8")
    except OSError:
        return ""
    match = re.search(r'^VERSION_CODENAME="?(\w+)', text, re.MULTILINE)
    return match[1] if match else ""


def own_sources(sources: Iterable[Source], release: str) -> list[Source]:
    """Return those entries that carry the machine's release, the main one first.

    :raise HostError: where there is none: not Debian, or sources we cannot read.
    """
    names = {release, f"{release}-updates", f"{release}-security"}
    own = [
        source
        for source in sources
        if "main" in source.components and names.intersection(source.suites)
    ]
    own.sort(key=lambda source: release not in source.suites)
    if not release or not own or release not in own[0].suites:
        message = f"No Debian package source for {release or 'this system'} was found"
        raise HostError(f"{message} under {ETC}.\n{NO_APT}")
    return own


def render(sources: Iterable[Source], suites: Iterable[str] | None = None) -> str:
    """Return deb822 text for these sources, with other suites where they are given."""
    blocks = []
    for source in sources:
        lines = [
            "Types: deb",
            f"URIs: {source.uri}",
            f"Suites: {' '.join(suites or source.suites)}",
            "Components: main",
            f"Signed-By: {source.signed_by or KEYRING}",
        ]
        lines += [f"{key.title()}: {value}" for key, value in source.options]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def write_private_sources(folder: Path, etc: Path = ETC) -> str:
    """Write the sources that the host uses; return the machine's release name.

    ``own.sources`` has the machine's release, ``all.sources`` Odoo's suite as well.
    """
    release = release_name()
    own = own_sources(machine_sources(etc), release)
    odoo = render(own[:1], [ODOO_SUITE]) if release != ODOO_SUITE else ""
    write_whole(folder / "own.sources", render(own))
    write_whole(folder / "all.sources", "\n".join(filter(None, (odoo, render(own)))))
    return release


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    key = ""
    for line in block.splitlines():
        if line[:1] in (" ", "\t") and key:
            fields[key] += "\n" + line
        elif ":" in line:
            key, value = line.split(":", 1)
            key = key.strip().lower()
            fields[key] = value.strip()
    return fields


def _source(fields: dict[str, str], uri: str) -> Source:
    return Source(
        uri=uri,
        suites=tuple(fields.get("suites", "").split()),
        components=tuple(fields.get("components", "").split()),
        signed_by=fields.get("signed-by", ""),
        options=tuple((key, fields[key]) for key in KEPT_OPTIONS if key in fields),
    )
