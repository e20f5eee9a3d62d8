"""PostgreSQL for Odoo: the embedded one, or a server that PGHOST names.

The embedded one is shared by all commands of this checkout and stops with the last
of them. A named server is only used, never started, stopped or configured.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from host import cluster, keeper, process
from host.lock import held
from host.messages import HostError, step
from host.paths import Home

if TYPE_CHECKING:
    from host.setup import Host

ROLE = "odoo"
START_SECONDS = 60
ASCII_LOCALES = ("C", "POSIX")


@dataclass(frozen=True)
class Address:
    """How Odoo and psql reach the server; the embedded one has a second role."""

    host: str
    port: str
    user: str
    password: str
    admin: str
    is_embedded: bool

    def environment(self, user: str = "") -> dict[str, str]:
        """Return the PG* variables for psql and pg_dump."""
        found = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": user or self.admin}
        found["PGPASSWORD"] = self.password
        return {key: value for key, value in found.items() if value}

    def odoo_options(self) -> dict[str, str]:
        """Return Odoo's db_* options."""
        found = {"db_host": self.host, "db_port": self.port, "db_user": self.user}
        found["db_password"] = self.password
        return {key: value for key, value in found.items() if value}


def address(home: Home, environ: Mapping[str, str]) -> Address:
    """Return the server's address: what PGHOST etc. name, else the embedded one.

    :raise HostError: the named role is one that Odoo refuses.
    """
    if not environ.get("PGHOST"):
        return Address(str(home.socket), "", ROLE, "", cluster.SUPERUSER, True)
    user = environ.get("PGUSER") or ROLE
    if user == "postgres":
        raise HostError(
            "Odoo refuses to work as PostgreSQL's user 'postgres'. Create a role with "
            "the right to create databases (createuser --createdb odoo) and name it "
            "by PGUSER and PGPASSWORD."
        )
    password = environ.get("PGPASSWORD", "")
    port = environ.get("PGPORT", "")
    return Address(environ["PGHOST"], port, user, password, user, False)


def locale_problem(ctype: str) -> str:
    """Return why a database with this LC_CTYPE is refused, '' when it is fit.

    >>> locale_problem("C.UTF-8")
    ''
    """
    if ctype not in ASCII_LOCALES:
        return ""
    return (
        f"This PostgreSQL makes databases with LC_CTYPE {ctype}: Chinese characters "
        "would vanish from its trigram search, and customers would not be found by "
        "name. Use a server made with: initdb --locale=C.UTF-8 --encoding=UTF8"
    )


class Server:
    """A running PostgreSQL; use as a context manager or call start and stop."""

    def __init__(self, host: Host) -> None:
        self.home = host.home
        self.address = address(host.home, os.environ)
        self.binaries = cluster.wheel_binaries(host.home)
        self._users = keeper.users_lock(host.home, shared=True)
        self._is_started = False

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Join the running server, or start it; refuse one unfit for Chinese.

        :raise HostError: it does not start, does not answer or has a C locale.
        """
        if self._is_started:
            return
        if self.address.is_embedded:
            self._users.acquire()
            with held(self.home.locks / "postgres-start", "PostgreSQL starts"):
                self._start_embedded()
        self._is_started = True
        try:
            self._check_locale()
            if self.address.is_embedded:
                self._make_role()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Use the server no longer; the embedded one stops with its last user."""
        if not self._is_started:
            return
        self._is_started = False
        self._users.release()
        if self.address.is_embedded:
            self._wait_until_gone()

    def sql(self, query: str, db: str = "postgres", **values: str) -> str:
        """Run SQL on a database and return psql's bare output.

        ``values`` are put in by psql: ``:'name'`` as a literal, ``:"name"`` as an
        identifier.

        :raise HostError: PostgreSQL refuses it, with its message.
        """
        command = [self.binaries / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1"]
        command += ["-d", db]
        for name, value in values.items():
            command += ["-v", f"{name}={value}"]
        environment = self.address.environment()
        result = process.capture(command, text_in=query, extra=environment)
        if result.returncode:
            raise HostError(
                f"PostgreSQL at {self.address.host}, database {db}: "
                f"{result.stderr.strip()}"
            )
        return result.stdout.strip()

    def databases(self) -> list[str]:
        """Return the names of all databases that are no templates."""
        query = "select datname from pg_database where not datistemplate order by 1"
        return self.sql(query).splitlines()

    def _start_embedded(self) -> None:
        place = cluster.ensure(self.home)
        if cluster.running_pid(place) and self._is_ready():
            return
        with step("PostgreSQL"):
            self._wait_for_leftover(place)
            cluster.prepare_start(place, self.home.socket)
            log = self.home.logs / "postgres.log"
            child = subprocess.Popen(
                [sys.executable, "-m", "host.keeper", str(self.home.path), str(log)],
                cwd=Path(__file__).resolve().parent.parent,
                env=process.clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log.open("a"),
                start_new_session=True,
            )
            deadline = time.monotonic() + START_SECONDS
            while not self._is_ready():
                if child.poll() is not None or time.monotonic() > deadline:
                    raise HostError(f"PostgreSQL did not start. Its log: {log}")
                time.sleep(0.05)

    def _wait_for_leftover(self, place: cluster.Cluster) -> None:
        # A server that is starting or stopping, or whose keeper has been killed.
        deadline = time.monotonic() + START_SECONDS
        while pid := cluster.running_pid(place):
            if time.monotonic() > deadline:
                raise HostError(f"PostgreSQL (process {pid}) runs but does not answer.")
            time.sleep(0.1)

    def _wait_until_gone(self) -> None:
        place = cluster.locate(self.home)
        deadline = time.monotonic() + START_SECONDS
        while cluster.running_pid(place) and time.monotonic() < deadline:
            if self._is_used_by_others():
                return
            time.sleep(0.05)

    def _is_used_by_others(self) -> bool:
        """Say whether other commands share the lock: shared yes, exclusive no."""
        shared = keeper.users_lock(self.home, shared=True)
        if not shared.try_acquire():
            return False
        shared.release()
        exclusive = keeper.users_lock(self.home, shared=False)
        if exclusive.try_acquire():
            exclusive.release()
            return False
        # Or the keeper has just got it; then it can no longer be shared.
        is_shared = shared.try_acquire()
        shared.release()
        return is_shared

    def _is_ready(self) -> bool:
        command = [self.binaries / "pg_isready", "-q", "-h", self.home.socket]
        return process.capture(command).returncode == 0

    def _check_locale(self) -> None:
        query = "select datctype from pg_database where datname = 'template0'"
        problem = locale_problem(self.sql(query))
        if problem:
            raise HostError(problem)

    def _make_role(self) -> None:
        if not self.sql("select 1 from pg_roles where rolname = :'role'", role=ROLE):
            self.sql('create role :"role" login createdb', role=ROLE)
