"""Template databases: what an addon stands on is installed once and copied.

A template's name carries a hash of what it holds: Odoo's version, the pinned
requirements, the addons that are not ours, and the content of those of ours. One that
is not there is made from the largest one that holds a part of it.
"""

from __future__ import annotations

import ast
import hashlib
import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from host import database, manifests
from host.lock import Lock, held
from host.messages import HostError
from host.paths import REQUIREMENTS, read_stamp, write_whole
from host.postgres import Server
from host.setup import Host

PREFIX = "tpl_"
NAME_LENGTH = 16
KEPT_DAYS = 14
DAY = 86400


@dataclass(frozen=True)
class Template:
    """A template: the addons of others and of ours that it holds, and on what host."""

    foreign: tuple[str, ...]
    own: dict[str, str]
    host: str
    demo: bool = False

    @property
    def name(self) -> str:
        """The database's name."""
        text = json.dumps(asdict(self), sort_keys=True)
        return (PREFIX + hashlib.sha256(text.encode()).hexdigest())[:NAME_LENGTH]


def host_mark(host: Host) -> str:
    """Return what Odoo and which packages the host has, as a short hash."""
    parts = [read_stamp(host.home.tree / ".complete"), str(host.odoo_parent)]
    parts += [REQUIREMENTS.read_text(encoding="utf-8")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def closure(host: Host, names: Iterable[str]) -> set[str]:
    """Return others' addons with all that they depend on.

    :raise HostError: there is no such addon.
    """
    folders = database.addons_folders(host)
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        path = _manifest(folders, name)
        waiting += ast.literal_eval(path.read_text(encoding="utf-8")).get(
            "depends", ["base"] if name != "base" else []
        )
    return found


def _manifest(folders: Iterable[Path], name: str) -> Path:
    for folder in folders:
        path = folder / name / "__manifest__.py"
        if path.exists():
            return path
    raise HostError(f"There is no addon {name}: is it in config/requirements.in?")


def below(host: Host, addon: str) -> Template:
    """Return the template an addon is installed on: all that it depends on."""
    own, foreign = manifests.with_needed([addon])
    return Template(
        foreign=tuple(sorted(closure(host, foreign))),
        own=manifests.source_hashes(sorted(own - {addon})),
        host=host_mark(host),
    )


def holding(host: Host, addons: Iterable[str], demo: bool = False) -> Template:
    """Return the template that holds these addons and all that they depend on."""
    own, foreign = manifests.with_needed(addons)
    return Template(
        foreign=tuple(sorted(closure(host, foreign))),
        own=manifests.source_hashes(sorted(own)),
        host=host_mark(host),
        demo=demo,
    )


class Store:
    """The templates of a host."""

    def __init__(self, host: Host, pg: Server) -> None:
        self.host = host
        self.pg = pg
        self._folder = host.home.state / "templates"

    def ensure(self, wanted: Template) -> str:
        """Return the name of the template's database; make it where it is missing."""
        lock = self._lock_path(wanted.name)
        with held(lock, f"another command makes the template {wanted.name}"):
            if not database.exists(self.host, self.pg, wanted.name):
                self._make(wanted)
            # The time of the file is the time of the last use.
            text = json.dumps(asdict(wanted), sort_keys=True)
            write_whole(self._note(wanted.name), text)
        return wanted.name

    def known(self) -> dict[str, Template]:
        """Return {name: template} of those that are there and can be used."""
        present = set(database_names(self.pg))
        found = {}
        for note in self._notes():
            template = _read(note)
            if note.stem in present and template and template.name == note.stem:
                found[note.stem] = template
        return found

    def collect_garbage(self) -> list[str]:
        """Drop templates that nothing can use any more, and those long unused."""
        kept = {
            name for name, one in self.known().items() if self._is_useful(name, one)
        }
        dropped = []
        for database_name in database_names(self.pg):
            template = database_name[:NAME_LENGTH]
            if not database_name.startswith(PREFIX) or template in kept:
                continue
            # Held while a template is made: then it is not garbage.
            lock = Lock(self._lock_path(template))
            if lock.try_acquire():
                database.drop(self.host, self.pg, database_name)
                self._note(template).unlink(missing_ok=True)
                dropped.append(database_name)
                lock.release()
        return dropped

    def _is_useful(self, name: str, template: Template) -> bool:
        age = time.time() - self._note(name).stat().st_mtime
        is_current = manifests.source_hashes(template.own) == template.own
        is_fit = template.host == host_mark(self.host) and is_current
        return is_fit and age < KEPT_DAYS * DAY

    def _note(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _lock_path(self, name: str) -> Path:
        return self.host.home.locks / f"template-{name}"

    def _notes(self) -> list[Path]:
        return sorted(self._folder.glob(f"{PREFIX}*.json"))

    def _make(self, wanted: Template) -> None:
        # The host drops any database of such a name, also a half-made one.
        building = f"{wanted.name}_making_building"
        database.drop(self.host, self.pg, building)
        if wanted.own:
            plain = self.ensure(Template(wanted.foreign, {}, wanted.host))
            database.copy(self.host, self.pg, plain, building)
            if wanted.demo:
                log, names = self._log(building), list(wanted.own)
                database.install(self.host, self.pg, building, names, True, log=log)
            else:
                self._install(building, wanted.own)
        else:
            self._make_foreign(wanted, building)
        database.copy(self.host, self.pg, building, wanted.name)
        database.drop(self.host, self.pg, building)

    def _make_foreign(self, wanted: Template, building: str) -> None:
        start = largest_part(wanted, self.known().values())
        present: set[str] = set()
        if start:
            database.copy(self.host, self.pg, start.name, building)
            present = set(start.foreign)
            self._install(building, set(wanted.foreign) - present)
        else:
            database.install(
                self.host, self.pg, building, wanted.foreign, log=self._log(building)
            )

    def _install(self, name: str, addons: Iterable[str]) -> None:
        arguments = ["-i", ",".join(sorted(addons))]
        title = f"Template {name}"
        database.odoo(self.host, self.pg, name, arguments, self._log(name), title)
        database.remember(self.pg, name, demo=False)

    def _log(self, name: str) -> Path:
        return self.host.home.logs / f"{name}.log"


def _read(note: Path) -> Template | None:
    """Return what a note says; None for one that an older version wrote."""
    try:
        values = json.loads(note.read_text(encoding="utf-8"))
        return Template(**{**values, "foreign": tuple(values["foreign"])})
    except (ValueError, TypeError, KeyError):
        return None


def database_names(pg: Server) -> list[str]:
    """Return the names of all databases."""
    return pg.sql("select datname from pg_database order by 1").splitlines()


def largest_part(wanted: Template, known: Iterable[Template]) -> Template | None:
    """Return the known template without addons of ours that holds most of another.

    >>> small, other = Template(("a",), {}, "h"), Template(("c",), {}, "h")
    >>> largest_part(Template(("a", "b"), {}, "h"), [small, other]) == small
    True
    """
    parts = [
        one
        for one in known
        if not one.own
        and one.host == wanted.host
        and set(one.foreign) < set(wanted.foreign)
    ]
    return max(parts, key=lambda one: len(one.foreign), default=None)
