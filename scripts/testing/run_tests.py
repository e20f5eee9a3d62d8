"""``make test [ADDON=x]``: everything that CI runs.

Linters, pure tests, each addon on databases of its own (install, translations, tests
with tours, Odoo's test_lint, uninstall), and the end-to-end thread. Ends with one line
``N passed, N failed``; the exit status is 0 only when nothing failed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import host as hosts
from host import database, manifests, process
from host.lock import held
from host.messages import HostError
from host.postgres import Server
from host.setup import Host

from testing import addon_job, e2e, linters, pure_tests, templates
from testing.results import Report, Stage, show

PARALLEL = 2
POLL_SECONDS = 0.2
SLOWEST_FIRST = (manifests.SUITE, "crm_contract", "crm_pipeline")
JOB_SECONDS = 1500


class Job:
    """One addon's process, followed while it runs."""

    def __init__(self, host: Host, addon: str, linted: Sequence[str]) -> None:
        self.addon = addon
        self.log = host.home.logs / f"test-{addon}.log"
        self._output = host.home.logs / f"test-{addon}.stages"
        self._seen = 0
        self._started = time.monotonic()
        command = [sys.executable, "-m", "testing.addon_job", "--addon", addon]
        command += ["--linted", ",".join(linted)]
        with self._output.open("w") as output, self.log.open("w") as log:
            self.process = process.start(
                command,
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
        stage = Stage(f"{self.addon}: broke off")
        stage.check(
            f"exit status {self.process.returncode}; {self.log}:\n"
            + self.log.read_text(encoding="utf-8", errors="replace")[-4000:]
        )
        return stage


def passed_on(host: Host) -> dict[str, str]:
    """Return what a job's environment has besides the clean one."""
    kept = {
        name: os.environ[name]
        for name in ("ODOO_HOME", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(host.root / "scripts")}


def run_addons(
    host: Host,
    report: Report,
    addons: Sequence[str],
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Run the addons' jobs, some at a time, and show their stages as they end.

    :param meanwhile: done once, while the first jobs run.
    """
    waiting = in_order(addons)
    running: list[Job] = []

    def start_next() -> None:
        while waiting and len(running) < PARALLEL:
            addon = waiting.pop(0)
            running.append(Job(host, addon, linted_with(addon, addons)))

    try:
        start_next()
        meanwhile()
        while running:
            time.sleep(POLL_SECONDS)
            for job in list(running):
                is_over = not job.is_running()
                collect(job, report, is_over)
                if is_over:
                    running.remove(job)
            start_next()
    finally:
        for job in running:
            process.stop(job.process)


def collect(job: Job, report: Report, is_over: bool) -> None:
    """Show the stages of a job that have ended since the last time."""
    for stage in job.new_stages():
        report.add(stage)
    broken = job.ending() if is_over else None
    if broken:
        report.add(broken)


def in_order(addons: Sequence[str]) -> list[str]:
    """Return the addons, those that take longest first.

    >>> in_order(["crm_approval", "crm_suite"])
    ['crm_suite', 'crm_approval']
    """
    rest = [name for name in addons if name not in SLOWEST_FIRST]
    return [name for name in SLOWEST_FIRST if name in addons] + sorted(rest)


def linted_with(addon: str, addons: Sequence[str]) -> list[str]:
    """Return the addons that Odoo's test_lint looks at in this addon's database.

    It reads the loaded models of all addons, so it runs once, where all are installed;
    a run of one addon leaves it to the whole run, to be quick.

    >>> linted_with("crm_suite", ["crm_suite", "crm_a"])
    ['crm_suite', 'crm_a']
    >>> linted_with("crm_a", ["crm_suite", "crm_a"])
    []
    """
    return list(addons) if addon == manifests.SUITE else []


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="make test", description=__doc__)
    parser.add_argument("--addon", default="", help="only this addon")
    parser.add_argument(
        "--skip", default="", help="lint,pure,addons,e2e: for trials, never in CI"
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the tests; return 0 when all passed."""
    given = arguments(argv)
    skipped = set(given.skip.split(","))
    known = manifests.ours()
    if given.addon and given.addon not in known:
        sys.stderr.write(f"There is no addon {given.addon}: {', '.join(known)}.\n")
        return 2
    process.on_terminate_interrupt()
    report = Report()
    try:
        run_all(report, given.addon, known, skipped)
    except HostError as error:
        broken = Stage("the host")
        broken.check(str(error))
        report.add(broken)
    except KeyboardInterrupt:
        show("\nInterrupted.")
        report.finish()
        return 130
    return report.finish()


def run_all(report: Report, addon: str, known: list[str], skipped: set[str]) -> None:
    """Run the stages that are asked for."""
    host = hosts.ensure(test=True)
    started = time.monotonic()

    def without_database() -> None:
        if "lint" not in skipped:
            linters.run(report, addon)
        if "pure" not in skipped:
            title = f"pure tests of {addon}" if addon else "pure tests"
            logs = host.home.logs
            report.run(title, lambda stage: pure_tests.run(stage, logs, addon))

    # The databases' names are the same for every run of this checkout.
    alone = held(host.home.locks / "tests", "another test run is at work")
    with alone, Server(host) as pg:
        clear(host, pg)
        if addon and "addons" not in skipped:
            # One job leaves a core free.
            run_addons(host, report, [addon], without_database)
        else:
            without_database()
            if "addons" not in skipped:
                run_addons(host, report, known)
        if "e2e" not in skipped and not addon:
            report.run("end to end", lambda stage: e2e.run(host, pg, stage))
    show(f"\nLogs: {shown(host.home.logs)}. {time.monotonic() - started:.0f} s.")


def clear(host: Host, pg: Server) -> None:
    """Drop what killed runs have left, and templates of no more use."""
    for name in pg.databases():
        if name.startswith(addon_job.PREFIX):
            database.drop(host, pg, name)
    templates.Store(host, pg).collect_garbage()


def shown(path: Path) -> str:
    """Return a path, relative to the working folder where it is below it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


if __name__ == "__main__":
    raise SystemExit(main())
