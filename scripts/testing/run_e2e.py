"""``make e2e``: a first deal, from the lead list to the money, on a running server."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import host as hosts
from host import process
from host.messages import HostError
from host.postgres import Server

from testing import e2e
from testing.results import Report, Written


def main(argv: Sequence[str] | None = None) -> int:
    """Run the thread and show its table of steps; return 0 when all went well."""
    parser = argparse.ArgumentParser(prog="make e2e", description=__doc__)
    parser.add_argument("--as-job", action="store_true", help="a part of make test")
    given = parser.parse_args(argv)
    process.on_terminate_interrupt()
    report = Written() if given.as_job else Report()
    is_shown = not given.as_job
    try:
        host = hosts.ensure(test=True)
        with Server(host) as pg:
            report.run("end to end", lambda stage: e2e.run(host, pg, stage, is_shown))
    except HostError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0 if given.as_job else report.finish()


if __name__ == "__main__":
    raise SystemExit(main())
