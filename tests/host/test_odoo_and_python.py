"""Odoo's tree and the Python environment: what counts as done, what is done again."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from host import interpreters, odoo_tree, python_env, setup
from host.messages import HostError
from host.paths import Home, read_stamp, write_whole

RELEASE = "version_info = ({}, 0, 0, FINAL, 0, '')\n"


def odoo_package(parent: Path, major: int = 19) -> Path:
    """Make the least that looks like Odoo's package; return the folder above it."""
    (parent / "odoo" / "addons").mkdir(parents=True)
    (parent / "odoo" / "release.py").write_text(RELEASE.format(major))
    return parent


def test_a_git_checkout_brings_its_addons_folder(tmp_path: Path):
    odoo_package(tmp_path)
    (tmp_path / "addons" / "web").mkdir(parents=True)
    (tmp_path / "addons" / "web" / "__manifest__.py").write_text("{}")
    tree = odoo_tree.inspect(tmp_path)
    assert tree.addons == (tmp_path / "addons",)
    assert tree.version == "19.0"


def test_a_package_layout_needs_no_further_addons_folder(tmp_path: Path):
    assert odoo_tree.inspect(odoo_package(tmp_path)).addons == ()


def test_odoo_home_is_used_and_nothing_is_downloaded(home, tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(odoo_package(tmp_path / "mine")))
    tree = odoo_tree.ensure(home, downloader=None)
    assert tree.parent == tmp_path / "mine"


def test_another_release_or_another_folder_is_refused(tmp_path: Path):
    with pytest.raises(HostError, match="no odoo/release.py"):
        odoo_tree.inspect(tmp_path)
    with pytest.raises(HostError, match="needs 19.0"):
        odoo_tree.inspect(odoo_package(tmp_path, major=18))


class Downloaded:
    """A downloader that has its files already."""

    release = "bookworm"

    def __init__(self, folder: Path, name: str) -> None:
        self.files = [folder / name, folder / "libjs-jquery_3_all.deb"]

    def update(self) -> None:
        """Do nothing."""

    def fetch(self, _names: list[str], _title: str) -> list[Path]:
        """Return the files."""
        return self.files


def unpack_by_copy(monkeypatch: pytest.MonkeyPatch, broken_at: str = "") -> list[str]:
    """Let unpacking make Odoo's folder; break off at one package. Return what ran."""
    seen: list[str] = []

    def unpack(package: Path, target: Path, _left_out: tuple = ()) -> None:
        seen.append(package.name)
        if broken_at and package.name.startswith(broken_at):
            raise KeyboardInterrupt
        if package.name.startswith("odoo-19"):
            odoo_package(target / odoo_tree.PYTHON_FOLDER)

    monkeypatch.setattr(odoo_tree, "unpack_deb", unpack)
    return seen


