"""Results of stages: counted, shown as one line each, and summed up at the end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

TITLE_WIDTH = 46
SHOWN_LINES = 60
# At the end of a run, where only its last lines may be kept.
SHOWN_NAMES = 12
NAME_WIDTH = 160


@dataclass
class Stage:
    """What one stage of a run did.

    ``problems`` holds, for each failure, what a person needs to see of it.
    """

    title: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    def check(self, problem: str) -> None:
        """Count one check: passed without a problem, failed with one."""
        if problem:
            self.failed += 1
            self.problems.append(problem)
        else:
            self.passed += 1

    def line(self) -> str:
        """Return the stage's line.

        >>> Stage("ruff check", passed=1, seconds=0.25).line()
        'ruff check                                       0.2 s  1 passed'
        """
        counts = [f"{self.passed} passed"] if self.passed or not self.failed else []
        counts += [f"{self.failed} FAILED"] if self.failed else []
        counts += [f"{self.skipped} skipped"] if self.skipped else []
        title = f"{self.title:<{TITLE_WIDTH}}"
        return f"{title} {self.seconds:5.1f} s  {', '.join(counts)}"


class Report:
    """Collects stages, and shows each as it ends."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []

    def add(self, stage: Stage) -> None:
        """Count a stage and show it, with the useful part of its failures."""
        self.stages.append(stage)
        show(stage.line())
        for problem in stage.problems:
            show(indented(problem))

    def run(self, title: str, work: Callable[[Stage], None]) -> Stage:
        """Run one stage; an exception in it is a failure of that stage."""
        stage = Stage(title)
        with_time(stage, work)
        self.add(stage)
        return stage

    def closing_line(self) -> str:
        """Return ``N passed, N failed``, and what was skipped."""
        passed = sum(stage.passed for stage in self.stages)
        failed = sum(stage.failed for stage in self.stages)
        skipped = sum(stage.skipped for stage in self.stages)
        # A run that checked nothing has proved nothing.
        if not passed and not failed:
            failed = 1
        tail = f", {skipped} skipped" if skipped else ""
        return f"{passed} passed, {failed} failed{tail}"

    def finish(self) -> int:
        """Show where it failed and the closing line; return the exit status."""
        broken = [stage for stage in self.stages if stage.failed]
        if broken:
            show("\nFailed:")
            for stage in broken:
                show(f"  {stage.title} ({stage.failed})")
                for problem in stage.problems[:SHOWN_NAMES]:
                    show(f"    {name_of(problem)}")
        show("")
        show(self.closing_line())
        return 0 if ", 0 failed" in self.closing_line() else 1


class Written(Report):
    """A report for another process: each stage a JSON line on stdout."""

    def add(self, stage: Stage) -> None:
        """Count a stage and write it."""
        self.stages.append(stage)
        show(json.dumps(asdict(stage)))


def with_time(stage: Stage, work: Callable[[Stage], None]) -> None:
    """Do a stage's work; note its seconds, and an exception as a failure."""
    started = time.monotonic()
    try:
        work(stage)
    except Exception as error:  # noqa: BLE001 (whatever it was, the run goes on)
        stage.check(f"{type(error).__name__}: {error}")
    stage.seconds = time.monotonic() - started


def show(text: str) -> None:
    """Write one line of the run."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def indented(text: str) -> str:
    """Return a text indented, its middle left out when it is long.

    >>> indented("a")
    '    a'
    """
    lines = text.rstrip().splitlines()
    if len(lines) > SHOWN_LINES:
        half = SHOWN_LINES // 2
        left_out = [f"... {len(lines) - 2 * half} lines left out ..."]
        lines = lines[:half] + left_out + lines[-half:]
    return "\n".join(f"    {line}" for line in lines)


def name_of(problem: str) -> str:
    """Return what failed: a problem's first line.

    >>> name_of("tests/test_a.py::test_b (call)\\nassert 1 == 2")
    'tests/test_a.py::test_b (call)'
    """
    return (problem.strip().splitlines() or [""])[0][:NAME_WIDTH]


def write_stages(path: Path, stages: list[Stage]) -> None:
    """Write stages for another process."""
    path.write_text(json.dumps([asdict(stage) for stage in stages]), encoding="utf-8")


def read_stages(path: Path) -> list[Stage]:
    """Read the stages that another process wrote; none when it wrote none."""
    if not path.exists():
        return []
    return [Stage(**values) for values in json.loads(path.read_text(encoding="utf-8"))]
