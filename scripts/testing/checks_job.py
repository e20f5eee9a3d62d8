"""What needs no database: the linters and the pure tests, as a job of a run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import host as hosts
from host import process

from testing import linters, pure_tests
from testing.results import Written


def main(argv: Sequence[str] | None = None) -> int:
    """Run the checks, writing each stage to stdout as a JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addon", default="", help="only this addon")
    parser.add_argument("--skip", default="", help="lint,pure")
    given = parser.parse_args(argv)
    process.on_terminate_interrupt()
    host = hosts.ensure(test=True)
    report = Written()
    skipped = given.skip.split(",")
    if "lint" not in skipped:
        linters.run(report, given.addon)
    if "pure" not in skipped:
        title = f"pure tests of {given.addon}" if given.addon else "pure tests"
        logs = host.home.logs
        report.run(title, lambda stage: pure_tests.run(stage, logs, given.addon))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
