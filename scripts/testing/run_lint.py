"""``make lint [ADDON=x]``: the linters alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from testing import linters
from testing.results import Report


def main(argv: Sequence[str] | None = None) -> int:
    """Run the linters; return 0 when all pass."""
    parser = argparse.ArgumentParser(prog="make lint", description=__doc__)
    parser.add_argument("--addon", default="", help="only this addon")
    given = parser.parse_args(argv)
    if given.addon and not linters.addon_folders(given.addon):
        sys.stderr.write(f"There is no addon {given.addon} under addons/.\n")
        return 2
    report = Report()
    linters.run(report, given.addon)
    return report.finish()


if __name__ == "__main__":
    raise SystemExit(main())
