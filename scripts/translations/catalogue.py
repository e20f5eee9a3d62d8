"""Rules for translation files, without Odoo: stable templates, merging, gaps.

A template (``i18n/<addon>.pot``) is what Odoo exports, less all that changes from one
export to the next. A catalogue (``i18n/zh_CN.po``) has exactly the entries of its
template; translations are kept, entries that are no longer used are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import polib

LANGUAGE = "zh_CN"
WIDTH = 78
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|%[sdf]|\{\w*\}")
HEADER = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}


def template_path(addon: Path) -> Path:
    """Return the path of the addon's template."""
    return addon / "i18n" / f"{addon.name}.pot"


def catalogue_path(addon: Path) -> Path:
    """Return the path of the addon's translations."""
    return addon / "i18n" / f"{LANGUAGE}.po"


def read(path: Path) -> polib.POFile:
    """Return the entries of a translation file, none when it is not there."""
    if not path.exists():
        return polib.POFile(wrapwidth=WIDTH)
    return polib.pofile(str(path), wrapwidth=WIDTH)


def stable_template(exported: str, addon: str) -> polib.POFile:
    """Return an exported template without dates and versions, sorted by source text."""
    template = polib.pofile(exported, wrapwidth=WIDTH)
    result = polib.POFile(wrapwidth=WIDTH)
    result.header = f"Translatable terms of the addon {addon}. Made by: make i18n"
    result.metadata = {"Project-Id-Version": addon, **HEADER}
    for entry in sorted(template, key=lambda entry: entry.msgid):
        entry.occurrences.sort()
        result.append(entry)
    return result


def merged(template: polib.POFile, old: polib.POFile, addon: str) -> polib.POFile:
    """Return the catalogue of a template, with the translations that are known."""
    known = {entry.msgid: entry for entry in old if not entry.obsolete}
    result = polib.POFile(wrapwidth=WIDTH)
    result.header = f"Simplified Chinese translation of the addon {addon}."
    result.metadata = {
        "Project-Id-Version": addon,
        "Language": LANGUAGE,
        **HEADER,
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for entry in template:
        before = known.get(entry.msgid)
        result.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=before.msgstr if before else "",
                comment=entry.comment,
                tcomment=before.tcomment if before else "",
                occurrences=entry.occurrences,
                flags=[*entry.flags, *(["fuzzy"] if before and before.fuzzy else [])],
            )
        )
    return result


def same_placeholders(source: str, translation: str) -> bool:
    """Return whether both texts take the same values.

    >>> same_placeholders("%(name)s is late by %(n)d days", "%(n)d 天，%(name)s 逾期")
    True
    >>> same_placeholders("%(name)s is late", "%(nmae)s 逾期")
    False
    >>> same_placeholders("50% off", "五折")
    True
    """
    ours = sorted(PLACEHOLDER.findall(source.replace("%%", "")))
    theirs = sorted(PLACEHOLDER.findall(translation.replace("%%", "")))
    return ours == theirs


def entry_gap(entry: polib.POEntry) -> str:
    """Return what is wrong with one translated entry, nothing when it is right."""
    if not entry.msgstr:
        return "is not translated"
    if entry.fuzzy:
        return "is marked fuzzy: check it and remove the mark"
    if not same_placeholders(entry.msgid, entry.msgstr):
        return f"has other placeholders in its translation {entry.msgstr!r}"
    return ""


def gaps(template: polib.POFile, catalogue: polib.POFile) -> list[str]:
    """Return one line for each thing by which the catalogue falls short."""
    wanted = {entry.msgid for entry in template}
    present = {entry.msgid for entry in catalogue if not entry.obsolete}
    found = [f"{term!r} is missing" for term in sorted(wanted - present)]
    found += [f"{term!r} is no longer used" for term in sorted(present - wanted)]
    for entry in catalogue:
        gap = entry_gap(entry)
        if entry.obsolete:
            found.append(f"{entry.msgid!r} is kept as obsolete: drop it")
        elif gap and entry.msgid in wanted:
            found.append(f"{entry.msgid!r} {gap}")
    return found


def field_terms(entry: polib.POEntry) -> set[str]:
    """Return the field names of an entry that labels nothing but fields.

    >>> field_terms(polib.POEntry(msgid="ID", occurrences=[
    ...     ("model:ir.model.fields,field_description:x.field_x_y__id", "")]))
    {'id'}
    """
    names = set()
    for place, _line in entry.occurrences:
        match = re.match(r"model:ir\.model\.fields,\w+:\w+\.field_\w+?__(\w+)$", place)
        if not match:
            return set()
        names.add(match[1])
    return names


def borrow_field_labels(
    catalogue: polib.POFile, stock: Iterable[polib.POFile]
) -> list[str]:
    """Translate labels of stock fields (Created on, Followers, ...) as Odoo does.

    Only a label of the same text on a field of the same name is taken over.

    :return: the texts that were translated so.
    """
    open_entries = {
        entry.msgid: (entry, field_terms(entry))
        for entry in catalogue
        if not entry.msgstr and field_terms(entry)
    }
    borrowed: list[str] = []
    if not open_entries:
        return borrowed
    for source in stock:
        for theirs in source:
            ours, names = open_entries.get(theirs.msgid, (None, set()))
            if ours and theirs.msgstr and _labels_one_of(theirs, names):
                ours.msgstr = theirs.msgstr
                borrowed.append(ours.msgid)
                del open_entries[theirs.msgid]
    return borrowed


def _labels_one_of(entry: polib.POEntry, names: set[str]) -> bool:
    return any(
        place.startswith("model:ir.model.fields,")
        and place.rpartition("__")[2] in names
        for place, _line in entry.occurrences
    )
