"""What to do first: how pressing a card of the workbench is, and how that is said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

#: From the most pressing to what may wait.
LATE, TODAY, SOON, OFFER = "late", "today", "soon", "offer"
LEVELS = (LATE, TODAY, SOON, OFFER)
WEEK = 7
#: Kinds from this rank on are offers, nothing that has to be done.
OFFERS = 90


def level_of_day(due: date | None, today: date) -> str:
    """Return how pressing something is that is due on a day; without one: today's.

    >>> day = date(2026, 3, 4)
    >>> level_of_day(date(2026, 3, 3), day), level_of_day(day, day)
    ('late', 'today')
    >>> level_of_day(date(2026, 3, 9), day), level_of_day(None, day)
    ('soon', 'today')
    """
    if due is None or due == today:
        return TODAY
    return LATE if due < today else SOON


def level_of_wait(since: datetime, now: datetime, target_hours: float) -> str:
    """Return how pressing it is that somebody waits since ``since``.

    >>> now = datetime(2026, 3, 4, 12, 0)
    >>> level_of_wait(datetime(2026, 3, 4, 11, 30), now, 1)
    'today'
    >>> level_of_wait(datetime(2026, 3, 4, 10, 59), now, 1)
    'late'
    """
    return LATE if now - since > timedelta(hours=target_hours) else TODAY


def days_in_words(due: date | None, today: date) -> tuple[str, int]:
    """Return (what is said, how many days): ``left``, ``late``, ``today``, ``open``.

    >>> day = date(2026, 3, 4)
    >>> days_in_words(date(2026, 3, 6), day), days_in_words(date(2026, 3, 1), day)
    (('left', 2), ('late', 3))
    >>> days_in_words(day, day), days_in_words(None, day)
    (('today', 0), ('open', 0))
    """
    if due is None:
        return "open", 0
    if due == today:
        return "today", 0
    return ("late", (today - due).days) if due < today else ("left", (due - today).days)


def wait_in_words(since: datetime, now: datetime) -> tuple[str, int]:
    """Return (unit, number) of a wait, in the largest unit that is full.

    >>> now = datetime(2026, 3, 4, 12, 0)
    >>> wait_in_words(datetime(2026, 3, 4, 11, 20), now)
    ('minutes', 40)
    >>> wait_in_words(datetime(2026, 3, 3, 11, 20), now)
    ('days', 1)
    >>> wait_in_words(datetime(2026, 3, 4, 7, 20), now)
    ('hours', 4)
    >>> wait_in_words(datetime(2026, 3, 4, 12, 0, 5), now)
    ('minutes', 0)
    """
    minutes = max(int((now - since).total_seconds() // 60), 0)
    if minutes < 60:
        return "minutes", minutes
    return ("hours", minutes // 60) if minutes < 24 * 60 else ("days", minutes // 1440)


def in_order(
    cards: list[dict[str, Any]], ranks: dict[str, int]
) -> list[dict[str, Any]]:
    """Return ``cards``, the most pressing first.

    How late comes before what it is: whatever is overdue stands before what is due
    today. Of equal levels the kind decides by its rank (overdue money, a protection
    that ends, a customer who waits ...), then who has waited longest; of what is still
    to come the day decides first.

    :param cards: dicts with ``level``, ``kind``, ``due`` (ISO text or None), ``res_id``
    :param ranks: kind -> rank, a low one first

    >>> ranks = {"money": 1, "protection": 2, "call": 3}
    >>> def card(kind, level, due=None, number=1):
    ...     return {"kind": kind, "level": level, "due": due, "res_id": number}
    >>> ordered = in_order([card("call", "late"), card("money", "soon"),
    ...     card("protection", "today"), card("money", "late"),
    ...     card("protection", "soon", "2026-03-02"),
    ...     card("money", "soon", "2026-03-09"),
    ...     card("call", "late", "2026-03-01")], ranks)
    >>> [(each["kind"], each["level"], each["due"]) for each in ordered]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('money', 'late', None), ('call', 'late', '2026-03-01'), ('call', 'late', None),
     ('protection', 'today', None), ('protection', 'soon', '2026-03-02'),
     ('money', 'soon', '2026-03-09'), ('money', 'soon', None)]
    """

    def key(card: dict[str, Any]) -> tuple[Any, ...]:
        due, rank = card["due"] or "9", ranks[card["kind"]]
        pressing = (due, rank) if card["level"] == SOON else (rank, due)
        return (LEVELS.index(card["level"]), *pressing, card["res_id"])

    return sorted(cards, key=key)


def most_pressed_first(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return ``people`` with their sums, who has most overdue first.

    :param people: dicts with ``name`` and ``kinds``: {key: {"open", "late"}}

    >>> people = [{"name": "Bo", "kinds": {}},
    ...     {"name": "An", "kinds": {"call": {"open": 9, "late": 1}}},
    ...     {"name": "Cy", "kinds": {"call": {"open": 2, "late": 1},
    ...                              "money": {"open": 1, "late": 1}}}]
    >>> [(one["name"], one["late"], one["open"]) for one in most_pressed_first(people)]
    [('Cy', 2, 3), ('An', 1, 9), ('Bo', 0, 0)]
    """
    summed = [
        {
            **person,
            "late": sum(count["late"] for count in person["kinds"].values()),
            "open": sum(count["open"] for count in person["kinds"].values()),
        }
        for person in people
    ]
    return sorted(
        summed, key=lambda person: (-person["late"], -person["open"], person["name"])
    )


def postponed(until: str, today: date) -> date:
    """Return the day to which something is put off.

    :param until: ``tomorrow`` or ``next_week`` (its Monday), or an ISO day to come
    :raises ValueError: for any other word, and for a day that is not to come

    >>> day = date(2026, 3, 4)
    >>> postponed("tomorrow", day), postponed("next_week", day)
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 9))
    >>> postponed("next_week", date(2026, 3, 9))
    datetime.date(2026, 3, 16)
    >>> postponed("2026-03-20", date(2026, 3, 9))
    datetime.date(2026, 3, 20)
    >>> postponed("yesterday", date(2026, 3, 9))
    Traceback (most recent call last):
    ValueError: yesterday
    >>> postponed("2026-03-09", date(2026, 3, 9))
    Traceback (most recent call last):
    ValueError: 2026-03-09
    """
    if until == "tomorrow":
        return today + timedelta(days=1)
    if until == "next_week":
        return today + timedelta(days=WEEK - today.weekday())
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise ValueError(until) from None
    if day <= today:
        raise ValueError(until)
    return day


def first_phone(*phones: str | None) -> str:
    """Return the first phone that there is, as a ``tel:`` link takes it.

    >>> first_phone("", None, " 138 5710 2231 ")
    '13857102231'
    >>> first_phone("+86 571-8800 (8)"), first_phone("/", None)
    ('+8657188008', '')
    """
    for phone in phones:
        kept = "".join(sign for sign in phone or "" if sign in "+0123456789*#")
        if kept:
            return kept
    return ""
