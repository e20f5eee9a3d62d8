"""Keep PostgreSQL running while any command of ours uses it, then stop it.

Every command that uses PostgreSQL holds a shared lock. This process, a child of
none of them, waits for the exclusive one: the kernel gives it when the last user has
ended, in whatever way, so no PostgreSQL is left behind even after kill -9.
Started by :mod:`host.postgres` as ``python3 -m host.keeper HOME LOG``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from host import cluster, process
from host.lock import Lock
from host.paths import Home

STOP_SECONDS = 60


def users_lock(home: Home, shared: bool) -> Lock:
    """Return the lock of PostgreSQL's users (shared) or of its keeper (exclusive)."""
    return Lock(home.locks / "postgres-users", shared=shared)


def main(folder: str, log: str) -> int:
    """Run PostgreSQL until its last user has gone."""
    home = Home(Path(folder))
    place = cluster.locate(home)
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with Path(log).open("a", encoding="utf-8") as output:
        server = process.start(
            cluster.server_command(place, home.socket),
            deadly_signal=signal.SIGINT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
        )
    signal.signal(signal.SIGTERM, lambda _number, _frame: _interrupt(server))
    lock = users_lock(home, shared=False)
    waiter = threading.Thread(target=_stop_when_free, args=(lock, server), daemon=True)
    waiter.start()
    return server.wait()


def _stop_when_free(lock: Lock, server: subprocess.Popen) -> None:
    # New users wait for this lock until PostgreSQL has gone, then start a new one.
    lock.acquire()
    process.stop(server, signal.SIGINT, STOP_SECONDS)


def _interrupt(server: subprocess.Popen) -> None:
    # SIGINT asks PostgreSQL for its fast shutdown: sessions end, files are whole.
    with contextlib.suppress(ProcessLookupError):
        os.kill(server.pid, signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
