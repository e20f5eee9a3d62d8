"""Refresh the translation files of our addons: ``make i18n [ADDON=x]``.

Exports ``i18n/<addon>.pot`` from a database in which the addon is installed, merges it
into ``i18n/zh_CN.po``, and says what is untranslated (exit code 1 while something is).

With ``--fill FILE`` a JSON object ``{"English": "中文"}`` is written into the catalogue
first; ``--missing FILE`` writes such an object of what is untranslated.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import host as hosts  # noqa: E402  (needs the path above, as the next ones)
from host import database, server  # noqa: E402
from host.messages import HostError  # noqa: E402
from host.postgres import Server as Postgres  # noqa: E402
from testing import templates  # noqa: E402
from translations import catalogue as rules  # noqa: E402

# Where Odoo translates the fields that each model gets from the stock mixins.
STOCK_ADDONS = ("base", "mail", "portal", "web", "calendar", "sms", "rating", "utm")
STOCK_ADDONS += ("phone_validation", "crm", "sale", "project", "account")
BREAKS = "\n"
# Given an addon's name: the command that starts Odoo, and a database that holds it.
Source = Callable[[str], tuple[Sequence[str], str]]


class ExportError(HostError):
    """Odoo could not export: told as it stands."""


@dataclass(frozen=True)
class Outcome:
    """What was done to one addon's files."""

    addon: str
    terms: int
    borrowed: int
    gaps: list[str]
    untranslated: list[str]
    is_changed: bool


def export_template(odoo: Sequence[str], database: str, addon: str) -> polib.POFile:
    """Return the addon's template as the database gives it, in its stable form.

    :param odoo: the command that starts Odoo, its configuration included.
    :raise ExportError: the addon is not installed there, or Odoo failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, f"{addon}.pot")
        program, *options = odoo
        command = [program, *_with_subcommand(options), "-d", database]
        command += ["-l", "pot", "-o", str(target), addon]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode or not target.exists():
            raise ExportError(
                f"{addon} could not be exported from {database}: is it installed "
                f"there?\n{(result.stdout + result.stderr).strip()[-2000:]}"
            )
        text = target.read_text(encoding="utf-8")
    return rules.stable_template(text, addon)


def _with_subcommand(options: Sequence[str]) -> list[str]:
    """Return options with ``i18n export`` put after the script, before its options.

    >>> _with_subcommand(["odoo-bin", "-c", "x.conf"])
    ['odoo-bin', 'i18n', 'export', '-c', 'x.conf']
    >>> _with_subcommand([])
    ['i18n', 'export']
    """
    first = next(
        (i for i, part in enumerate(options) if part.startswith("-")), len(options)
    )
    return [*options[:first], "i18n", "export", *options[first:]]


def stock_catalogues() -> Iterator[polib.POFile]:
    """Yield Odoo's own translations, the most general addon first."""
    found = importlib.util.find_spec("odoo")
    places = list(found.submodule_search_locations or []) if found else []
    for addon in STOCK_ADDONS:
        for place in places:
            path = Path(place, "addons", addon, "i18n", f"{rules.LANGUAGE}.po")
            if path.exists():
                yield polib.pofile(str(path))
                break


def refresh(
    addon: Path, odoo: Sequence[str], database: str, fill: dict[str, str]
) -> Outcome:
    """Write the addon's template and catalogue anew."""
    template = export_template(odoo, database, addon.name)
    old = rules.read(rules.catalogue_path(addon))
    catalogue = rules.merged(template, old, addon.name)
    for entry in catalogue:
        if fill.get(entry.msgid):
            entry.msgstr = fill[entry.msgid]
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    borrowed = rules.borrow_field_labels(catalogue, stock_catalogues())
    written = [
        _write(rules.template_path(addon), template),
        _write(rules.catalogue_path(addon), catalogue),
    ]
    return Outcome(
        addon=addon.name,
        terms=len(template),
        borrowed=len(borrowed),
        gaps=rules.gaps(template, catalogue),
        untranslated=[entry.msgid for entry in catalogue if not entry.msgstr],
        is_changed=any(written),
    )


