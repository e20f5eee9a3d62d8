"""Odoo as a running server, and its configuration file."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from host import ports, process
from host.messages import HostError, step
from host.paths import write_whole
from host.postgres import Server as Postgres
from host.setup import Host

INTERFACE = "127.0.0.1"
START_SECONDS = 180
PAGE_SECONDS = 120
ASSET = re.compile(r'(?:src|href)="(/web/assets/[^"]+)"')
TOKEN = re.compile(r'name="csrf_token"\s+value="([^"]+)"')
JOBS = 2
SERVER_WIDE_MODULES = "base,rpc,web,queue_job"


def write_conf(
    host: Host, pg: Postgres, path: Path, jobs: int = JOBS, **options: object
) -> Path:
    """Write a configuration file for Odoo; ``options`` add to it or override it.

    :param jobs: queued jobs that run at the same time; 0 runs none
    """
    addons_path = process.joined(host.addons_path)
    values: dict[str, object] = {
        **pg.address.odoo_options(),
        "addons_path": addons_path,
        "data_dir": host.data_dir,
        "http_interface": INTERFACE,
        "server_wide_modules": SERVER_WIDE_MODULES,
        "workers": 0,
        "list_db": False,
        **options,
    }
    lines = ["[options]", *(f"{key} = {value}" for key, value in values.items())]
    # One more than messages may take: what somebody waits for goes beside them.
    channels = f"root:{jobs + 1},root.connector:{jobs}" if jobs else "root:0"
    lines += ["", "[queue_job]", f"channels = {channels}"]
    write_whole(path, "\n".join(lines) + "\n")
    path.chmod(0o600)
    return path


class Server:
    """An Odoo server on the loopback interface; a context manager too."""

    def __init__(
        self, host: Host, pg: Postgres, db: str, port: int, **options: object
    ) -> None:
        self.host = host
        self.pg = pg
        self.db = db
        self.port = port
        self.url = f"http://{INTERFACE}:{port}"
        self.log = host.home.logs / f"server-{port}.log"
        self.process: subprocess.Popen | None = None
        self._options = options
        self._note = host.home.run / f"server-{port}.json"

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self, warm: bool = True) -> None:
        """Start Odoo and wait until it answers; then load the first page once.

        :raise HostError: the port is taken, or Odoo stopped; it names the log.
        """
        ports.check_free(self.host.home, self.port)
        conf = self.host.home.run / f"server-{self.port}.conf"
        values = {
            "db_name": self.db,
            "dbfilter": f"^{re.escape(self.db)}$",
            "http_port": self.port,
            "gevent_port": ports.free_port(),
            **self._options,
        }
        write_conf(self.host, self.pg, conf, **values)
        with step("Odoo"):
            with self.log.open("w") as output:
                self.process = process.start(
                    self.host.odoo_command("-c", conf),
                    extra=self.host.environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self.host.home.path,
                )
            self._remember()
            self._wait_for_answer()
        if warm:
            with step("First page"):
                warm_up(self.url)

    def stop(self) -> None:
        """Stop Odoo and wait for its end."""
        if self.process:
            process.stop(self.process, signal.SIGTERM)
            self.process = None
        self._note.unlink(missing_ok=True)

    def wait(self) -> int:
        """Wait until Odoo ends by itself; return its exit status."""
        return self.process.wait()

    def _remember(self) -> None:
        note = {
            "pid": os.getpid(),
            "started": process.start_time_of(os.getpid()),
            "db": self.db,
            "port": self.port,
        }
        write_whole(self._note, json.dumps(note))

    def _wait_for_answer(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            if self.process.poll() is not None:
                raise HostError(f"Odoo stopped while starting. Its log: {self.log}")
            if time.monotonic() > deadline:
                raise HostError(f"Odoo does not answer. Its log: {self.log}")
            try:
                _opener().open(f"{self.url}/web/login", timeout=PAGE_SECONDS).read()
                return
            except urllib.error.HTTPError as error:
                raise HostError(
                    f"Odoo answers {error.code} for its login page. Its log: {self.log}"
                ) from None
            except OSError:
                time.sleep(0.1)


def warm_up(url: str, login: str = "admin", password: str = "admin") -> bool:
    """Load the first backend page with its bundles, which the first caller waits for.

    Return False where the login is not accepted any more.
    """
    opener = _opener()
    page = _read(opener, f"{url}/web/login")
    token = TOKEN.search(page)
    values = {"login": login, "password": password, "redirect": "/odoo"}
    values["csrf_token"] = token[1] if token else ""
    body = urllib.parse.urlencode(values).encode()
    page += _read(opener, f"{url}/web/login", body)
    assets = dict.fromkeys(ASSET.findall(page))
    for asset in assets:
        _read(opener, url + asset)
    return "web.assets_web" in page


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
    )


def _read(
    opener: urllib.request.OpenerDirector, url: str, body: bytes | None = None
) -> str:
    try:
        with opener.open(url, body, timeout=PAGE_SECONDS) as answer:
            return answer.read().decode("utf-8", "replace")
    except (urllib.error.HTTPError, OSError):
        return ""
