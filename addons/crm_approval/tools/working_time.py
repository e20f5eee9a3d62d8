"""Working hours: when a time limit ends, and how long something has waited.

Moments are naive datetimes in UTC, as Odoo stores them; the hours of a working day
are those of the clock in its time zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

FRIDAY = 4
HOUR = timedelta(hours=1)
# Half a century: the library looks through all its holidays for each answer.
DAYS_KEPT = 18_000


@dataclass(frozen=True)
class WorkingDay:
    """The hours of a working day and which days are working days.

    ``periods`` are hours of the clock, in order, e.g. ``((9, 12), (13, 18))``;
    ``is_chinese`` follows China's public holidays and make-up working days.
    """

    zone: str
    periods: tuple[tuple[float, float], ...]
    is_chinese: bool = True

    def __post_init__(self) -> None:
        hours = [hour for period in self.periods for hour in period]
        if not hours or hours != sorted(set(hours)) or not 0 <= hours[0] < hours[-1]:
            raise ValueError(f"no working hours: {self.periods}")
        if hours[-1] > 24:
            raise ValueError(f"a day ends at 24: {self.periods}")


def day_in(zone: str, moment: datetime) -> date:
    """Return the day that a moment (naive UTC) falls on in a time zone.

    >>> str(day_in("Asia/Shanghai", datetime(2026, 3, 1, 16, 30)))
    '2026-03-02'
    >>> str(day_in("UTC", datetime(2026, 3, 1, 16, 30)))
    '2026-03-01'
    """
    return moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=DAYS_KEPT)
def is_workday(day: date, is_chinese: bool = True) -> bool:
    """Return whether ``day`` is worked.

    Years whose holidays China has not announced yet count Monday to Friday.

    >>> is_workday(date(2026, 10, 1)), is_workday(date(2026, 10, 1), False)
    (False, True)
    >>> is_workday(date(2026, 10, 10)), is_workday(date(2099, 1, 3))
    (True, False)
    """
    if is_chinese:
        try:
            return chinese_calendar.is_workday(day)
        except NotImplementedError:
            # The years that the library knows end with the last announcement.
            return is_workday(day, is_chinese=False)
    return day.weekday() <= FRIDAY


def _periods(start: datetime, plan: WorkingDay) -> Iterator[tuple[datetime, datetime]]:
    """Yield the working periods (UTC) that end after ``start``, without an end."""
    zone = ZoneInfo(plan.zone)
    day = start.replace(tzinfo=timezone.utc).astimezone(zone).date()
    while True:
        if is_workday(day, plan.is_chinese):
            midnight = datetime.combine(day, time(), zone)
            for begin, end in plan.periods:
                bounds = [
                    (midnight + HOUR * hour).astimezone(timezone.utc)
                    for hour in (begin, end)
                ]
                opens, closes = (bound.replace(tzinfo=None) for bound in bounds)
                if closes > start:
                    yield max(opens, start), closes
        day += timedelta(days=1)


def add_hours(start: datetime, hours: float, plan: WorkingDay) -> datetime:
    """Return the moment ``hours`` working hours after ``start``.

    >>> plan = WorkingDay("Asia/Shanghai", ((9, 12), (13, 18)))
    >>> add_hours(datetime(2026, 11, 20, 8), 8, plan)  # Friday, 16:00 in Shanghai
    datetime.datetime(2026, 11, 23, 8, 0)
    """
    left = HOUR * hours
    for opens, closes in _periods(start, plan):
        if opens + left <= closes:
            return opens + left
        left -= closes - opens
    raise AssertionError("unreachable")  # the periods have no end


def hours_between(start: datetime, end: datetime, plan: WorkingDay) -> float:
    """Return how many working hours lie between two moments; 0.0 when none do.

    >>> plan = WorkingDay("Asia/Shanghai", ((9, 12), (13, 18)))
    >>> hours_between(datetime(2026, 11, 20, 8), datetime(2026, 11, 23, 8), plan)
    8.0
    """
    total = timedelta()
    for opens, closes in _periods(start, plan):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total / HOUR
