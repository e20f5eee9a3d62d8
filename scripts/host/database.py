"""Databases: made under a temporary name, so that a killed run leaves none half made.

Odoo's own modules are installed without demo data, ours with it when asked. Each
database carries a comment that says it is ours, what it holds and from which sources.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from host import manifests, process, server
from host.lock import held
from host.messages import HostError, Step, step
from host.postgres import Server
from host.setup import Host, disk_watched

# The first one becomes the default of all users and contacts.
LANGUAGES = "zh_CN,en_US"
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,50}$")
LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
TROUBLE = re.compile(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) ")
ENTRY = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ ")
SHOWN = 30


class DatabaseExists(HostError):
    """A database of that name is there."""


def exists(_host: Host, pg: Server, name: str) -> bool:
    """Say whether the database is there."""
    return name in pg.databases()


def create(
    host: Host,
    pg: Server,
    name: str,
    addons: Sequence[str],
    demo: bool = False,
    log: Path | None = None,
) -> None:
    """Make a database with these addons (and what they need), in zh_CN and English.

    An existing one of that name, ours or not, is refused; drop it first.

    :raise DatabaseExists: perhaps just made by a command that this one waited for.
    :raise HostError: an addon is unknown, or the install logged a warning or worse.
    """
    _check_name(name)
    building = f"{name}_building"
    with held(host.home.locks / f"db-{name}", f"another command is making {name}"):
        if exists(host, pg, name):
            raise DatabaseExists(f"There is a database {name} already.")
        drop(host, pg, building)
        install(host, pg, building, addons, demo, log=log, title=f"Database {name}")
        _move(host, pg, building, name)


def install(
    host: Host,
    pg: Server,
    db: str,
    addons: Sequence[str],
    demo: bool = False,
    log: Path | None = None,
    title: str = "",
) -> None:
    """Install addons into a database, which Odoo makes where it is not there.

    :raise HostError: an addon is unknown, or the install logged a warning or worse.
    """
    title = title or f"Database {db}"
    own, foreign = manifests.with_needed(addons)
    manifests.check_known(foreign - {"base"}, addons_folders(host))
    log = log or host.home.logs / f"install-{db}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")
    hashes = manifests.source_hashes(manifests.ours())
    if not foreign <= installed(host, pg, db):
        first = ["-i", process.joined(sorted(foreign)), "--load-language", LANGUAGES]
        odoo(host, pg, db, first, log, f"{title}: Odoo's modules")
    if own:
        if demo:
            _set_demo(pg, db, True, "state = 'installed'")
        second = ["-i", process.joined(sorted(own)), *(["--with-demo"] if demo else [])]
        odoo(host, pg, db, second, log, f"{title}: the suite's addons")
        ours = ", ".join(f"'{addon}'" for addon in manifests.ours())
        _set_demo(pg, db, False, f"name not in ({ours})")
    known = memory(pg, db).get("sources", {})
    present = {name: hashes[name] for name in installed(host, pg, db) & set(hashes)}
    remember(pg, db, demo, {**present, **known})


def installed(host: Host, pg: Server, db: str) -> set[str]:
    """Return the addons installed in a database; none where it is not there."""
    if not exists(host, pg, db):
        return set()
    query = "select name from ir_module_module where state = 'installed'"
    return set(pg.sql(query, db).splitlines())


def update(host: Host, pg: Server, db: str, addons: Iterable[str]) -> None:
    """Update addons of a database to their present sources.

    :raise HostError: the update logged a warning or worse.
    """
    log = host.home.logs / f"update-{db}.log"
    log.write_text("")
    # Taken before: what is edited meanwhile counts as changed the next time.
    hashes = manifests.source_hashes(addons)
    arguments = ["-u", process.joined(sorted(hashes)), "--i18n-overwrite"]
    odoo(host, pg, db, arguments, log, f"Database {db}: update")
    known = memory(pg, db)
    sources = {**known.get("sources", {}), **hashes}
    remember(pg, db, bool(known.get("demo")), sources)


def copy(host: Host, pg: Server, source: str, name: str) -> None:
    """Make a database as a copy of another, files included; an old one is replaced.

    :raise HostError: the old one was not made by us, or the source is in use.
    """
    _check_name(name)
    building = f"{name}_building"
    with held(host.home.locks / f"db-{name}", f"another command is making {name}"):
        drop(host, pg, building)
        # Odoo lists and serves only databases that its own role owns.
        query = 'create database :"name" template :"source" owner :"owner"'
        pg.sql(query, name=building, source=source, owner=pg.address.user)
        old, new = filestore(host, source), filestore(host, building)
        if old.is_dir():
            # Files of a filestore are named by their content and never change.
            shutil.copytree(old, new, copy_function=os.link)
        # Before it has its name: whatever carries it is known to be ours.
        _comment(pg, building, memory(pg, source))
        drop(host, pg, name)
        _move(host, pg, building, name)


def drop(host: Host, pg: Server, name: str) -> None:
    """Drop a database of ours and its files; one that is not there is no error.

    :raise HostError: it was not made by this suite's commands.
    """
    if exists(host, pg, name):
        if not name.endswith("_building") and not memory(pg, name):
            raise HostError(
                f"The database {name} was not made by these commands and is left as "
                "it is. Choose another name by DB=, or drop it yourself."
            )
        pg.sql('drop database :"name" with (force)', name=name)
    shutil.rmtree(filestore(host, name), ignore_errors=True)


def memory(pg: Server, db: str) -> dict:
    """Return what a database's comment says of it; empty for one not made by us."""
    query = "select shobj_description(oid, 'pg_database') from pg_database "
    text = pg.sql(f"{query} where datname = :'name'", name=db)
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) and found.get("design_crm") else {}