def test_an_unpacking_that_was_broken_off_leaves_no_tree_and_is_repeated(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    files = Downloaded(tmp_path, "odoo-19_19.0.0+dfsg-1_all.deb")
    unpack_by_copy(monkeypatch, broken_at="libjs")
    with pytest.raises(KeyboardInterrupt):
        odoo_tree.ensure(home, files)
    assert not home.tree.exists()
    unpack_by_copy(monkeypatch)
    tree = odoo_tree.ensure(home, files)
    assert tree.parent == home.tree / odoo_tree.PYTHON_FOLDER
    script = tree.parent / "odoo" / "addons" / odoo_tree.MISSING_SCRIPT
    assert script.is_file()


def test_a_tree_that_is_complete_is_not_unpacked_again(home, tmp_path, monkeypatch):
    files = Downloaded(tmp_path, "odoo-19_19.0.0+dfsg-1_all.deb")
    seen = unpack_by_copy(monkeypatch)
    odoo_tree.ensure(home, files)
    odoo_tree.ensure(home, files)
    assert len(seen) == 2


def test_a_distribution_that_moved_to_another_odoo_is_refused(home, tmp_path):
    files = Downloaded(tmp_path, "odoo-19_19.1.0_all.deb")
    with pytest.raises(HostError, match="ODOO_HOME"):
        odoo_tree.ensure(home, files)


def test_a_link_to_nowhere_in_the_unpacked_tree_is_an_error(home, tmp_path):
    (tmp_path / "odd.js").symlink_to("../missing.js")
    with pytest.raises(HostError, match="odd.js"):
        odoo_tree._check_links(tmp_path)


def fake_venv(home: Home, requirements: str) -> None:
    """Make an environment that is complete for these requirements."""
    (home.venv / "bin").mkdir(parents=True, exist_ok=True)
    (home.venv / "lib" / "python3.12" / "site-packages").mkdir(
        parents=True, exist_ok=True
    )
    shutil.copy("/bin/true", home.venv / "bin" / "python")
    write_whole(home.venv / ".python", "3.12")
    key = python_env.key_of(requirements)
    write_whole(home.venv / ".complete-run", f"{key} 3.12")


@pytest.fixture
def steps(home, tmp_path, monkeypatch) -> list[str]:
    """Return the steps that an ensure() takes; pip and venv are played."""
    taken: list[str] = []
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("a==1\n# [tests] Tests\nb==1\n")
    monkeypatch.setattr(python_env, "REQUIREMENTS", requirements)

    def create(_home: Home, _downloader: object) -> None:
        taken.append("create")
        shutil.rmtree(home.venv, ignore_errors=True)
        fake_venv(home, "")

    def install(_home: Home, part: str, text: str) -> None:
        taken.append(part)
        write_whole(home.venv / f".complete-{part}", f"{python_env.key_of(text)} 3.12")

    monkeypatch.setattr(python_env, "_create", create)
    monkeypatch.setattr(python_env, "_install", install)
    return taken


def ensure_env(home: Home, tmp_path: Path, test: bool = False) -> None:
    """Run the step under test."""
    tree = odoo_tree.OdooTree(tmp_path, (), "19.0")
    python_env.ensure(home, tree, None, test)


def test_the_environment_is_made_once(home, tmp_path, steps):
    ensure_env(home, tmp_path)
    ensure_env(home, tmp_path)
    assert steps == ["create", "run"]


def test_tests_add_their_packages_to_it(home, tmp_path, steps):
    ensure_env(home, tmp_path)
    ensure_env(home, tmp_path, test=True)
    ensure_env(home, tmp_path, test=True)
    assert steps == ["create", "run", "test"]


def test_an_install_that_was_broken_off_makes_it_anew(home, tmp_path, steps):
    ensure_env(home, tmp_path)
    write_whole(home.venv / ".begun", "test")
    ensure_env(home, tmp_path, test=True)
    assert steps == ["create", "run", "create", "run", "test"]


def test_other_requirements_make_it_anew_but_other_comments_do_not(
    home, tmp_path, steps
):
    ensure_env(home, tmp_path)
    python_env.REQUIREMENTS.write_text("# why\na==1\n# [tests] T\nb==1\n")
    ensure_env(home, tmp_path)
    assert steps == ["create", "run"]
    python_env.REQUIREMENTS.write_text("a==2\n# [tests] Tests\nb==1\n")
    ensure_env(home, tmp_path)
    assert steps == ["create", "run", "create", "run"]


def test_odoo_is_importable_and_known_to_pip(home, tmp_path, steps):
    ensure_env(home, tmp_path)
    packages = python_env.site_packages(home.venv)
    assert read_stamp(packages / "odoo-home.pth") == str(tmp_path)
    metadata = (packages / "odoo-19.0.dist-info" / "METADATA").read_text()
    assert "Name: odoo\nVersion: 19.0\n" in metadata


def test_a_python_that_is_named_is_the_one_that_is_used(home, monkeypatch):
    monkeypatch.setenv("PYTHON", sys.executable)
    assert interpreters.choose().version == "%d.%d" % sys.version_info[:2]


def test_the_system_s_python_comes_before_one_compiled_here(home, monkeypatch, program):
    system = program("system-python", "echo 3.11 /usr/bin/python3.11")
    program("python3.12", "echo 3.12 /opt/compiled/python3.12")
    monkeypatch.setattr(interpreters, "OF_THE_SYSTEM", str(system))
    assert interpreters.choose().path == "/usr/bin/python3.11"
    program("system-python", "echo 3.9 /usr/bin/python3.9")
    assert interpreters.choose().path == "/opt/compiled/python3.12"


def test_a_python_of_another_version_is_refused_with_the_package_name(
    home, monkeypatch, program
):
    program("python3.9", "echo 3.9 /usr/bin/python3.9")
    monkeypatch.setenv("PYTHON", "python3.9")
    with pytest.raises(HostError, match=r"3\.10-3\.13.*python3-venv"):
        interpreters.choose()


def test_a_disk_without_room_is_refused_before_anything_is_made(home, monkeypatch):
    monkeypatch.setattr(setup, "free_megabytes", lambda _folder: 500)
    with pytest.raises(HostError, match="500 MB free.*1600 MB more"):
        setup.check_space(home, test=False)


def test_a_disk_that_fills_up_on_the_way_is_named_as_the_cause(home, monkeypatch):
    is_told = pytest.raises(HostError, match="disk.*is full.*resumes")
    with is_told, setup.disk_watched(home.path):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(setup, "free_megabytes", lambda _folder: 3)
    is_told = pytest.raises(HostError, match="(?s)is full.*pip failed")
    with is_told, setup.disk_watched(home.path):
        raise HostError("pip failed")
