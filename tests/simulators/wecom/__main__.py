"""``python -m tests.simulators.wecom --port 8089``: WeCom on this machine."""

import argparse
import json
import sys
from pathlib import Path

from ..local_server import serve
from .directory import seed
from .server import WecomSimulator
from .state import Member, WecomState

DEFAULTS = WecomState()


def _parse(argv):
    parser = argparse.ArgumentParser(prog="tests.simulators.wecom", description=__doc__)
    parser.add_argument("--port", type=int, default=8089)
    parser.add_argument("--corp", default=DEFAULTS.corp_id)
    parser.add_argument("--secret", default=DEFAULTS.secret)
    parser.add_argument("--agent", type=int, default=DEFAULTS.agent_id)
    parser.add_argument(
        "--members",
        type=Path,
        help='JSON file: [{"userid": "zhang.wei", "name": "张伟"}, ...]',
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="know the members given only; without this and --members, an unknown "
        "member joins the directory when first written to",
    )
    return parser.parse_args(argv)


def main(argv=None) -> int:
    """Serve until Ctrl-C or SIGTERM; answer the exit status."""
    options = _parse(argv)
    members = []
    if options.members:
        rows = json.loads(options.members.read_text(encoding="utf-8"))
        members = [Member(**row) for row in rows]

    def make() -> WecomSimulator:
        is_open = not (options.strict or members)
        simulator = WecomSimulator(
            options.port,
            corp_id=options.corp,
            secret=options.secret,
            agent_id=options.agent,
            members=members,
            is_open=is_open,
        )
        if is_open:
            seed(simulator.state)
        return simulator

    return serve("WeCom", options.port, make)


if __name__ == "__main__":
    sys.exit(main())
