"""The chat platforms, played on this machine beside the demo company.

Each folder ``tests/simulators/NAME`` with a ``__main__.py`` is one of them.
"""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Iterator
from pathlib import Path

from host import ports, process, server
from host.messages import say
from host.paths import ROOT
from host.setup import Host

FOLDER = ROOT / "tests" / "simulators"
# The demo company's connectors look for them from this port on.
FIRST_PORT = 8089
FIRST = ("wecom", "esign")


def found(folder: Path = FOLDER) -> Iterator[tuple[str, int]]:
    """Yield each simulator's name and port; a new one moves none of the older."""
    names = sorted(
        (path.parent.name for path in folder.glob("*/__main__.py")),
        key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name),
    )
    yield from zip(names, range(FIRST_PORT, FIRST_PORT + len(names)), strict=True)


def is_running(name: str, port: int) -> bool:
    """Whether the simulator ``name`` answers there: it names itself in its answers."""
    connection = http.client.HTTPConnection(server.INTERFACE, port, timeout=2)
    try:
        connection.request("GET", "/")
        answered_by = connection.getresponse().getheader("Server") or ""
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return answered_by.lower().startswith(f"{name}simulator")


class Simulators:
    """The simulators that run beside a server."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.running: dict[str, str] = {}
        self._children: list[subprocess.Popen] = []

    def start(self) -> None:
        """Start those whose port is free; a taken one is told, and is no error.

        One that runs already (``make simulators``) is used and left running.
        """
        for name, port in found():
            if is_running(name, port):
                self.running[name] = f"http://{server.INTERFACE}:{port}"
                continue
            if not ports.is_free(port):
                say(
                    f"The simulator of {name} is not started: port {port} is taken"
                    f"{ports.taken_by(port)}."
                )
                continue
            command = [self.host.python, "-m", f"tests.simulators.{name}"]
            log = self.host.home.logs / f"simulator-{name}.log"
            with log.open("w") as output:
                child = process.start(
                    [*command, "--port", str(port)],
                    cwd=ROOT,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
            self._children.append(child)
            self.running[name] = f"http://{server.INTERFACE}:{port}"

    def stop(self) -> None:
        """Stop them."""
        for child in self._children:
            process.stop(child)
        self._children = []
