"""Which rung of the dunning ladder an instalment has come to."""

from __future__ import annotations

from collections.abc import Sequence


def next_rung(
    rungs: Sequence[int], days: int, last: int | None, is_broken: bool = False
) -> tuple[int | None, list[int]]:
    """Return the rung to take now (or None) and those that are passed over.

    A rung is a number of days after the due date, negative before it. Only the
    highest that is reached is taken, so who starts late or misses days sends one
    reminder and not six. A broken promise leads to the next rung before its day.

    :param rungs: in ascending order
    :param days: so many days overdue
    :param last: the highest rung taken or passed over so far

    >>> ladder = [-3, 0, 7, 15, 30, 60]
    >>> next_rung(ladder, -4, None)
    (None, [])
    >>> next_rung(ladder, -3, None)
    (-3, [])
    >>> next_rung(ladder, -2, -3)
    (None, [])
    >>> next_rung(ladder, 40, None)
    (30, [-3, 0, 7, 15])
    >>> next_rung(ladder, 17, 0)
    (15, [7])
    >>> next_rung(ladder, 9, 7, is_broken=True)
    (15, [])
    >>> next_rung(ladder, 99, 60, is_broken=True)
    (None, [])
    """
    ahead = [rung for rung in rungs if last is None or rung > last]
    reached = [rung for rung in ahead if rung <= days]
    if is_broken and last is not None and not reached:
        reached = ahead[:1]
    if not reached:
        return None, []
    return reached[-1], reached[:-1]
