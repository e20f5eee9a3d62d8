"""Taking a reduction off the instalments that are not invoiced yet."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .split import split_amount


def spread_reduction(
    amount: Decimal, free: Sequence[Decimal], digits: int = 2
) -> list[Decimal]:
    """Return what is taken off each instalment, in proportion to what is free of it.

    The parts add up to ``amount`` exactly and none is more than what is free: a part
    is rounded up by a cent only where its exact value lies below a whole cent.

    :param amount: what is to be taken off in all, not negative
    :param free: of each instalment, what is not invoiced yet
    :param digits: decimals of the currency
    :raise ValueError: when less is free than has to be taken off

    >>> free = [Decimal(0), Decimal(300), Decimal(100)]
    >>> [str(part) for part in spread_reduction(Decimal("100.01"), free)]
    ['0.00', '75.01', '25.00']
    >>> spread_reduction(Decimal(400), free) == free
    True
    >>> spread_reduction(Decimal("400.01"), free)
    Traceback (most recent call last):
    ValueError: less is free than has to be taken off
    """
    if amount > sum(free, Decimal(0)):
        raise ValueError("less is free than has to be taken off")
    if not amount:
        return [Decimal(0) for _part in free]
    return split_amount(amount, free, digits)
