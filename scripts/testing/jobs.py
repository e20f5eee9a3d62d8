"""The processes of a whole run: a few at a time, their stages shown as they end.

A job is a command that writes each of its stages to stdout as one JSON line when it
ends (``results.Written``); everything else it says goes to its log.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from host import process
from host.setup import Host

from testing.results import Report, Stage

# One more than the two cores: tours wait for their browser for much of their time.
PARALLEL = 3
POLL_SECONDS = 0.2
JOB_SECONDS = 1800
LOG_SHOWN = 4000


@dataclass(frozen=True)
class Command:
    """A module of ``scripts`` to run, with its arguments, and the name of its log."""

    name: str
    arguments: tuple[str, ...]


class Job:
    """One command's process, followed while it runs."""

    def __init__(self, host: Host, command: Command) -> None:
        self.name = command.name
        self.log = host.home.logs / f"test-{command.name}.log"
        self._output = host.home.logs / f"test-{command.name}.stages"
        self._seen = 0
        self._started = time.monotonic()
        with self._output.open("w") as output, self.log.open("w") as log:
            self.process = process.start(
                [sys.executable, "-m", *command.arguments],
                extra=passed_on(host),
                cwd=host.root,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
            )

    def is_running(self) -> bool:
        """Return whether the process still runs; end one that hangs."""
        if time.monotonic() - self._started > JOB_SECONDS:
            process.stop(self.process)
        return self.process.poll() is None

    def new_stages(self) -> list[Stage]:
        """Return the stages that have ended since the last call."""
        text = self._output.read_text(encoding="utf-8")
        lines = text[: text.rfind("\n") + 1].splitlines()
        found = [Stage(**json.loads(line)) for line in lines[self._seen :]]
        self._seen = len(lines)
        return found

    def ending(self) -> Stage | None:
        """Return a failed stage when the process broke off, None otherwise."""
        if self.process.returncode == 0 and self._seen:
            return None
        stage = Stage(f"{self.name}: broke off")
        log = self.log.read_text(encoding="utf-8", errors="replace")
        status = self.process.returncode
        stage.check(f"exit status {status}; {self.log}:\n{log[-LOG_SHOWN:]}")
        return stage


def passed_on(host: Host) -> dict[str, str]:
    """Return what a job's environment has besides the clean one."""
    kept = {
        name: os.environ[name]
        for name in ("ODOO_HOME", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(host.root / "scripts")}


def run(host: Host, report: Report, commands: Iterable[Command]) -> None:
    """Run commands in their order, ``PARALLEL`` at a time, and report their stages."""
    waiting = list(commands)
    running: list[Job] = []
    try:
        while waiting or running:
            while waiting and len(running) < PARALLEL:
                running.append(Job(host, waiting.pop(0)))
            time.sleep(POLL_SECONDS)
            running = still_running(running, report)
    finally:
        for job in running:
            process.stop(job.process)


def still_running(jobs: Sequence[Job], report: Report) -> list[Job]:
    """Report the stages that have ended; return the jobs that go on."""
    left = []
    for job in jobs:
        is_over = not job.is_running()
        for stage in job.new_stages():
            report.add(stage)
        broken = job.ending() if is_over else None
        if broken:
            report.add(broken)
        if not is_over:
            left.append(job)
    return left
