"""The end-to-end thread: a running server with the demo company, and simulators.

``tests/e2e`` is run by pytest and finds in its environment:

- ``E2E_URL``, ``E2E_DB``: the running server and its database (a fresh copy);
- ``E2E_SIMULATOR``, ``E2E_DINGTALK``: the addresses of the two chat simulators;
- ``E2E_SHELL``: the command of Odoo's shell on that database (a script on stdin), for
  what has no external interface, like a first API key;
- ``CHROME_BIN``: the browser's executable;
- ``E2E_PICTURES``: a folder for screenshots.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from host import database, manifests, ports, process, server
from host.lock import held
from host.messages import HostError
from host.postgres import Server as Postgres
from host.setup import Host

from testing import pure_tests, templates
from testing.results import Stage

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "e2e"
DATABASE = "e2e"
SECONDS = 900
SIMULATOR_SECONDS = 20
# The thread also tries what must not work; Odoo logs each refusal.
REFUSAL = re.compile(r"\S+ \S+ \d+ WARNING \S+ odoo\.http: ")


@contextlib.contextmanager
def simulator(host: Host, name: str = "wecom") -> Iterator[str]:
    """Play a chat platform on a free port; give its address.

    :raise HostError: it does not answer.
    """
    port = ports.free_port()
    log = host.home.logs / f"simulator-{name}.log"
    with log.open("w") as output:
        child = process.start(
            [host.python, "-m", f"tests.simulators.{name}", "--port", str(port)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, child, log)
        yield url
    finally:
        process.stop(child)


def wait_for(url: str, child: subprocess.Popen, log: Path) -> None:
    """Wait until a server of ours answers, whatever it says.

    :raise HostError: it ended, or takes too long.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + SIMULATOR_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        try:
            opener.open(url, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise HostError(f"{url} does not answer. Its log: {log}")


@contextlib.contextmanager
def stand(host: Host, pg: Postgres) -> Iterator[tuple[dict[str, str], Path]]:
    """Set up server and simulator; give the thread's environment and Odoo's log."""
    alone = held(host.home.locks / "e2e", "another end-to-end run is at work")
    store = templates.Store(host, pg)
    wanted = templates.holding(host, manifests.all_of_suite(), demo=True)
    template = store.ensure(wanted)
    shell_conf = host.home.run / "e2e-shell.conf"
    server.write_conf(host, pg, shell_conf)
    shell = host.odoo_command("shell", "-c", shell_conf, "-d", DATABASE, "--no-http")
    pictures = host.home.logs / "e2e"
    pictures.mkdir(parents=True, exist_ok=True)
    with (
        alone,
        copied(host, pg, template),
        simulator(host) as wecom,
        simulator(host, "dingtalk") as dingtalk,
        server.Server(host, pg, DATABASE, ports.free_port()) as odoo,
    ):
        yield (
            {
                "E2E_URL": odoo.url,
                "E2E_DB": DATABASE,
                "E2E_SIMULATOR": wecom,
                "E2E_DINGTALK": dingtalk,
                "E2E_SHELL": shlex.join([*shell, "--log-level=warn"]),
                "CHROME_BIN": str(host.browser or ""),
                "E2E_PICTURES": str(pictures),
            },
            odoo.log,
        )


@contextlib.contextmanager
def copied(host: Host, pg: Postgres, template: str) -> Iterator[None]:
    """Copy a template for the thread, and drop the copy in the end."""
    database.copy(host, pg, template, DATABASE)
    try:
        yield
    finally:
        database.drop(host, pg, DATABASE)


def run(host: Host, pg: Postgres, stage: Stage, is_shown: bool = False) -> None:
    """Run the thread as one stage.

    :param is_shown: let its own table of steps through to the terminal.
    """
    report = host.home.logs / "e2e.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-c", "tests/pytest.ini", "-s"]
    command += ["-q", "--tb=short", "-W", "default", "-p", "testing.guard", str(FOLDER)]
    with stand(host, pg) as (environment, odoo_log):
        output = _followed(
            command,
            is_shown,
            extra=host.environment(
                **environment,
                GUARD_REPORT=str(report),
                PYTHONPATH=str(ROOT / "scripts"),
            ),
        )
        (host.home.logs / "e2e.log").write_text(output, encoding="utf-8")
    pure_tests.count(stage, report, output)
    text = odoo_log.read_text(encoding="utf-8", errors="replace")
    lines = [line for line in text.splitlines(keepends=True) if not is_refusal(line)]
    troubles = "".join(database.troubles(lines))
    stage.check(f"warnings in Odoo's log:\n{troubles}" if troubles else "")


def is_refusal(line: str) -> bool:
    """Return whether a log line only says what a caller was refused, and told.

    >>> is_refusal("2026-01-01 00:00:00,000 7 WARNING e2e odoo.http: No right to.")
    True
    >>> is_refusal("2026-01-01 00:00:00,000 7 ERROR e2e odoo.http: Exception")
    False
    """
    return REFUSAL.match(line) is not None


def _followed(command: list[str], is_shown: bool, extra: dict[str, str]) -> str:
    lines: list[str] = []
    deadline = time.monotonic() + SECONDS
    with process.start(
        command,
        extra=extra,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as child:
        try:
            for line in child.stdout:
                lines.append(line)
                if is_shown:
                    sys.stdout.write(line)
                    sys.stdout.flush()
                if time.monotonic() > deadline:
                    raise HostError(f"the thread took more than {SECONDS} s")
        finally:
            process.stop(child)
    return "".join(lines)
