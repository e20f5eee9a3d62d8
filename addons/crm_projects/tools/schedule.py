"""When the phases of a design project begin and end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def phase_dates(start: date, durations: Iterable[int]) -> list[tuple[date, date]]:
    """Return (first day, last day) of phases that follow one another.

    :param start: the first day of the first phase
    :param durations: calendar days of each phase; less than one counts as one

    >>> [(str(a), str(b)) for a, b in phase_dates(date(2026, 1, 30), [3, 0])]
    [('2026-01-30', '2026-02-01'), ('2026-02-02', '2026-02-02')]
    """
    result = []
    for days in durations:
        end = start + timedelta(days=max(days, 1) - 1)
        result.append((start, end))
        start = end + timedelta(days=1)
    return result
