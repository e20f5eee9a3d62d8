"""What the commands say: one line a step with its time, and progress figures.

On a terminal a step's line is rewritten in place; elsewhere (a log, CI) a line is
written when the step ends and at every quarter of a long step.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TextIO

TITLE_WIDTH = 46
QUARTER = 25


class HostError(Exception):
    """A failure told to the user as it stands: what is wrong and what to do."""


class DiskFull(HostError):
    """The disk is full; said once, whichever step met it."""


def brief(text: str, lines: int = 8) -> str:
    """Return the last lines of a tool's output: what a person reads of it.

    >>> brief("a\\nb\\nc", lines=2)
    'b\\nc'
    """
    return "\n".join(text.strip().splitlines()[-lines:])


class Step:
    """One step in progress; ``progress`` may be called as often as one likes."""

    def __init__(self, title: str, stream: TextIO) -> None:
        self.title = title
        self.note = ""
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._started = time.monotonic()
        self._shown = -1
        if self._is_terminal:
            self._write(f"\r{title:<{TITLE_WIDTH}} ...")

    def progress(self, percent: float, detail: str = "") -> None:
        """Show how far the step is, in percent of the whole."""
        figure = max(0, min(100, int(percent)))
        mark = figure if self._is_terminal else figure // QUARTER * QUARTER
        if mark <= self._shown or (not self._is_terminal and mark in (0, 100)):
            return
        self._shown = mark
        if self._is_terminal:
            line = f"{self.title:<{TITLE_WIDTH}} {mark:3d} %  {detail[:24]}"
            self._write(f"\r\x1b[K{line}")
        else:
            self._write(f"{self.title:<{TITLE_WIDTH}} {mark:3d} %\n")

    def finish(self, outcome: str = "") -> None:
        """Write the step's closing line with its seconds."""
        seconds = time.monotonic() - self._started
        note = f"  ({self.note})" if self.note else ""
        start = "\r\x1b[K" if self._is_terminal else ""
        self._write(
            f"{start}{self.title:<{TITLE_WIDTH}} {seconds:5.1f} s{note}{outcome}\n"
        )

    def _write(self, text: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._stream.write(text)
            self._stream.flush()


@contextlib.contextmanager
def step(title: str, stream: TextIO | None = None) -> Iterator[Step]:
    """Run the body as one step with a line of its own."""
    current = Step(title, stream or sys.stderr)
    try:
        yield current
    except BaseException:
        current.finish("  not finished")
        raise
    current.finish()


def say(text: str = "", stream: TextIO | None = None) -> None:
    """Write one line for the user."""
    target = stream or sys.stderr
    with contextlib.suppress(BrokenPipeError):
        target.write(text + "\n")
        target.flush()
