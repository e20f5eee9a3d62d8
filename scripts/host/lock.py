"""Locks between commands. The kernel drops them when their process dies, however."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from host.messages import say


class Lock:
    """An advisory lock on a file, exclusive or shared."""

    def __init__(self, path: Path, shared: bool = False) -> None:
        self.path = path
        self._kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        self._handle: IO[str] | None = None

    def try_acquire(self) -> bool:
        """Take the lock when it is free; say whether it is now held."""
        return self._acquire(fcntl.LOCK_NB)

    def acquire(self, waiting_for: str = "") -> None:
        """Take the lock, waiting while another command holds it."""
        if self.try_acquire():
            return
        if waiting_for:
            say(f"Waiting: {waiting_for} (process {self.holder() or 'unknown'}).")
        self._acquire(0)

    def release(self) -> None:
        """Give the lock back."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def holder(self) -> int:
        """Return the process that last took the lock exclusively, 0 if unknown."""
        with contextlib.suppress(OSError, ValueError):
            return int(self.path.read_text())
        return 0

    def _acquire(self, flags: int) -> bool:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = self.path.open("a+")
        try:
            fcntl.flock(handle, self._kind | flags)
        except BlockingIOError:
            handle.close()
            return False
        self._handle = handle
        if self._kind == fcntl.LOCK_EX:
            handle.truncate(0)
            handle.write(str(os.getpid()))
            handle.flush()
        return True


@contextlib.contextmanager
def held(path: Path, waiting_for: str) -> Iterator[None]:
    """Hold the lock for the body; a second command waits and says so."""
    lock = Lock(path)
    lock.acquire(waiting_for)
    try:
        yield
    finally:
        lock.release()
