"""The ways in: dev.py on any Python, the Makefile, and CI."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from host import cli
from host.paths import ROOT

DEV = ROOT / "scripts" / "dev.py"


def run(*command: object, **environment: str) -> subprocess.CompletedProcess:
    """Run a command to its end."""
    return subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_python_that_is_too_old_says_what_to_install(tmp_path: Path):
    script = tmp_path / "dev.py"
    text = DEV.read_text().replace("FIT = ((3, 10), (3, 13))", "FIT = ((4, 0), (4, 1))")
    script.write_text(text)
    result = run(sys.executable, script, "run", PATH="/nowhere")
    assert result.returncode == 1
    assert "apt-get install python3 python3-venv" in result.stderr
    assert "Traceback" not in result.stderr


def test_dev_py_has_no_syntax_that_old_pythons_cannot_read():
    text = DEV.read_text()
    assert not re.search(r"\bf[\"']|:=|->|\bmatch\b .*:$", text)


@pytest.mark.parametrize("port", ["80", "eighty", "70000"])
def test_a_port_that_is_none_is_refused(port: str):
    with pytest.raises(SystemExit):
        cli.parser().parse_args(["run", "--port", port])


def test_every_target_of_the_makefile_is_a_command():
    makefile = (ROOT / "Makefile").read_text()
    called = set(re.findall(r"\$\(DEV\) (\w+)", makefile))
    phony = set(re.search(r"\.PHONY: (.+)", makefile)[1].split())
    known = set(cli.TOOLS) | {"run", "stop", "reset", "db", "shell", "setup"}
    assert called == known
    assert phony == known | {"help"}


def test_make_help_names_what_everyone_needs():
    text = run("make", "-C", ROOT, "help").stdout
    for target in ("make run", "make test", "make stop", "make reset"):
        assert target in text


@pytest.fixture
def ci(tmp_path: Path):
    """Return a function that runs CI's entry with a make that says and returns this."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    programs = tmp_path / "programs"
    programs.mkdir()

    def with_make(says: str, status: int = 0) -> subprocess.CompletedProcess:
        make = programs / "make"
        make.write_text(f"#!/bin/sh\nprintf '{says}'\nexit {status}\n")
        make.chmod(0o755)
        path = f"{programs}:{os.environ['PATH']}"
        return run("bash", tmp_path / ".ci" / "run", PATH=path)

    return with_make


def test_ci_passes_when_tests_ran_and_passed(ci):
    result = ci("12 passed, 0 failed, 1 skipped\\n")
    assert result.returncode == 0
    assert result.stdout.splitlines()[-1] == "12 passed, 0 failed, 1 skipped"


@pytest.mark.parametrize(
    ("says", "status"),
    [
        ("3 passed, 1 failed\\n", 2),
        ("3 passed, 1 failed\\n", 0),
        ("0 passed, 0 failed\\n", 0),
        ("make: nothing to be done\\n", 0),
        ("HttpCase tests were skipped: no browser\\n3 passed, 0 failed\\n", 0),
    ],
)
def test_ci_fails_when_a_test_failed_was_skipped_or_none_ran(ci, says, status):
    assert ci(says, status).returncode != 0
