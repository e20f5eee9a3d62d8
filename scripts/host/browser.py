"""A Chromium for tests: one of the machine, else one unpacked into our folder.

Odoo looks its browser up on PATH. So there is always a small script of ours, under
the names that Odoo looks for; it starts the browser with the fonts it needs.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from host import odoo_tree, process
from host.apt_download import Downloader
from host.messages import HostError, brief, say, step
from host.paths import Home, read_stamp, write_whole

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk", "fontconfig-config")
FONT_PACKAGE = "fonts-noto-cjk"
BINARY = Path("usr/lib/chromium/chromium")
UNPACKED_NOT = (
    "./usr/share/locale",
    "./usr/share/icons",
    "./usr/share/man",
    "./usr/share/mime",
    "*/NotoSerifCJK*",
)
# The C library must fit the system's own loader.
LEFT_OUT = ("libc6_", "libc-bin_", "dpkg_", "perl-base_")
INSTALL_LINE = "apt-get install chromium fonts-noto-cjk"
FONTS_CONF = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer>
    <family>DejaVu Sans</family><family>Noto Sans CJK SC</family>
  </prefer></alias>
  <alias><family>serif</family><prefer>
    <family>DejaVu Serif</family><family>Noto Serif CJK SC</family>
  </prefer></alias>
</fontconfig>
"""


def find_on_machine(home: Home) -> Path | None:
    """Return the machine's browser: CHROME_BIN, else the one on PATH.

    Our own script may stand on PATH, too: it is none, or it would start itself.

    :raise HostError: CHROME_BIN names nothing that can be run.
    """
    named = os.environ.get("CHROME_BIN")
    ours = home.browser.resolve()
    others = os.pathsep.join(
        folder
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep)
        if not Path(folder).resolve().is_relative_to(ours)
    )
    for name in [named] if named else NAMES:
        found = shutil.which(name, path=others)
        if found and not Path(found).resolve().is_relative_to(ours):
            return Path(found)
    if named and not Path(named).resolve().is_relative_to(ours):
        raise HostError(f"CHROME_BIN={named} is no program. Name a Chromium or Chrome.")
    return None


def is_found(home: Home) -> bool:
    """Say whether there is a browser already."""
    return bool(find_on_machine(home)) or (_root(home) / ".complete").exists()


def ensure(home: Home, downloader: Downloader) -> Path:
    """Return the script that starts the browser.

    :raise HostError: there is none and none could be unpacked, with the install line.
    """
    machine = find_on_machine(home)
    root = _root(home)
    if machine:
        _ensure_fonts(home, downloader)
        binary = machine
    else:
        if not read_stamp(root / ".complete"):
            _unpack(root, _download(downloader))
        binary = root / BINARY
    script = _script(binary, root, home.browser)
    _check_starts(home, write_scripts(home, script), script)
    return home.browser / "bin" / "chromium"


def write_scripts(home: Home, script: str) -> Path:
    """Write the starting script under each name; return its path."""
    folder = home.browser / "bin"
    for name in NAMES[:2]:
        path = folder / name
        if read_stamp(path) != script.strip():
            write_whole(path, script)
            path.chmod(0o755)
    return folder / "chromium"


def _root(home: Home) -> Path:
    return home.browser / "root"


def _download(downloader: Downloader) -> list[Path]:
    try:
        return downloader.fetch_with_needs(PACKAGES, "Chromium")
    except HostError as error:
        raise HostError(
            f"{error}\nTests need a browser. Install one: {INSTALL_LINE}; or let "
            "CHROME_BIN name one."
        ) from None


def _ensure_fonts(home: Home, downloader: Downloader) -> None:
    root = _root(home)
    if _has_chinese_fonts() or read_stamp(root / ".complete"):
        return
    try:
        _unpack(root, downloader.fetch([FONT_PACKAGE], "Chinese fonts"))
    except HostError as error:
        say(f"No Chinese fonts: screens will show boxes.\n{error}\n{INSTALL_LINE}")


def _has_chinese_fonts() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(process.capture(["fc-list", ":lang=zh-cn"]).stdout.strip())


def _unpack(root: Path, files: Sequence[Path]) -> None:
    fresh = root.with_name("root.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    with step("Chromium: unpack" if len(files) > 1 else "Chinese fonts: unpack"):
        for path in files:
            if not path.name.startswith(LEFT_OUT):
                odoo_tree.unpack_deb(path, fresh, UNPACKED_NOT)
        write_whole(fresh / ".complete", f"{len(files)} packages\n")
        shutil.rmtree(root, ignore_errors=True)
        fresh.rename(root)
        # They can be fetched again and are not needed any more.
        for path in files:
            path.unlink()


def _script(binary: Path, root: Path, folder: Path) -> str:
    lines = ["#!/bin/sh", "# Made by the development host."]
    if root.is_dir():
        conf = folder / "fonts.conf"
        text = FONTS_CONF.format(fonts=root / "usr/share/fonts", cache=folder / "cache")
        write_whole(conf, text)
        lines.append(f"export FONTCONFIG_FILE={shlex.quote(str(conf))}")
    if binary.is_relative_to(root):
        libraries = ":".join(map(str, library_folders(root)))
        lines.append(f"export LD_LIBRARY_PATH={shlex.quote(libraries)}")
    lines.append(f'exec {shlex.quote(str(binary))} "$@"')
    return "\n".join(lines) + "\n"


def library_folders(root: Path) -> list[Path]:
    """Return the folders that hold libraries: the usual ones and those just below."""
    usual = [
        *root.glob("lib/*-linux-gnu"),
        *root.glob("usr/lib/*-linux-gnu"),
    ]
    below = [path.parent for folder in usual for path in folder.glob("*/lib*.so*")]
    return list(dict.fromkeys([*usual, *sorted(below)]))


def _check_starts(home: Home, path: Path, script: str) -> None:
    mark = hashlib.sha256(script.encode()).hexdigest()
    stamp = home.browser / ".starts"
    if read_stamp(stamp) == mark:
        return
    with step("Chromium: first start") as current:
        command = [path, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
        profile = home.browser / "profile"
        command += [f"--user-data-dir={profile}", "data:text/html,<p>started</p>"]
        result = process.capture(command)
        shutil.rmtree(profile, ignore_errors=True)
        if "started" not in result.stdout:
            raise HostError(
                f"The browser {path} does not start:\n{brief(result.stderr)}\n"
                f"Install one: {INSTALL_LINE}; or let CHROME_BIN name one."
            )
        version = process.capture([path, "--version"]).stdout.strip()
        current.note = version
        write_whole(stamp, mark)
