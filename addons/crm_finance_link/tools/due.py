"""When an instalment is due: so many days, working days or months after a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

#: Returns the day so many working days after a day.
AddWorkdays = Callable[[date, int], date]


def due_date(start: date, count: int, unit: str, add_workdays: AddWorkdays) -> date:
    """Return the last day to pay.

    :param start: the day on which what makes the instalment due happened
    :param unit: ``day`` (calendar days), ``workday`` or ``month``
    :raise ValueError: an unknown unit

    >>> def weekdays(day, count):  # a calendar without holidays
    ...     while count:
    ...         day += timedelta(days=1)
    ...         count -= day.weekday() < 5
    ...     return day
    >>> friday = date(2026, 11, 27)
    >>> [str(due_date(friday, 3, unit, weekdays)) for unit in ("day", "workday")]
    ['2026-11-30', '2026-12-02']

    Months end on the same day, or on the last of a shorter month:

    >>> str(due_date(date(2026, 1, 31), 1, "month", weekdays))
    '2026-02-28'
    >>> str(due_date(friday, 0, "workday", weekdays))
    '2026-11-27'
    """
    if unit == "day":
        return start + timedelta(days=count)
    if unit == "workday":
        return add_workdays(start, count)
    if unit == "month":
        return start + relativedelta(months=count)
    raise ValueError(f"no unit of a term: {unit}")
