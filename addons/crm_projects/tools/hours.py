"""Planned hours shared out, hours of a day checked and changed. Plain values only."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

#: Nobody works more in a day.
DAY_HOURS = 24.0


def estimate_hours(fee: float, fee_per_hour: float) -> float:
    """Return the whole hours that a fee pays for; 0 where no rate is given.

    >>> estimate_hours(128_000, 300), estimate_hours(100, 300), estimate_hours(9, 0)
    (427.0, 1.0, 0.0)
    """
    if fee <= 0 or fee_per_hour <= 0:
        return 0.0
    return max(1.0, float(round(fee / fee_per_hour)))


def share_out_hours(
    total: float, parts: Iterable[tuple[Key, float, float]]
) -> dict[Key, float]:
    """Return the planned hours of each part; typed ones stand, the rest is shared.

    :param total: hours of the whole
    :param parts: key, hours typed in (0: none), share; shares that are all nothing
        count alike
    :return: hours rounded to 0.01; those shared out add up to what is left

    >>> share_out_hours(100, [("concept", 0, 30), ("details", 0, 50), ("site", 20, 20)])
    {'concept': 30.0, 'details': 50.0, 'site': 20}
    >>> share_out_hours(10, [(1, 0, 0), (2, 0, 0), (3, 0, 0)])
    {1: 3.33, 2: 3.34, 3: 3.33}
    >>> share_out_hours(1, [(1, 0, 1), (2, 0, 1), (3, 0, 1.5), (4, 0, 0)])
    {1: 0.29, 2: 0.28, 3: 0.43, 4: 0.0}
    >>> share_out_hours(10, [(1, 12, 1), (2, 0, 1)])
    {1: 12, 2: 0.0}
    """
    rows = [(key, typed, max(share, 0.0)) for key, typed, share in parts]
    result = {key: typed for key, typed, _share in rows}
    left = max(total - sum(typed for _key, typed, _share in rows), 0.0)
    free = [(key, share) for key, typed, share in rows if not typed]
    whole = sum(share for _key, share in free)
    given = passed = 0.0
    for number, (key, share) in enumerate(free, 1):
        passed += share / whole if whole else 1 / len(free)
        # Sums are rounded, not parts, so that nothing is lost on the way; what has been
        # rounded goes into no further sum, or the last part would pay for it.
        upto = left if number == len(free) else min(round(left * passed, 2), left)
        result[key] = round(upto - given, 2)
        given = upto
    return result


def overspent(rows: Iterable[tuple[float, float]]) -> float:
    """Return by how many percent the worst (planned, spent) lies above its plan.

    What has no plan cannot lie above it.

    >>> overspent([(10, 12), (100, 90), (0, 5)]), overspent([(10, 9)]), overspent([])
    (20.0, 0.0, 0.0)
    """
    worst = (spent / planned - 1 for planned, spent in rows if planned > 0)
    return round(max(max(worst, default=0.0), 0.0) * 100, 1)


@dataclass(frozen=True)
class Booking:
    """Hours somebody books, and what bounds them."""

    hours: float
    day: date
    today: date
    #: the first day of the project, and the day its phase was reached
    first: date | None = None
    reached: date | None = None


def fault(booking: Booking) -> str | None:
    """Return the name of what is wrong with hours that are booked, or None.

    >>> today = date(2026, 11, 27)
    >>> fault(Booking(-1, today, today)), fault(Booking(25, today, today))
    ('negative', 'too_many')
    >>> fault(Booking(1, date(2026, 11, 28), today))
    'future'
    >>> fault(Booking(1, date(2026, 1, 1), today, first=date(2026, 3, 1)))
    'before'
    >>> fault(Booking(1, today, today, reached=date(2026, 11, 20)))
    'closed'
    >>> fault(Booking(1, date(2026, 11, 20), today, reached=date(2026, 11, 20)))
    """
    faults = {
        "negative": booking.hours < 0,
        "too_many": booking.hours > DAY_HOURS,
        "future": booking.day > booking.today,
        "before": booking.first is not None and booking.day < booking.first,
        "closed": booking.reached is not None and booking.day > booking.reached,
    }
    return next((name for name, is_so in faults.items() if is_so), None)


def change_total(
    lines: Sequence[tuple[int, float]], total: float
) -> tuple[dict[int, float], float]:
    """Return how the lines of one day change so that they add up to ``total``.

    :param lines: id and hours, the newest last
    :return: new hours by id (0: the line goes), and the hours of a line to add

    The newest line changes first, so what was written earlier stays as long as it can.

    >>> change_total([], 3), change_total([(1, 2), (2, 3)], 5)
    (({}, 3), ({}, 0.0))
    >>> change_total([(1, 2), (2, 3)], 6), change_total([(1, 2), (2, 3)], 1)
    (({2: 4}, 0.0), ({2: 0.0, 1: 1.0}, 0.0))
    """
    if not lines:
        return {}, total
    changes = {}
    missing = round(total - sum(hours for _id, hours in lines), 2)
    for key, hours in reversed(lines):
        if not missing:
            break
        new = max(round(hours + missing, 2), 0.0)
        changes[key] = new
        missing = round(missing - (new - hours), 2)
    return changes, 0.0
