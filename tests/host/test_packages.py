"""Package sources of the machine, and downloads that were broken off."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from host import apt_sources
from host.apt_download import Downloader
from host.messages import HostError

DEB822 = """\
Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://src.example/debian
Suites: bookworm
Components: main
"""
CLASSIC = """\
# deb http://old.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib
deb http://security.example/debian-security bookworm-security main # trailing
deb-src http://mirror.example/debian bookworm main
deb http://vendor.example/apt stable main
"""
CONTENT = b"a package"
SHA = hashlib.sha256(CONTENT).hexdigest()
# It answers like apt-get: a line for --print-uris, else it "downloads".
APT = """
case "$*" in
  *--print-uris*) echo "'http://m/x_1_all.deb' x_1_all.deb {size} SHA256:{sha}" ;;
  *update*) exit 0 ;;
  *download*) echo called >> {calls}; echo "dlstatus:1:50:half"
     printf '{content}' > x_1_all.deb ;;
esac
"""


def etc_with(tmp_path: Path, name: str, text: str) -> Path:
    """Return an /etc/apt with one file of sources."""
    etc = tmp_path / "etc"
    (etc / "sources.list.d").mkdir(parents=True)
    (etc / name).write_text(text)
    return etc


def test_only_enabled_binary_sources_of_a_deb822_file_count(tmp_path: Path):
    etc = etc_with(tmp_path, "sources.list.d/debian.sources", DEB822)
    sources = apt_sources.machine_sources(etc)
    assert [source.uri for source in sources] == ["http://mirror.example/debian"]
    assert sources[0].suites == ("bookworm", "bookworm-updates")


def test_the_classic_form_is_read_with_its_options(tmp_path: Path):
    etc = etc_with(tmp_path, "sources.list", CLASSIC)
    sources = apt_sources.machine_sources(etc)
    assert [source.uri.split("/")[2] for source in sources] == [
        "mirror.example",
        "security.example",
        "vendor.example",
    ]
    assert sources[0].signed_by == "/k.gpg"


def test_vendors_are_left_out_and_odoo_comes_from_the_machines_own_mirror(tmp_path):
    etc = etc_with(tmp_path, "sources.list", CLASSIC)
    own = apt_sources.own_sources(apt_sources.machine_sources(etc), "bookworm")
    text = apt_sources.render(own[:1], [apt_sources.ODOO_SUITE])
    assert len(own) == 2
    assert "URIs: http://mirror.example/debian\nSuites: sid\n" in text
    assert "Signed-By: /k.gpg" in text
    assert "trusted" not in text.lower()


@pytest.mark.parametrize("release", ["", "noble"])
def test_a_system_without_debian_sources_is_told_of_odoo_home(release: str):
    sources = apt_sources.parse_list(CLASSIC)
    with pytest.raises(HostError, match="ODOO_HOME"):
        apt_sources.own_sources(sources, release)


@pytest.fixture
def downloader(home, program, tmp_path, monkeypatch) -> Downloader:
    """Return a downloader whose apt-get is a script that notes each download."""
    body = APT.format(
        size=len(CONTENT), sha=SHA, calls=tmp_path / "calls", content=CONTENT.decode()
    )
    program("apt-get", body)
    program("dpkg-deb", "exit 0")
    monkeypatch.setattr(apt_sources, "write_private_sources", lambda _to: "bookworm")
    return Downloader(home)


def test_what_is_here_whole_is_not_downloaded_again(downloader, tmp_path):
    for _time in range(2):
        files = downloader.fetch(["x"], "X")
    assert [path.read_bytes() for path in files] == [CONTENT]
    assert (tmp_path / "calls").read_text().splitlines() == ["called"]


def test_a_download_that_was_killed_is_done_again(downloader, home):
    home.debs.mkdir()
    (home.debs / "x_1_all.deb").write_bytes(CONTENT[:4])
    (home.debs / "partial").mkdir()
    (home.debs / "partial" / "x_1_all.deb").write_bytes(CONTENT[:4])
    assert downloader.fetch(["x"], "X")[0].read_bytes() == CONTENT
    assert not (home.debs / "partial").exists()


def test_a_file_with_another_checksum_is_never_taken(downloader, home, program):
    body = APT.format(size=9, sha="0" * 64, calls="/dev/null", content="an attack")
    program("apt-get", body)
    with pytest.raises(HostError, match="checksum"):
        downloader.fetch(["x"], "X")
    assert not (home.debs / "x_1_all.deb").exists()


def test_a_mirror_out_of_reach_says_so_and_that_the_next_run_resumes(
    downloader, program
):
    program("apt-get", "echo 'E: Failed to fetch http://m/InRelease' >&2; exit 100")
    with pytest.raises(HostError, match="(?s)mirror.*Failed to fetch.*resumes"):
        downloader.update()


def test_a_machine_without_apt_is_told_of_odoo_home(home, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(HostError, match="ODOO_HOME"):
        Downloader(home).update()


def test_a_package_that_the_sources_do_not_offer_is_named(downloader):
    with pytest.raises(HostError, match="1 of the 2 packages"):
        downloader.fetch(["x", "y"], "X")
