"""``make simulators``: play the chat platforms on this machine until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from host import process
from host.simulators import FIRST_PORT, found

ROOT = Path(__file__).resolve().parents[2]


def main(argv: Sequence[str] | None = None) -> int:
    """Start every simulator, on ports that follow each other; wait for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make simulators", description=__doc__)
    parser.add_argument("--port", type=int, default=FIRST_PORT)
    given = parser.parse_args(argv)
    process.on_terminate_interrupt()
    names = [name for name, _port in found()]
    children = [
        process.start(
            [sys.executable, "-m", f"tests.simulators.{name}", "--port", str(port)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
        )
        for port, name in enumerate(names, given.port)
    ]
    try:
        status = max((child.wait() for child in children), default=0)
    except KeyboardInterrupt:
        status = 0
    finally:
        for child in children:
            process.stop(child, signal.SIGINT)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
