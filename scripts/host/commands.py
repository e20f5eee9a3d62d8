"""What each command does, told as a sequence of steps."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from host import (
    cluster,
    database,
    demo_chat,
    keeper,
    manifests,
    ports,
    process,
    server,
    setup,
    simulators,
)
from host.lock import Lock
from host.messages import HostError, say
from host.paths import ADDONS, home
from host.postgres import Server as Postgres
from host.setup import Host

LOGINS = ADDONS / manifests.SUITE / "demo" / "logins.json"
ADMIN = {"role": "Administrator", "login": "admin", "password": "admin", "what": ""}
STOP_SECONDS = 60


def set_up(test: bool) -> int:
    """Set up the host."""
    setup.ensure(test=test)
    say("The host is set up.")
    return 0


def run(db: str, port: int, serve: bool = True) -> int:
    """Serve the whole suite with the demo company until Ctrl-C."""
    ports.check_free(home(), port)
    machine = setup.ensure()
    pg = Postgres(machine)
    odoo = server.Server(machine, pg, db, port)
    platforms = simulators.Simulators(machine)
    try:
        pg.start()
        prepare_database(machine, pg, db)
        if not serve:
            return 0
        platforms.start()
        connectors = demo_chat.prepare(pg, db, platforms.running.values())
        odoo.start()
        demo_chat.connect(pg, db, odoo.url, connectors)
        say(welcome(odoo.url, db, platforms.running))
        status = odoo.wait()
        raise HostError(f"Odoo ended by itself ({status}). Its log: {odoo.log}")
    except KeyboardInterrupt:
        say("\nStopping ...")
        return 0
    finally:
        process.ignore_interrupts()
        was_serving = odoo.process is not None
        odoo.stop()
        platforms.stop()
        pg.stop()
        if was_serving:
            say("Stopped.")


def prepare_database(machine: Host, pg: Postgres, db: str) -> None:
    """Make the demo database, or bring it up to date with the addons' sources."""
    wanted = manifests.all_of_suite()
    if not wanted:
        raise HostError(f"There is no addon under {ADDONS}.")
    if not database.exists(machine, pg, db):
        # Another run, for which this one waited, may have made it.
        with contextlib.suppress(database.DatabaseExists):
            database.create(machine, pg, db, wanted, demo=True)
        return
    if not database.memory(pg, db):
        say(f"The database {db} was not made by this command: it is served as it is.")
        return
    try:
        bring_up_to_date(machine, pg, db, wanted)
    except HostError as error:
        raise HostError(
            f"{error}\nMend that and run again, or serve a fresh database: "
            f"make run DB={db}_2"
        ) from None


def bring_up_to_date(machine: Host, pg: Postgres, db: str, wanted: list[str]) -> None:
    """Install what is new in the sources and update what has changed."""
    known = set(database.memory(pg, db)["sources"])
    gone = known - set(manifests.ours())
    if gone:
        raise HostError(f"{db} has addons that the sources lack: {', '.join(gone)}.")
    own, _foreign = manifests.with_needed(wanted)
    if own - known:
        say(f"New in the sources: {', '.join(sorted(own - known))}.")
        database.install(machine, pg, db, sorted(own - known), demo=True)
    changed = database.changed_addons(pg, db)
    if changed:
        say(f"Changed since {db} was made: {', '.join(changed)}.")
        database.update(machine, pg, db, changed)


def welcome(url: str, db: str, platforms: dict[str, str]) -> str:
    """Return what the user needs to know once the server is ready."""
    logins = [ADMIN]
    if LOGINS.is_file():
        found = json.loads(LOGINS.read_text(encoding="utf-8"))
        logins += [entry for entry in found if entry["login"] != ADMIN["login"]]
    lines = ["", f"Ready: {url}   (database {db})", ""]
    for entry in logins:
        account = f"{entry['login']} / {entry['password']}"
        lines.append(
            f"  {account:<28} {entry['role']}  {entry.get('what', '')}".rstrip()
        )
    if platforms:
        lines.append("")
    for name, address in platforms.items():
        lines.append(f"  {address:<28} {name}, played on this machine")
    lines += ["", "Ctrl-C stops the server and its database (or: make stop)."]
    return "\n".join(lines)


def make_database(db: str, addons: list[str], demo: bool) -> int:
    """Make a fresh database; one of that name that we made is replaced."""
    if not db or not addons:
        raise HostError(
            "Name both: make db DB=my_database ADDONS=crm_pipeline,crm_wecom"
        )
    machine = setup.ensure()
    manifests.check_known(addons, database.addons_folders(machine))
    with Postgres(machine) as pg:
        if database.exists(machine, pg, db):
            database.drop(machine, pg, db)
            say(f"The older database {db}, made by this command, was dropped.")
        database.create(machine, pg, db, addons, demo=demo)
    say(f"The database {db} is ready: make shell DB={db}, or make run DB={db}")
    return 0


def shell(db: str) -> int:
    """Run Odoo's shell on a database; a script from stdin that raises fails."""
    machine = setup.ensure()
    with Postgres(machine) as pg:
        if not database.exists(machine, pg, db):
            raise HostError(
                f"There is no database {db}. Make one: make db DB={db} ADDONS=a,b; "
                f"there are: {', '.join(set(pg.databases()) - {'postgres'}) or 'none'}."
            )
        conf = machine.home.run / f"shell-{os.getpid()}.conf"
        server.write_conf(machine, pg, conf)
        command = machine.odoo_command("shell", "-c", conf, "-d", db, "--no-http")
        command += ["--log-level=warn"]
        try:
            child = subprocess.Popen(command, env=machine.environment())
            return child.wait()
        finally:
            conf.unlink(missing_ok=True)


def stop() -> int:
    """Stop every server of this checkout that still runs."""
    place = home()
    running = ports.running_servers(place)
    for note in running:
        say(f"Stopping the server on port {note['port']} (process {note['pid']}) ...")
        os.kill(note["pid"], signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while ports.running_servers(place):
        if time.monotonic() > deadline:
            raise HostError("A server does not stop; see: ps ax | grep odoo")
        time.sleep(0.1)
    say("Stopped." if running else "No server of this checkout is running.")
    return 0


def reset(is_sure: bool) -> int:
    """Delete everything that the commands have made, after asking."""
    place = home()
    if not place.path.exists():
        say("There is nothing to delete.")
        return 0
    if not is_sure and not confirmed(place.path):
        say("Nothing was deleted.")
        return 1
    stop()
    locks = [Lock(place.locks / "setup"), keeper.users_lock(place, shared=False)]
    try:
        if not all(_acquire_within(lock, STOP_SECONDS) for lock in locks):
            raise HostError(
                f"Other commands of this checkout are at work in {place.path}. Wait "
                "for their end, or stop them, and run the command again."
            )
        shutil.rmtree(cluster.folder_of_nobody(place), ignore_errors=True)
        shutil.rmtree(place.path)
        shutil.rmtree(place.socket, ignore_errors=True)
    finally:
        for lock in locks:
            lock.release()
    say(f"Deleted {place.path}.")
    return 0


def confirmed(folder: Path) -> bool:
    """Ask whether everything shall be deleted; without a terminal that is no."""
    if not sys.stdin.isatty():
        say("This deletes all databases of this checkout: make reset YES=1 does it.")
        return False
    question = f"Delete {folder} with all its databases? Type yes: "
    return input(question).strip().lower() in ("yes", "y")


def _acquire_within(lock: Lock, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not lock.try_acquire():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
