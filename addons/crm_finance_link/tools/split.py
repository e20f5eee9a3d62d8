"""Splitting an amount of money into instalments, exact to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal


def split_amount(
    total: Decimal, shares: Sequence[Decimal], digits: int = 2
) -> list[Decimal]:
    """Split ``total`` by ``shares``; the parts add up to ``total`` exactly.

    Largest remainder: every part is first cut down to whole cents, the cents left
    over go one each to the parts that lost most (the later one of equals, so that
    the last instalment carries the odd cent). No part is off by a cent or more.

    :param total: in the currency, rounded to ``digits``
    :param shares: relative weights, none negative, their sum positive
    :param digits: decimals of the currency
    :raise ValueError: shares that cannot be used, or a total finer than a cent

    >>> [str(a) for a in split_amount(Decimal("100"), [Decimal(1)] * 3)]
    ['33.33', '33.33', '33.34']
    >>> [str(a) for a in split_amount(Decimal("0.05"), [Decimal(s) for s in (50, 50)])]
    ['0.02', '0.03']
    >>> [str(a) for a in split_amount(Decimal("-1.00"), [Decimal(20), Decimal(80)])]
    ['-0.20', '-0.80']
    """
    whole = sum(shares, Decimal(0))
    if whole <= 0 or any(share < 0 for share in shares):
        raise ValueError("shares must not be negative and must not sum to zero")
    unit = Decimal(1).scaleb(-digits)
    cents = total / unit
    if cents != cents.to_integral_value():
        raise ValueError("the total has more decimals than the currency")
    sign = -1 if cents < 0 else 1
    exact = [abs(cents) * share / whole for share in shares]
    parts = [int(value.to_integral_value(ROUND_FLOOR)) for value in exact]
    left = int(abs(cents)) - sum(parts)
    losers = sorted(
        range(len(parts)), key=lambda i: (exact[i] - parts[i], i), reverse=True
    )
    for index in losers[:left]:
        parts[index] += 1
    return [sign * part * unit for part in parts]
