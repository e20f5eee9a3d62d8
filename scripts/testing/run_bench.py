"""``make bench [BENCH=name]``: measurements, one JSON object a line on stdout.

``tests/bench/bench_<name>.py`` has a function ``run(context)`` that yields dicts with
``metric``, ``value``, ``unit`` and ``n`` (how many times it was measured).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import host as hosts
from host import database, ports, process, server
from host.messages import HostError
from host.postgres import Server as Postgres
from host.setup import Host

from testing import templates

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "bench"
KEYS = ("bench", "metric", "value", "unit", "n")


class Context:
    """What a measurement may use: databases, Odoo's shell, a server."""

    def __init__(
        self, host: Host, pg: Postgres, bench: str, corpus: str = "", part: str = ""
    ) -> None:
        self.host = host
        self.pg = pg
        self.bench = bench
        self.corpus = corpus
        self.part = part
        self._made: list[str] = []
        self._servers: dict[str, server.Server] = {}

    def database(self, addons: Iterable[str], demo: bool = False) -> str:
        """Return the name of a fresh database with these addons."""
        store = templates.Store(self.host, self.pg)
        source = store.ensure(templates.holding(self.host, list(addons), demo))
        name = f"bench_{self.bench}_{len(self._made)}"
        database.copy(self.host, self.pg, source, name)
        self._made.append(name)
        return name

    def shell(self, db: str, script: str, **environment: str) -> str:
        """Run a script in Odoo's shell on a database; return what it printed.

        :raise HostError: the script raised.
        """
        conf = server.write_conf(self.host, self.pg, self.host.home.run / "bench.conf")
        command = self.host.odoo_command("shell", "-c", conf, "-d", db, "--no-http")
        result = process.capture(
            [*command, "--log-level=warn"],
            text_in=script,
            extra=self.host.environment(**environment),
        )
        if result.returncode or "Traceback" in result.stderr:
            raise HostError(f"The script failed:\n{result.stderr}")
        return result.stdout

    @contextlib.contextmanager
    def server(self, db: str, **options: object) -> Iterator[str]:
        """Serve a database on a free port; give the address."""
        port = ports.free_port()
        odoo = server.Server(self.host, self.pg, db, port, **options)
        try:
            odoo.start(warm=False)
            self._servers[odoo.url] = odoo
            yield odoo.url
        finally:
            odoo.stop()

    def kill_server(self, url: str) -> None:
        """End the server of an address as a power cut does."""
        running = self._servers[url].process
        running.kill()
        running.wait()

    def server_log(self, url: str) -> str:
        """Return what the server of an address has logged since its start."""
        return self._servers[url].log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """Drop the databases."""
        for name in self._made:
            database.drop(self.host, self.pg, name)


def names() -> list[str]:
    """Return the names of all measurements."""
    return sorted(path.stem[6:] for path in FOLDER.glob("bench_*.py"))


def measure(context: Context) -> None:
    """Run one measurement and print its lines."""
    sys.path.insert(0, str(ROOT))
    module = importlib.import_module(f"tests.bench.bench_{context.bench}")
    try:
        for found in module.run(context):
            line = {"bench": context.bench, **found}
            sys.stdout.write(json.dumps({key: line[key] for key in KEYS}) + "\n")
            sys.stdout.flush()
    finally:
        context.close()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the measurements asked for; return 0 when all came to their end."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--bench", default="", help=f"one of: {', '.join(names())}")
    parser.add_argument("--corpus", default="", help="a file or folder to measure with")
    parser.add_argument("--part", default="", help="a part of the measurement alone")
    given = parser.parse_args(argv)
    wanted = [given.bench] if given.bench else names()
    if given.bench and given.bench not in names():
        sys.stderr.write(f"There is no measurement {given.bench}: {names()}\n")
        return 2
    process.on_terminate_interrupt()
    try:
        host = hosts.ensure(test=True)
        with Postgres(host) as pg:
            for name in wanted:
                measure(Context(host, pg, name, given.corpus, given.part))
    except (HostError, subprocess.SubprocessError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
