"""``python -m tests.simulators.esign --port 8090``: an e-sign provider here."""

import argparse
import sys

from ..local_server import serve
from .server import EsignSimulator, post_callback
from .state import EsignState

DEFAULTS = EsignState()


def _parse(argv):
    parser = argparse.ArgumentParser(prog="tests.simulators.esign", description=__doc__)
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--app", default=DEFAULTS.app_id)
    parser.add_argument("--secret", default=DEFAULTS.secret)
    parser.add_argument("--callback-secret", default=DEFAULTS.callback_secret)
    return parser.parse_args(argv)


def main(argv=None) -> int:
    """Serve until Ctrl-C or SIGTERM; answer the exit status."""
    options = _parse(argv)

    def make() -> EsignSimulator:
        return EsignSimulator(
            options.port,
            app_id=options.app,
            secret=options.secret,
            callback_secret=options.callback_secret,
            deliver=post_callback,
        )

    return serve("E-sign", options.port, make)


if __name__ == "__main__":
    sys.exit(main())
