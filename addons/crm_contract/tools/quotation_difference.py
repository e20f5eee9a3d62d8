"""What changed between two revisions of a quotation.

Both are plain values: amounts as numbers, texts as they are read. Lines carry no
identity from one revision to the next, so they are recognised by what they say.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ADDED = "added"
REMOVED = "removed"
CHANGED = "changed"

Values = Mapping[str, Any]
# Recognised by all of these, then by fewer: the surest matches are made first.
MATCHES = (("product", "name", "quantity", "price"), ("product", "name"), ("product",))


@dataclass(frozen=True)
class Change:
    """One value that is another now."""

    what: str
    old: Any
    new: Any


@dataclass(frozen=True)
class LineChange:
    """A line that is new, gone or different; its values in each revision."""

    kind: str
    old: Values | None
    new: Values | None
    changes: tuple[Change, ...] = ()


def changed_values(old: Values, new: Values, names: Sequence[str]) -> list[Change]:
    """Return what differs, in the order of ``names``.

    >>> changed_values({"price": 1.0, "name": "A"}, {"price": 2.0, "name": "A"},
    ...                ["name", "price"])
    [Change(what='price', old=1.0, new=2.0)]
    """
    return [
        Change(name, old.get(name), new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    ]


def changed_lines(
    old: Sequence[Values], new: Sequence[Values], names: Sequence[str]
) -> list[LineChange]:
    """Return the lines that differ: in the new order, what is gone at its old place.

    :param names: of the values of a line that count

    >>> one = {"product": 1, "name": "Concept", "quantity": 1, "price": 100}
    >>> two = {"product": 2, "name": "Drawings", "quantity": 1, "price": 200}
    >>> cheaper = {**two, "price": 180}
    >>> for line in changed_lines([one, two], [cheaper], ["price"]):
    ...     print(line.kind, (line.new or line.old)["name"], line.changes)
    removed Concept ()
    changed Drawings (Change(what='price', old=200, new=180),)
    """
    pairs = _pair(old, new)
    partner = {there: here for here, there in pairs.items()}
    found = []
    waiting = [index for index in range(len(old)) if index not in pairs]
    for there, line in enumerate(new):
        here = partner.get(there)
        if here is None:
            found.append(LineChange(ADDED, None, line))
            continue
        while waiting and waiting[0] < here:
            found.append(LineChange(REMOVED, old[waiting.pop(0)], None))
        if changes := changed_values(old[here], line, names):
            found.append(LineChange(CHANGED, old[here], line, tuple(changes)))
    return found + [LineChange(REMOVED, old[index], None) for index in waiting]


def _pair(old: Sequence[Values], new: Sequence[Values]) -> dict[int, int]:
    """Return which old line is which new one, by their indices."""
    pairs: dict[int, int] = {}
    for keys in MATCHES:
        taken = set(pairs.values())
        open_ones: dict[tuple, list[int]] = {}
        for index, line in enumerate(new):
            if index not in taken:
                open_ones.setdefault(_key(line, keys), []).append(index)
        for index, line in enumerate(old):
            if index not in pairs and (found := open_ones.get(_key(line, keys))):
                pairs[index] = found.pop(0)
    return pairs


def _key(line: Values, keys: Sequence[str]) -> tuple:
    """Return what a line is recognised by; a text without a product, by its text.

    >>> _key({"product": 0, "name": "Notes"}, ("product",))
    (0, 'Notes')
    """
    values = tuple(line.get(key) for key in keys)
    return values if line.get("product") else (*values, line.get("name"))


def changed_text(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a text that are gone or new, in reading order.

    >>> list(changed_text("Pay at once\\nNo returns", "Pay in 15 days\\nNo returns"))
    [('removed', 'Pay at once'), ('added', 'Pay in 15 days')]
    >>> list(changed_text("Same", "Same"))
    []
    """
    before, after = _rows(old), _rows(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        yield from ((REMOVED, row) for row in before[start:end])
        yield from ((ADDED, row) for row in after[new_start:new_end])


def _rows(text: str) -> list[str]:
    return [row.strip() for row in text.splitlines() if row.strip()]
