"""Where everything lies. All that the commands make is in one git-ignored folder."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ADDONS = ROOT / "addons"
REQUIREMENTS = ROOT / "requirements.txt"


@dataclass(frozen=True)
class Home:
    """The folder of one development host and the places in it."""

    path: Path

    @property
    def apt(self) -> Path:
        """apt's private state and package lists."""
        return self.path / "apt"

    @property
    def debs(self) -> Path:
        """Downloaded packages, each checked against the signed lists."""
        return self.path / "debs"

    @property
    def tree(self) -> Path:
        """Odoo, unpacked from the distribution's package."""
        return self.path / "tree"

    @property
    def venv(self) -> Path:
        """The Python environment."""
        return self.path / "venv"

    @property
    def launcher(self) -> Path:
        """The script that starts Odoo."""
        return self.path / "bin" / "odoo-bin"

    @property
    def cluster(self) -> Path:
        """The data folder of the embedded PostgreSQL."""
        return self.path / "pg"

    @property
    def data(self) -> Path:
        """Odoo's data_dir: filestores and sessions."""
        return self.path / "data"

    @property
    def browser(self) -> Path:
        """The browser for tests: wrapper scripts and, where needed, the browser."""
        return self.path / "browser"

    @property
    def locks(self) -> Path:
        """Lock files; the locks vanish with the processes that hold them."""
        return self._made(self.path / "locks")

    @property
    def run(self) -> Path:
        """One small file for each running server."""
        return self._made(self.path / "run")

    @property
    def logs(self) -> Path:
        """Logs of installs and servers."""
        return self._made(self.path / "log")

    @property
    def state(self) -> Path:
        """What is remembered about databases: who made them, from which sources."""
        return self._made(self.path / "state")

    @property
    def socket(self) -> Path:
        """PostgreSQL's socket folder: short, as the kernel allows 107 bytes."""
        mark = hashlib.sha256(str(self.path).encode()).hexdigest()[:10]
        folder = f"design-crm-{os.geteuid()}-{mark}"
        # Not TMPDIR: commands with another one would not meet the running server.
        return Path("/tmp") / folder

    @staticmethod
    def _made(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def home() -> Home:
    """Return the host's home: ``.odoo`` in the checkout or DESIGN_CRM_HOME."""
    named = os.environ.get("DESIGN_CRM_HOME")
    folder = Path(named).expanduser() if named else ROOT / ".odoo"
    return Home(folder.resolve())


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there wholly or not at all, also after kill -9."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    with temporary.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)


def read_stamp(path: Path) -> str:
    """Return a stamp's text, or '' where there is none."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
