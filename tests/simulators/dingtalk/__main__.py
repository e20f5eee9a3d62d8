"""``python -m tests.simulators.dingtalk --port 8091``: DingTalk on this machine."""

import argparse
import json
import sys
from pathlib import Path

from ..local_server import serve
from .server import DingtalkSimulator
from .state import Department, DingtalkState, Person

DEFAULTS = DingtalkState()
# Who is there when nobody else is given: the design company of the demonstration.
COMPANY = Path(__file__).with_name("company.json")


def _parse(argv):
    parser = argparse.ArgumentParser(
        prog="tests.simulators.dingtalk", description=__doc__
    )
    parser.add_argument("--port", type=int, default=8091)
    parser.add_argument("--corp", default=DEFAULTS.corp_id)
    parser.add_argument("--app", default=DEFAULTS.app_key)
    parser.add_argument("--secret", default=DEFAULTS.secret)
    parser.add_argument("--agent", type=int, default=DEFAULTS.agent_id)
    parser.add_argument(
        "--company",
        type=Path,
        default=COMPANY,
        help="JSON file with departments and people, like company.json",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="know the people given only; without this, an unknown colleague joins "
        "the directory when first written to",
    )
    return parser.parse_args(argv)


def main(argv=None) -> int:
    """Serve until Ctrl-C or SIGTERM; answer the exit status."""
    options = _parse(argv)
    company = json.loads(options.company.read_text(encoding="utf-8"))

    def make() -> DingtalkSimulator:
        return DingtalkSimulator(
            options.port,
            corp_id=options.corp,
            app_key=options.app,
            secret=options.secret,
            agent_id=options.agent,
            departments=[Department(**row) for row in company["departments"]],
            people=[Person(**row) for row in company["people"]],
            is_open=not options.strict,
        )

    return serve("DingTalk", options.port, make)


if __name__ == "__main__":
    sys.exit(main())