def as_text(content: polib.POFile) -> str:
    """Return a translation file's text as it is written."""
    return f"{content}".rstrip(BREAKS) + BREAKS


def _write(path: Path, content: polib.POFile) -> bool:
    text = as_text(content)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def report(outcome: Outcome) -> None:
    """Say in words what was done and what is left to do."""
    state = "changed" if outcome.is_changed else "up to date"
    gaps = f"{len(outcome.gaps)} to do" if outcome.gaps else "complete"
    borrowed = f", {outcome.borrowed} taken from Odoo" if outcome.borrowed else ""
    sys.stdout.write(
        f"{outcome.addon}: {outcome.terms} terms{borrowed}, {state}, {gaps}\n"
    )
    for gap in outcome.gaps:
        sys.stdout.write(f"    {gap}\n")
    sys.stdout.flush()


def addons_named(names: str) -> list[Path]:
    """Return the folders of the addons named (``a,b``), of all when none is.

    :raise ExportError: there is no such addon.
    """
    known = {path.parent.name for path in (ROOT / "addons").glob("*/__manifest__.py")}
    wanted = [name for name in names.split(",") if name] or sorted(known)
    if unknown := sorted(set(wanted) - known):
        raise ExportError(f"There is no addon {', '.join(unknown)} under addons/.")
    return [ROOT / "addons" / name for name in wanted]


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--addon", default="", help="a,b: these; default: all of ours")
    parser.add_argument(
        "--odoo-cmd", type=shlex.split, help="start Odoo so; default: our own host"
    )
    parser.add_argument("--db", help="a database that has the addons (--odoo-cmd)")
    parser.add_argument("--fill", type=Path, help="JSON with translations to write in")
    parser.add_argument("--missing", type=Path, help="write the untranslated as JSON")
    given = parser.parse_args(argv)
    if bool(given.odoo_cmd) != bool(given.db):
        parser.error("--odoo-cmd and --db go together")
    return given


@contextlib.contextmanager
def own_host() -> Iterator[Source]:
    """Give databases of the development host that hold just one addon each.

    What Odoo exports of an addon depends on what else is installed, so each gets a
    database with nothing but itself and what it depends on.
    """
    host = hosts.ensure(test=True)
    with Postgres(host) as pg:
        store = templates.Store(host, pg)
        conf = server.write_conf(host, pg, host.home.run / "i18n.conf")
        made: list[str] = []

        def source(addon: str) -> tuple[Sequence[str], str]:
            name = f"i18n_{addon}"
            template = store.ensure(templates.holding(host, [addon]))
            database.copy(host, pg, template, name)
            made.append(name)
            return host.odoo_command("-c", conf), name

        try:
            yield source
        finally:
            for name in made:
                database.drop(host, pg, name)


@contextlib.contextmanager
def named_source(odoo: Sequence[str], name: str) -> Iterator[Source]:
    """Give the command and the database that the user named."""
    yield lambda _addon: (odoo, name)


def main(argv: Sequence[str] | None = None) -> int:
    """Refresh the files; return 0 when all is translated."""
    given = arguments(argv)
    fill = json.loads(given.fill.read_text(encoding="utf-8")) if given.fill else {}
    chosen = named_source(given.odoo_cmd, given.db) if given.db else own_host()
    try:
        addons = addons_named(given.addon)
        with chosen as source:
            outcomes = [refresh(addon, *source(addon.name), fill) for addon in addons]
    except HostError as error:
        sys.stderr.write(f"i18n: {error}\n")
        return 2
    for outcome in outcomes:
        report(outcome)
    if given.missing:
        missing = {term: "" for outcome in outcomes for term in outcome.untranslated}
        text = json.dumps(missing, ensure_ascii=False, indent=1) + BREAKS
        given.missing.write_text(text, encoding="utf-8")
    return 1 if any(outcome.gaps for outcome in outcomes) else 0


if __name__ == "__main__":
    raise SystemExit(main())