def remember(
    pg: Server, db: str, demo: bool, sources: dict[str, str] | None = None
) -> None:
    """Note in a database which of our addons it holds: name -> hash of its sources.

    Without ``sources`` those installed count as made from the present ones.
    """
    if sources is None:
        query = "select name from ir_module_module where state = 'installed'"
        sources = manifests.source_hashes(pg.sql(query, db).splitlines())
    _comment(pg, db, {"design_crm": 1, "demo": demo, "sources": sources})


def changed_addons(pg: Server, db: str) -> list[str]:
    """Return our addons in the database whose sources have changed since."""
    known = memory(pg, db).get("sources", {})
    present = manifests.source_hashes(known)
    return sorted(name for name in present if present[name] != known[name])


def filestore(host: Host, name: str) -> Path:
    """Return the folder of a database's files."""
    return host.data_dir / "filestore" / name


def odoo(
    host: Host, pg: Server, db: str, arguments: list[str], log: Path, title: str
) -> None:
    """Run Odoo to its end on a database, as one step, adding its log to ``log``.

    :raise HostError: it failed, or logged a warning or worse; with these lines.
    """
    conf = host.home.path / "odoo.conf"
    server.write_conf(host, pg, conf)
    command = host.odoo_command("-c", conf, "-d", db, "--stop-after-init", "--no-http")
    with disk_watched(host.home.path), step(title) as current, log.open("a") as out:
        lines: list[str] = []

        def on_line(line: str) -> None:
            out.write(line)
            lines.append(line)
            _show_progress(current, line)

        try:
            process.follow([*command, *arguments], on_line, "Odoo")
        except HostError:
            out.flush()
            if not troubles(lines):
                raise
    found = troubles(lines)
    if found:
        raise HostError(
            f"{title}: Odoo's log has warnings or errors:\n{''.join(found[:SHOWN])}"
            f"The whole log: {log}"
        )


def troubles(lines: Iterable[str]) -> list[str]:
    """Return the log lines of WARNING and worse, with the lines that follow them."""
    found: list[str] = []
    is_trouble = False
    for line in lines:
        if ENTRY.match(line):
            is_trouble = bool(TROUBLE.match(line))
        if is_trouble:
            found.append(line)
    return found


def _show_progress(current: Step, line: str) -> None:
    match = LOADING.search(line)
    if match and int(match[3]) > 1:
        current.progress(100 * int(match[2]) / int(match[3]), match[1])


def _set_demo(pg: Server, db: str, value: bool, where: str) -> None:
    # With it Odoo loads an addon's demo data, though those below it have none.
    pg.sql(f"update ir_module_module set demo = {value} where {where}", db)  # noqa: S608


def _comment(pg: Server, db: str, values: dict) -> None:
    text = json.dumps(values, sort_keys=True)
    pg.sql("comment on database :\"name\" is :'text'", name=db, text=text)


def _move(host: Host, pg: Server, old: str, new: str) -> None:
    files = filestore(host, new)
    shutil.rmtree(files, ignore_errors=True)
    if filestore(host, old).is_dir():
        filestore(host, old).rename(files)
    pg.sql('alter database :"old" rename to :"new"', old=old, new=new)


def _check_name(name: str) -> None:
    if not NAME.match(name):
        raise HostError(
            f"{name!r} is no name for a database: letters, digits, '_', '.', '-', "
            "beginning with a letter or digit, at most 51."
        )


def addons_folders(host: Host) -> list[Path]:
    """Return every folder that addons may come from."""
    packages = host.python.parent.parent.glob("lib/python3.*/site-packages/odoo/addons")
    return [*host.addons_path, host.odoo_parent / "odoo" / "addons", *packages]
