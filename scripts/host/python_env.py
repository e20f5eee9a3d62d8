"""The Python environment: Odoo's and our requirements in one venv.

Odoo is not on the Python index: it is linked in by a ``.pth`` file, and metadata of
our own tell pip that it is there, so that the OCA addons' requirement is met.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from host import interpreters, odoo_tree, process
from host.apt_download import Downloader
from host.messages import HostError, brief, say, step
from host.paths import REQUIREMENTS, Home, read_stamp, write_whole

TEST_SECTION = "# [tests]"
PIP_WHEEL_PACKAGE = "python3-pip-whl"
METADATA = """\
Metadata-Version: 2.1
Name: odoo
Version: 19.0
Summary: Odoo Server, unpacked outside this environment
Requires-Dist: psycopg2-binary
Requires-Dist: pypdf
"""
WHEEL = """\
Wheel-Version: 1.0
Generator: host
Root-Is-Purelib: true
Tag: py3-none-any
"""
LAUNCHER = '''\
"""Start Odoo. Made by the development host."""
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
'''
PIP_HELP = (
    "Check the network and pip's settings (pip config list), then run the command "
    "again."
)


def split_requirements(text: str) -> tuple[str, str]:
    """Return (what a server needs, what only tests need) of requirements.txt.

    >>> split_requirements("a==1\\n# [tests] Tests\\nb==1\\n")
    ('a==1\\n', '# [tests] Tests\\nb==1\\n')
    """
    head, mark, tail = text.partition(TEST_SECTION)
    return head, mark + tail


def ensure(
    home: Home, tree: odoo_tree.OdooTree, downloader: Downloader, test: bool
) -> Path:
    """Return the environment's python; make or complete the environment first."""
    to_run, to_test = split_requirements(REQUIREMENTS.read_text(encoding="utf-8"))
    wanted = _wanted_version()
    is_current = _is_current(home.venv, "run", to_run, wanted)
    if not is_current or (home.venv / ".begun").exists():
        _create(home, downloader)
        link_odoo(home, tree)
        _install(home, "run", to_run)
    link_odoo(home, tree)
    if test and not _is_current(home.venv, "test", to_test, wanted):
        _install(home, "test", to_test)
    return home.venv / "bin" / "python"


def link_odoo(home: Home, tree: odoo_tree.OdooTree) -> None:
    """Make ``import odoo`` work in the environment, and pip see it as odoo 19.0."""
    packages = site_packages(home.venv)
    _write_changed(packages / "odoo-home.pth", f"{tree.parent}\n")
    info = packages / "odoo-19.0.dist-info"
    files = {"METADATA": METADATA, "WHEEL": WHEEL, "INSTALLER": "host\n"}
    for name, text in files.items():
        _write_changed(info / name, text)
    record = "".join(f"{info.name}/{name},,\n" for name in [*files, "RECORD"])
    _write_changed(info / "RECORD", record)
    _write_changed(home.launcher, LAUNCHER)


def site_packages(venv: Path) -> Path:
    """Return the environment's package folder.

    :raise HostError: there is none.
    """
    found = sorted(venv.glob("lib/python3.*/site-packages"))
    if not found:
        raise HostError(f"{venv} is no Python environment; delete it and run again.")
    return found[0]


def key_of(requirements: str) -> str:
    """Return the stamp for these requirements: comments do not count."""
    lines = (line.strip() for line in requirements.splitlines())
    counted = sorted(line for line in lines if line and not line.startswith("#"))
    return hashlib.sha256("\n".join(counted).encode()).hexdigest()


def _wanted_version() -> str:
    return interpreters.choose().version if os.environ.get("PYTHON") else ""


def _is_current(venv: Path, part: str, requirements: str, version: str) -> bool:
    stamp, _space, made_for = read_stamp(venv / f".complete-{part}").partition(" ")
    python = venv / "bin" / "python"
    is_same = stamp == key_of(requirements) and version in ("", made_for)
    return is_same and os.access(python, os.X_OK)


def _create(home: Home, downloader: Downloader) -> None:
    chosen = interpreters.choose()
    with step("Python environment") as current:
        current.note = f"Python {chosen.version}"
        shutil.rmtree(home.venv, ignore_errors=True)
        command = [chosen.path, "-m", "venv", "--without-pip", home.venv]
        result = process.capture(command)
        if result.returncode:
            raise HostError(
                f"{chosen.path} cannot make a virtual environment:\n"
                f"{brief(result.stderr or result.stdout)}\n"
                "On Debian install python3-venv: apt-get install python3-venv"
            )
        write_whole(home.venv / ".python", chosen.version)
        result = process.capture([home.venv / "bin" / "python", "-m", "ensurepip"])
    if result.returncode:
        say(
            "This Python has no ensurepip (on Debian it comes with python3-venv): "
            f"taking pip from {PIP_WHEEL_PACKAGE}."
        )
        _bootstrap_pip(home, downloader)


def _bootstrap_pip(home: Home, downloader: Downloader) -> None:
    try:
        downloader.update()
        name = f"{PIP_WHEEL_PACKAGE}/{downloader.release}"
        package = downloader.fetch([name], "pip")[0]
    except HostError as error:
        raise HostError(
            f"{error}\nOr install pip for this Python: apt-get install python3-venv"
        ) from None
    folder = home.path / "pip"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    odoo_tree.unpack_deb(package, folder)
    wheel = next(folder.glob("usr/share/python-wheels/pip-*.whl"))
    python = home.venv / "bin" / "python"
    command = [python, wheel / "pip", "install", "--no-index", "--no-deps", wheel]
    process.follow(command, lambda _line: None, "Installing pip")
    shutil.rmtree(folder)


def _install(home: Home, part: str, requirements: str) -> None:
    python = home.venv / "bin" / "python"
    source = home.path / f"requirements-{part}.txt"
    write_whole(source, requirements)
    # A kill in the middle may leave half a package that pip takes for whole.
    write_whole(home.venv / ".begun", part)
    count = sum(1 for line in requirements.splitlines() if line[:1].isalnum())
    title = "Python packages" if part == "run" else "Python packages for tests"
    with step(title) as current:
        seen = [0]

        def on_line(line: str) -> None:
            if line.startswith(("Collecting", "Requirement already")):
                seen[0] += 1
                current.progress(90 * seen[0] / max(count, 1))

        command = [python, "-m", "pip", "install", "--progress-bar", "off"]
        command += ["--no-input", "--no-compile", "-r", source]
        try:
            unbuffered = {"PYTHONUNBUFFERED": "1"}
            untold = ("Ignoring ", "WARNING: Location")
            process.follow(command, on_line, "pip install", untold, extra=unbuffered)
            process.follow(
                [python, "-m", "pip", "check"], lambda _line: None, "pip check"
            )
        except HostError as error:
            raise HostError(f"{error}\n{PIP_HELP}") from None
    made_for = read_stamp(home.venv / ".python")
    write_whole(home.venv / f".complete-{part}", f"{key_of(requirements)} {made_for}")
    (home.venv / ".begun").unlink()


def _write_changed(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_whole(path, text)
