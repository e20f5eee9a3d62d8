"""``make test [ADDON=x]``: everything that CI runs.

Linters, pure tests, each addon on databases of its own (install, translations, tests
with tours, Odoo's test_lint, uninstall), and the end-to-end thread. Ends with one line
``N passed, N failed``; the exit status is 0 only when nothing failed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import host as hosts
from host import database, manifests, process
from host.lock import held
from host.messages import HostError
from host.postgres import Server
from host.setup import Host

from testing import addon_job, jobs, templates
from testing.jobs import Command
from testing.results import Report, Stage, show

SLOWEST_FIRST = ("crm_pipeline", "crm_finance_link", "crm_contract", "crm_projects")
SLOWEST_FIRST += (manifests.SUITE,)


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
    # The databases' names are the same for every run of this checkout.
    alone = held(host.home.locks / "tests", "another test run is at work")
    with alone, Server(host) as pg:
        clear(host, pg)
        jobs.run(host, report, commands(addon, known, skipped))
    show(f"\nLogs: {shown(host.home.logs)}. {time.monotonic() - started:.0f} s.")


def commands(addon: str, known: Sequence[str], skipped: set[str]) -> list[Command]:
    """Return the jobs of a run, in the order in which they start.

    >>> [one.name for one in commands("crm_a", ["crm_a", "crm_b"], set())]
    ['crm_a', 'checks']
    >>> names = ["crm_a", "crm_pipeline", "crm_suite"]
    >>> [one.name for one in commands("", names, {"e2e"})]
    ['crm_pipeline', 'checks', 'crm_suite', 'crm_a']
    >>> [one.name for one in commands("", names, {"addons"})]
    ['checks', 'e2e']
    """
    wanted = [addon] if addon else known
    addons = [] if "addons" in skipped else in_order(wanted)
    found = [addon_command(name, wanted) for name in addons]
    checks = ("--addon", addon, "--skip", ",".join(sorted(skipped)))
    if not {"lint", "pure"} <= skipped:
        # Second: beside the longest job, which it leaves a core to.
        found.insert(1, Command("checks", ("testing.checks_job", *checks)))
    if not addon and "e2e" not in skipped:
        # Not the last: nothing else would run beside it.
        found.insert(4, Command("e2e", ("testing.run_e2e", "--as-job")))
    return found


def addon_command(addon: str, addons: Sequence[str]) -> Command:
    """Return the job of one addon in a run of ``addons``."""
    linted = ",".join(linted_with(addon, addons))
    return Command(addon, ("testing.addon_job", "--addon", addon, "--linted", linted))


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
