"""Which column of a bank statement holds what, and which bank's layout a file has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

#: one column for what comes in, one for what goes out
TWO_COLUMNS = "distinct_credit_debit"
#: one column of amounts without a sign, another that says the direction
DIRECTION = "absolute_value"
#: one column of amounts with a sign
SIGNED = "simple_value"

AMOUNT_ROLES = {
    TWO_COLUMNS: ("amount_in", "amount_out"),
    DIRECTION: ("amount", "direction"),
    SIGNED: ("amount",),
}
#: roles of which a second column of the same title would make the money ambiguous
MONEY_ROLES = {"day", "amount", "amount_in", "amount_out", "direction"}


@dataclass(frozen=True)
class Layout:
    """How a bank titles its columns.

    :param titles: role -> the columns that make it up, each with its titles in other
        versions of the bank's file
    :param in_words, out_words: what the direction column says
    :param bank_words: what the lines above the table or the file's name say
    """

    key: int
    name: str
    amount_type: str
    titles: Mapping[str, Sequence[Sequence[str]]]
    in_words: frozenset[str] = frozenset()
    out_words: frozenset[str] = frozenset()
    is_reversed: bool = False
    bank_words: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """The roles without which there is no movement."""
        return ("day", *AMOUNT_ROLES[self.amount_type])


@dataclass(frozen=True)
class Fit:
    """How a layout fits a header: role -> places of its columns."""

    layout: Layout
    places: Mapping[str, tuple[int, ...]]
    missing: tuple[str, ...] = ()
    doubled: tuple[str, ...] = field(default=())
    #: how many titles are there to the letter
    exact: int = 0

    @property
    def is_usable(self) -> bool:
        """Whether every movement can be read."""
        return not self.missing and not self.doubled


def read_titles(text: str) -> tuple[tuple[str, ...], ...]:
    """Take apart what a mapping says: columns by comma, other titles by bar.

    >>> read_titles("摘要|交易摘要, 用途")
    (('摘要', '交易摘要'), ('用途',))
    """
    columns = re.split("[,，]", text or "")
    found = (tuple(filter(None, map(str.strip, c.split("|")))) for c in columns)
    return tuple(filter(None, found))


def title_key(title: str) -> str:
    """Return the letters and digits of a title, brackets included.

    >>> title_key("交易日期[ Transaction Date ]"), title_key(" 贷方 发生额（元）")
    ('交易日期transactiondate', '贷方发生额元')
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(char for char in folded if char.isalnum())


def bare_key(title: str) -> str:
    """Return ``title_key`` without what stands in brackets.

    >>> bare_key("贷方发生额（元）"), bare_key("(A)")
    ('贷方发生额', 'a')
    """
    folded = unicodedata.normalize("NFKC", title)
    return title_key(re.sub(r"\([^)]*\)|\[[^]]*\]|【[^】]*】", "", folded) or title)


def known_titles(layouts: Iterable[Layout]) -> frozenset[str]:
    """Return the keys of all titles, by which a header is found."""
    return frozenset(
        key(title)
        for layout in layouts
        for columns in layout.titles.values()
        for column in columns
        for title in column
        for key in (title_key, bare_key)
    )


def fit(layout: Layout, headers: Sequence[str]) -> Fit:
    """Find the columns of ``layout`` among ``headers``.

    >>> layout = Layout(1, "x", SIGNED, {"day": (("日期",),), "amount": (("金额",),)})
    >>> fit(layout, ["交易 日期", "日期", "金额（元）"]).places
    {'day': (1,), 'amount': (2,)}
    >>> fit(layout, ["日期", "金额", "金额 (2)"]).doubled
    ('amount',)
    """
    full: dict[str, list[int]] = {}
    bare: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        full.setdefault(title_key(header), []).append(place)
        bare.setdefault(bare_key(header), []).append(place)
    places, doubled = {}, []
    for role, columns in layout.titles.items():
        found = [_find(column, full, bare) for column in columns]
        found = [hits for hits in found if hits]
        if not found:
            continue
        places[role] = tuple(hits[0] for hits in found)
        if role in MONEY_ROLES and any(len(hits) > 1 for hits in found):
            doubled.append(role)
    missing = tuple(role for role in layout.needed if role not in places)
    exact = sum(
        any(title_key(title) in full for title in column)
        for columns in layout.titles.values()
        for column in columns
    )
    return Fit(layout, places, missing, tuple(doubled), exact)


def _find(column: Sequence[str], full: Mapping, bare: Mapping) -> list[int]:
    for title in column:
        key = title_key(title)
        # "金额 (2)" is how a second column of the same title is told apart
        repeated = [place for n in range(2, 10) for place in full.get(f"{key}{n}", ())]
        hits = [*full.get(key, ()), *repeated] if key in full else bare.get(key)
        if hits:
            return list(hits)
    return []


def guess(layouts: Iterable[Layout], headers: Sequence[str], hint: str) -> Fit | None:
    """Return how the likeliest layout fits, None where no one can be read by.

    The one with most columns wins; among equals the bank that ``hint`` names.

    :param hint: the lines above the table and the file's name
    """
    fits = [fit(layout, headers) for layout in layouts]
    usable = [found for found in fits if not found.missing]
    return max(
        usable,
        key=lambda found: (
            any(word in hint for word in found.layout.bank_words),
            sum(map(len, found.places.values())) + found.exact,
        ),
        default=None,
    )


def nearest(layouts: Iterable[Layout], headers: Sequence[str]) -> Fit | None:
    """Return the layout that lacks least, to say what is missing."""
    fits = [fit(layout, headers) for layout in layouts]
    return max(fits, key=lambda f: (len(f.places), -len(f.missing)), default=None)
