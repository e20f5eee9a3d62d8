"""The lifecycle of a customer: which stage an event leads to, and why it changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

#: Key of the context under which a ``LifecycleReason`` travels.
CONTEXT_KEY = "crm_lifecycle_reason"
EVENT_CODE = re.compile(r"[a-z_]+(\.[a-z_]+)+")


@dataclass(frozen=True)
class LifecycleReason:
    """Why a stage changes. An object, so that nobody can send it through RPC."""

    kind: str
    note: str = ""
    event_id: int | None = None


@dataclass(frozen=True)
class Way:
    """A stage, the events that lead to it, and from where they do (empty: anywhere)."""

    stage_id: int
    events: frozenset[str]
    from_ids: frozenset[int]


def event_codes(text: str | None) -> list[str]:
    """Return the event codes that ``text`` names, one or more a line.

    >>> event_codes("contract.signed, payment.received")
    ['contract.signed', 'payment.received']
    >>> event_codes(None)
    []
    """
    return [code for code in re.split(r"[\s,，、;；]+", text or "") if code]


def wrong_codes(text: str | None) -> list[str]:
    """Return those that are no event codes.

    >>> wrong_codes("contract.signed Signed")
    ['Signed']
    """
    return [code for code in event_codes(text) if not EVENT_CODE.fullmatch(code)]


def next_stage(ways: Iterable[Way], stage_id: int | None, event: str) -> int | None:
    """Return the stage that ``event`` leads to from ``stage_id``; None: it stays.

    The first way that fits is taken. A way from anywhere does not lead to itself.

    >>> ways = [Way(2, frozenset({"a.b"}), frozenset({1})),
    ...         Way(3, frozenset({"a.b"}), frozenset({2}))]
    >>> next_stage(ways, 1, "a.b"), next_stage(ways, 2, "a.b")
    (2, 3)
    >>> next_stage(ways, 3, "a.b") is None
    True
    """
    for way in ways:
        is_open = not way.from_ids or stage_id is None or stage_id in way.from_ids
        if event in way.events and is_open and way.stage_id != stage_id:
            return way.stage_id
    return None


def days_between(start: datetime | None, end: datetime) -> float:
    """Return how many days a stage took; 0 when its start is not known.

    >>> days_between(datetime(2026, 5, 1, 12), datetime(2026, 5, 3))
    1.5
    >>> days_between(None, datetime(2026, 5, 3))
    0.0
    """
    return (end - start).total_seconds() / 86400 if start else 0.0
