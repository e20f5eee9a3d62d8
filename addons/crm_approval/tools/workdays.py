"""Working days: plans count in them, and delays too. Plain values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

#: Tells whether a day is worked.
IsWorkday = Callable[[date], bool]
DAY = timedelta(days=1)


def is_announced(year: int) -> bool:
    """Return whether China's holidays of ``year`` are known to the library.

    >>> is_announced(2026), is_announced(2099), is_announced(1999)
    (True, False, False)
    """
    try:
        chinese_calendar.is_workday(date(year, 12, 31))
    except NotImplementedError:
        return False
    return True


def unannounced_years(first: date, last: date) -> list[int]:
    """Return the years between two days that count Monday to Friday for now.

    >>> unannounced_years(date(2098, 12, 1), date(2099, 1, 1))
    [2098, 2099]
    """
    return [year for year in range(first.year, last.year + 1) if not is_announced(year)]


def first_workday(day: date, is_worked: IsWorkday) -> date:
    """Return ``day``, or the first working day after it.

    >>> str(first_workday(date(2026, 10, 1), chinese_calendar.is_workday))
    '2026-10-08'
    """
    while not is_worked(day):
        day += DAY
    return day


def add_workdays(day: date, count: int, is_worked: IsWorkday) -> date:
    """Return the day ``count`` working days after ``day`` (before, if negative).

    >>> china = chinese_calendar.is_workday
    >>> str(add_workdays(date(2026, 9, 30), 2, china))
    '2026-10-09'
    >>> str(add_workdays(date(2026, 10, 9), -2, china))
    '2026-09-30'
    """
    step = DAY if count >= 0 else -DAY
    for _number in range(abs(count)):
        day += step
        while not is_worked(day):
            day += step
    return day


def workdays_between(first: date, last: date, is_worked: IsWorkday) -> int:
    """Return how many working days lie after ``first``, up to ``last``; 0 if none.

    >>> china = chinese_calendar.is_workday
    >>> workdays_between(date(2026, 9, 30), date(2026, 10, 9), china)
    2
    >>> workdays_between(date(2026, 10, 9), date(2026, 9, 30), china)
    0
    """
    days = range(1, (last - first).days + 1)
    return sum(is_worked(first + timedelta(days=number)) for number in days)


@dataclass(frozen=True)
class Calendar:
    """The functions above over one choice of worked days, to be handed around.

    >>> china = Calendar(chinese_calendar.is_workday)
    >>> str(china.first(date(2026, 9, 26))), str(china.add(date(2026, 9, 30), 1))
    ('2026-09-28', '2026-10-08')
    """

    is_worked: IsWorkday

    def first(self, day: date) -> date:
        """Return ``day``, or the first working day after it."""
        return first_workday(day, self.is_worked)

    def add(self, day: date, count: int) -> date:
        """Return the day ``count`` working days after ``day``."""
        return add_workdays(day, count, self.is_worked)
