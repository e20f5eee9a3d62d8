"""Several commands at once, and commands that are killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from host import keeper, process
from host.lock import Lock
from host.paths import ROOT, Home, read_stamp, write_whole

HOLD = """
import sys, time
from pathlib import Path
from host.lock import Lock
lock = Lock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""
PARENT = """
import subprocess, sys, time
from host import process
child = process.start([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def start(script: str, *arguments: object) -> subprocess.Popen:
    """Start a Python script that can import the host; its output is a pipe."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        stdout=subprocess.PIPE,
        text=True,
    )


def until(condition, seconds: float = 60) -> bool:
    """Say whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_second_command_does_not_get_a_lock_that_is_held(tmp_path: Path):
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.try_acquire()
    assert not second.try_acquire()
    assert second.holder() == os.getpid()
    first.release()
    assert second.try_acquire()
    second.release()


def test_a_lock_is_free_once_its_holder_is_killed(tmp_path: Path):
    with start(HOLD, tmp_path / "lock") as holder:
        assert holder.stdout.readline() == "held\n"
        lock = Lock(tmp_path / "lock")
        assert not lock.try_acquire()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        assert lock.try_acquire()
        lock.release()


def test_users_of_postgresql_share_and_its_keeper_waits_for_all_of_them(home: Home):
    first, second = keeper.users_lock(home, True), keeper.users_lock(home, True)
    alone = keeper.users_lock(home, shared=False)
    assert first.try_acquire()
    assert second.try_acquire()
    first.release()
    assert not alone.try_acquire()
    second.release()
    assert alone.try_acquire()
    assert not first.try_acquire()
    alone.release()


def test_children_end_when_their_parent_is_killed(tmp_path: Path):
    with start(PARENT) as parent:
        child = int(parent.stdout.readline())
        assert process.is_alive(child)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert until(lambda: not process.is_alive(child))


def test_a_process_number_that_was_given_again_is_not_taken_for_the_old_one():
    started = process.start_time_of(os.getpid())
    assert process.is_alive(os.getpid(), started)
    assert not process.is_alive(os.getpid(), "1")


def test_children_do_not_see_what_would_bend_python_postgresql_or_odoo(monkeypatch):
    for name in ("PYTHONPATH", "PGHOST", "ODOO_RC", "PIP_USER"):
        monkeypatch.setenv(name, "bent")
    monkeypatch.setenv("PIP_INDEX_URL", "kept")
    monkeypatch.setenv("NO_PROXY", "inner.example")
    found = process.clean_environment()
    assert not {"PYTHONPATH", "PGHOST", "ODOO_RC", "PIP_USER"} & set(found)
    assert found["PIP_INDEX_URL"] == "kept"
    assert found["NO_PROXY"] == "inner.example,localhost,127.0.0.1"


def test_a_file_is_there_wholly_or_not_at_all(tmp_path: Path, monkeypatch):
    target = tmp_path / "folder" / "stamp"
    write_whole(target, "one")

    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with contextlib.suppress(KeyboardInterrupt):
        write_whole(target, "two")
    assert read_stamp(target) == "one"
