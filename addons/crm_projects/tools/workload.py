"""Who has how much to do in which week. Plain values only.

What is left of a piece of work is spread evenly over the working days between its
start and its end; nothing is lost on the way: the weeks of a piece add up to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

DAY = timedelta(days=1)
WEEK = timedelta(days=7)

#: Up to so many percent of the capacity a week is free, well used, full.
FREE, WELL, FULL = 60.0, 90.0, 100.0
#: What nobody has planned counts as a day where work is shared out.
UNPLANNED_HOURS = 8.0


@dataclass(frozen=True)
class Work:
    """What is left to do of something, in hours, and its first and last day."""

    hours: float
    start: date
    end: date


def monday(day: date) -> date:
    """Return the first day of the week of ``day``.

    >>> str(monday(date(2026, 11, 27)))
    '2026-11-23'
    """
    return day - timedelta(days=day.weekday())


def weeks_from(day: date, count: int) -> list[date]:
    """Return the first days of ``count`` weeks, from that of ``day`` on.

    >>> [str(week) for week in weeks_from(date(2026, 11, 27), 2)]
    ['2026-11-23', '2026-11-30']
    """
    return [monday(day) + WEEK * number for number in range(count)]


class Days:
    """The working days of a person between two days, counted beforehand."""

    def __init__(self, first: date, last: date, is_worked: Callable[[date], bool]):
        self.first = first
        self.last = last
        days = range((last - first).days + 1)
        worked = (int(is_worked(first + DAY * number)) for number in days)
        # before[n]: working days before day n
        self.before = [0, *accumulate(worked)]

    def count(self, start: date, end: date) -> int:
        """Return how many days from ``start`` to ``end`` are worked.

        >>> first, last = date(2026, 11, 23), date(2026, 12, 6)
        >>> days = Days(first, last, lambda day: day.weekday() < 5)
        >>> days.count(date(2026, 11, 26), date(2026, 12, 1))
        4
        """
        lower = max((start - self.first).days, 0)
        upper = min((end - self.first).days + 1, len(self.before) - 1)
        return self.before[upper] - self.before[lower] if upper > lower else 0


def spread(work: Work, days: Days) -> dict[date, float]:
    """Return the hours of ``work`` by week, keyed by its first day.

    Work that ends before it starts, or on no working day, is all in its first week.

    >>> days = Days(date(2026, 11, 23), date(2026, 12, 6), lambda d: d.weekday() < 5)
    >>> work = Work(8, date(2026, 11, 26), date(2026, 12, 1))
    >>> {str(week): hours for week, hours in spread(work, days).items()}
    {'2026-11-23': 4.0, '2026-11-30': 4.0}
    >>> late = Work(8, date(2026, 11, 28), date(2026, 11, 20))
    >>> {str(week): hours for week, hours in spread(late, days).items()}
    {'2026-11-23': 8}
    """
    whole = days.count(work.start, work.end)
    if not whole:
        return {monday(work.start): work.hours}
    result = {}
    week = monday(work.start)
    while week <= work.end:
        count = days.count(
            max(week, work.start), min(week + WEEK - DAY, work.end, days.last)
        )
        if count:
            result[week] = work.hours * count / whole
        week += WEEK
    return result


def add_up(works: Iterable[Work], days: Days) -> dict[date, float]:
    """Return the hours of all ``works`` of a person by week.

    >>> days = Days(date(2026, 11, 23), date(2026, 11, 29), lambda d: d.weekday() < 5)
    >>> work = Work(8, date(2026, 11, 26), date(2026, 11, 27))
    >>> {str(week): hours for week, hours in add_up([work, work], days).items()}
    {'2026-11-23': 16.0}
    """
    result: dict[date, float] = {}
    for work in works:
        for week, hours in spread(work, days).items():
            result[week] = result.get(week, 0.0) + hours
    return result


def level(hours: float, capacity: float) -> tuple[str, int | None]:
    """Return how full a week is, and the percent of it; None: there is no capacity.

    >>> level(0, 40), level(20, 40), level(36, 40), level(40, 40), level(46, 40)
    (('none', 0), ('free', 50), ('well', 90), ('full', 100), ('over', 115))
    >>> level(0, 0), level(5, 0)
    (('away', None), ('over', None))
    """
    if round(capacity, 1) <= 0:
        return ("over", None) if round(hours, 1) > 0 else ("away", None)
    # Judged by what is shown, so that 100 % is never called too much.
    percent = round(hours / capacity * 100)
    if percent <= 0:
        return "none", 0
    names = ("free", "well", "full", "over")
    return names[sum(percent > limit for limit in (FREE, WELL, FULL))], percent
