"""A server of one's own beside the thread's, on the same database: it may be killed."""

import os
import shlex
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from configparser import ConfigParser
from pathlib import Path

import psycopg2

SECONDS = 120


class SecondServer:
    """An Odoo process without crons; ``start`` it again after it was killed."""

    def __init__(self):
        # The shell's command names interpreter, program, configuration and database.
        self._command = [
            word
            for word in shlex.split(os.environ["E2E_SHELL"])
            if word not in ("shell", "--no-http")
        ]
        self._process = None
        self.url = ""

    def start(self) -> None:
        """Start it on free ports and wait until it answers."""
        ports = [self._free_port() for _number in range(2)]
        self.url = f"http://127.0.0.1:{ports[0]}"
        log = Path(tempfile.gettempdir()) / f"second-server-{os.getpid()}.log"
        with log.open("a") as output:
            self._process = subprocess.Popen(
                [
                    *self._command,
                    "--http-interface=127.0.0.1",
                    f"--http-port={ports[0]}",
                    f"--gevent-port={ports[1]}",
                    "--max-cron-threads=0",
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._wait_for_answer(log)

    def kill(self) -> None:
        """End it as a power cut does: it has no time for anything."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(timeout=SECONDS)
            self._process = None

    def connect(self):
        """Return a connection of one's own to the database."""
        parser = ConfigParser()
        parser.read(self._command[self._command.index("-c") + 1])
        options = parser["options"]
        given = {
            "host": options.get("db_host"),
            "port": options.get("db_port"),
            "user": options.get("db_user"),
            "password": options.get("db_password"),
        }
        given = {
            name: value for name, value in given.items() if value not in (None, "False")
        }
        return psycopg2.connect(dbname=os.environ["E2E_DB"], **given)

    @staticmethod
    def _free_port() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    def _wait_for_answer(self, log: Path) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                opener.open(f"{self.url}/web/health", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"the second server does not answer, see {log}")
