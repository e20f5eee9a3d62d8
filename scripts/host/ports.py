"""Ports: free ones, and who has a taken one."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from host import process
from host.messages import HostError
from host.paths import Home

LOOPBACK = "127.0.0.1"
LISTENING = "0A"


def free_port() -> int:
    """Return a port that is free just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    """Say whether nothing listens on the loopback interface's port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def check_free(home: Home, port: int) -> None:
    """Refuse a taken port.

    :raise HostError: it says by whom the port is taken, as far as that can be seen.
    """
    if is_free(port):
        return
    for server in running_servers(home):
        if server["port"] == port:
            raise HostError(
                f"Port {port} is taken by this suite's own server of the database "
                f"{server['db']} (process {server['pid']}). Stop it with: make stop; "
                "or choose another port: make run PORT=8070"
            )
    raise HostError(
        f"Port {port} is taken{taken_by(port)}. Stop that, or choose another port: "
        "make run PORT=8070"
    )


def running_servers(home: Home) -> list[dict]:
    """Return the notes of our servers that run: pid, db, port."""
    found = []
    for note in home.run.glob("server-*.json"):
        with suppress(OSError, ValueError, KeyError):
            values = json.loads(note.read_text())
            if process.is_alive(values["pid"], values["started"]):
                found.append(values)
            else:
                note.unlink()
    return found


def taken_by(port: int) -> str:
    """Return `` by NAME (process N)`` of the port's listener, '' when unseen."""
    sockets = set(_listening_sockets(port))
    for folder in Path("/proc").glob("[0-9]*") if sockets else ():
        with suppress(OSError):
            for descriptor in (folder / "fd").iterdir():
                if str(descriptor.readlink()) in sockets:
                    name = (folder / "comm").read_text().strip()
                    return f" by {name} (process {folder.name})"
    return ""


def _listening_sockets(port: int) -> Iterator[str]:
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in Path("/proc/net", table).read_text().splitlines()[1:]:
                fields = line.split()
                address, state, inode = fields[1], fields[3], fields[9]
                if state == LISTENING and int(address.rpartition(":")[2], 16) == port:
                    yield f"socket:[{inode}]"
