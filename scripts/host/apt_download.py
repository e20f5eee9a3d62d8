"""Download Debian packages into a folder of ours: no root, no change to the system.

apt does the work with a private state, so that the machine's proxies, keys and
mirror hold. Each file is checked against the signed lists before it gets its name.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from host import apt_sources, process
from host.messages import HostError, brief, step
from host.paths import Home

APT = "apt-get"
URI_LINE = re.compile(r"'(\S+)' (\S+) (\d+) (?:SHA256:(\w+)|\S*)")
FAILED = re.compile(
    r"^(?:W|E): .*(?:Failed|GPG|not signed|does not have)", re.MULTILINE
)
NETWORK_HELP = (
    "Check the network, the proxy settings and /etc/apt/sources.list, then run the "
    "command again: it resumes here."
)


@dataclass(frozen=True)
class Package:
    """A package file as the signed lists describe it."""

    name: str
    size: int
    sha256: str


class Downloader:
    """apt with a private state below the host's home."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.release = ""
        self._is_updated = False
        self._status = Path("/var/lib/dpkg/status")

    def update(self) -> None:
        """Fetch the package lists, once in the life of this object.

        :raise HostError: no apt here, or its mirror is out of reach.
        """
        if self._is_updated:
            return
        if not shutil.which(APT) or not shutil.which("dpkg-deb"):
            raise HostError(f"This machine has no apt.\n{apt_sources.NO_APT}")
        with step("Package lists"):
            for folder in ("empty", "lists/partial", "cache/archives/partial"):
                (self.home.apt / folder).mkdir(parents=True, exist_ok=True)
            self.release = apt_sources.write_private_sources(self.home.apt)
            result = process.capture(self._command("update"))
        if result.returncode or FAILED.search(result.stderr):
            raise HostError(
                "The Debian mirror named in this machine's package sources did not "
                f"answer properly:\n{brief(result.stderr)}\n{NETWORK_HELP}"
            )
        self._is_updated = True

    def forget_lists(self) -> None:
        """Delete the package lists: they are large, and old when next needed."""
        shutil.rmtree(self.home.apt / "lists", ignore_errors=True)
        self._is_updated = False

    def fetch(self, names: Iterable[str], title: str) -> list[Path]:
        """Return the files of the named packages, downloading what is missing.

        A name may say its suite: ``package/suite``.
        """
        names = list(names)
        self.update()
        return self._fetch(["download", *names], title, len(names))

    def fetch_with_needs(self, names: Iterable[str], title: str) -> list[Path]:
        """Return the files of the packages and of what they need that is missing."""
        self.update()
        arguments = ["install", "--yes", "--no-install-recommends", *names]
        try:
            return self._fetch(arguments, title)
        except HostError:
            # The system's own packages may be in a state in which apt refuses all.
            nothing = self.home.apt / "no-packages"
            nothing.touch()
            self._status = nothing
            return self._fetch(arguments, title)

    def _fetch(self, arguments: list[str], title: str, count: int = 0) -> list[Path]:
        wanted = self._wanted(arguments)
        if len(wanted) < count:
            raise HostError(
                f"The package sources of this machine offer {len(wanted)} of the "
                f"{count} packages needed ({' '.join(arguments[1:])}).\n{NETWORK_HELP}"
            )
        self.home.debs.mkdir(parents=True, exist_ok=True)
        missing = [item for item in wanted if not self._is_here(item)]
        if missing:
            self._download(arguments, missing, title)
        return [self.home.debs / item.name for item in wanted]

    def _wanted(self, arguments: list[str]) -> list[Package]:
        command = self._command("--print-uris", "-qq", *arguments)
        result = process.capture(command, cwd=self.home.apt / "empty")
        if result.returncode:
            raise HostError(
                f"apt cannot offer {arguments[-1]}:\n{brief(result.stderr)}\n"
                f"{NETWORK_HELP}"
            )
        return parse_uris(result.stdout)

    def _download(
        self, arguments: list[str], missing: list[Package], title: str
    ) -> None:
        temporary = self.home.debs / "partial"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        megabytes = sum(item.size for item in missing) / 1e6
        with step(f"{title}: download") as current:
            current.note = f"{megabytes:.0f} MB"
            command = self._command("-o", "APT::Status-Fd=1", *arguments)
            if "install" in arguments:
                (temporary / "partial").mkdir()
                command += ["-o", f"Dir::Cache::archives={temporary}"]
                command += ["--download-only"]
            try:
                process.follow(
                    command, _progress_to(current.progress), "apt", cwd=temporary
                )
            except HostError as error:
                raise HostError(f"{title}: {error}\n{NETWORK_HELP}") from None
            for item in missing:
                self._accept(temporary / item.name, item)
        shutil.rmtree(temporary)

    def _accept(self, path: Path, item: Package) -> None:
        if not path.exists() or checksum(path) != item.sha256:
            raise HostError(
                f"{item.name} arrived damaged: its checksum is not the signed one.\n"
                f"{NETWORK_HELP}"
            )
        path.replace(self.home.debs / item.name)

    def _is_here(self, item: Package) -> bool:
        path = self.home.debs / item.name
        if not path.exists():
            return False
        if path.stat().st_size == item.size and checksum(path) == item.sha256:
            return True
        path.unlink()
        return False

    def _command(self, *arguments: str) -> list[str]:
        state = self.home.apt
        # What is installed beside the system's packages must be of its own release.
        sources = "own.sources" if "install" in arguments else "all.sources"
        options = {
            "Dir::State": state,
            "Dir::State::lists": state / "lists",
            "Dir::State::status": self._status,
            "Dir::Cache": state / "cache",
            "Dir::Etc::sourcelist": state / sources,
            "Dir::Etc::sourceparts": "-",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": state / "empty",
            "Dir::Log": state,
            # Also "install --print-uris" shall state this one.
            "Acquire::ForceHash": "sha256",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "Acquire::http::Timeout": "60",
            "Acquire::https::Timeout": "60",
            "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
            "APT::Sandbox::User": "root",
            "Debug::NoLocking": "true",
        }
        pairs = (("-o", f"{key}={value}") for key, value in options.items())
        return [APT, "-q", *(word for pair in pairs for word in pair), *arguments]


def parse_uris(text: str) -> list[Package]:
    """Return the packages of apt's ``--print-uris`` answer.

    >>> parse_uris("'http://m/x_1%3a2_all.deb' x_1%3a2_all.deb 42 SHA256:ab\\n")
    [Package(name='x_1%3a2_all.deb', size=42, sha256='ab')]
    """
    found = []
    for line in text.splitlines():
        match = URI_LINE.match(line)
        if match:
            found.append(Package(match[2], int(match[3]), match[4] or ""))
    return found


def checksum(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _progress_to(report: Callable[[float], None]) -> Callable[[str], None]:
    def on_line(line: str) -> None:
        match = re.match(r"dlstatus:\d+:([\d.]+):", line)
        if match:
            report(float(match[1]))

    return on_line
