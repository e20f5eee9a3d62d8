"""Whether a promise to pay was kept, from the money that came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Promise:
    """What was promised; money in whole cents.

    :param before: what had been received of the same instalments already
    """

    amount: int
    due: date
    before: int = 0
    is_cancelled: bool = False


def reached_on(receipts: Iterable[tuple[date, int]], target: int) -> date | None:
    """Return the day on which ``receipts`` came to ``target``, if they do.

    Money that was taken back (a bounced payment) counts against it.

    >>> first, second = date(2026, 5, 1), date(2026, 5, 9)
    >>> reached_on([(second, 60), (first, 40)], 100)
    datetime.date(2026, 5, 9)
    >>> reached_on([(first, 40)], 40)
    datetime.date(2026, 5, 1)
    >>> reached_on([(first, 100), (second, -100)], 40) is None
    True
    """
    rows = sorted(receipts)
    if sum(amount for _day, amount in rows) < target:
        return None
    total = 0
    for day, amount in rows:
        total += amount
        if total >= target:
            return day
    return None


def promise_state(
    promise: Promise, receipts: Iterable[tuple[date, int]], today: date
) -> str:
    """Return open, kept, late, broken or cancelled.

    The day of the money counts, not the day on which it was booked: a promise that
    looked broken is kept once its payment of that day is found in the bank's list.

    >>> day = date(2026, 5, 8)
    >>> promise = Promise(amount=100, due=day, before=50)
    >>> promise_state(promise, [(date(2026, 4, 1), 50)], day)
    'open'
    >>> promise_state(promise, [(date(2026, 4, 1), 50)], date(2026, 5, 9))
    'broken'
    >>> paid = [(date(2026, 4, 1), 50), (date(2026, 5, 8), 100)]
    >>> promise_state(promise, paid, date(2026, 6, 1))
    'kept'
    >>> paid = [(date(2026, 4, 1), 50), (date(2026, 5, 10), 100)]
    >>> promise_state(promise, paid, date(2026, 6, 1))
    'late'
    >>> promise_state(Promise(100, day, is_cancelled=True), [], date(2026, 6, 1))
    'cancelled'
    """
    day = reached_on(receipts, promise.before + promise.amount)
    if day:
        return "kept" if day <= promise.due else "late"
    if promise.is_cancelled:
        return "cancelled"
    return "broken" if today > promise.due else "open"


def spread(amount: int, opens: Sequence[int]) -> list[int]:
    """Return how much of ``amount`` falls on each of what is open, in that order.

    A promise over several instalments pays the oldest first, as money does.

    >>> spread(150, [100, 100, 100])
    [100, 50, 0]
    >>> spread(30, [100])
    [30]
    >>> spread(500, [100, -5])
    [100, 0]
    """
    parts = []
    for open_amount in opens:
        part = max(min(amount, open_amount), 0)
        parts.append(part)
        amount -= part
    return parts
