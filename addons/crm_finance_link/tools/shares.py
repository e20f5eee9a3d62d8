"""Instalments planned by share: their amounts, and who carries the odd cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)


def amount_of(total: Decimal, share: Decimal, digits: int = 2) -> Decimal:
    """Return ``share`` percent of ``total``, rounded to the currency.

    >>> str(amount_of(Decimal("1000.01"), Decimal(40)))
    '400.00'
    """
    unit = Decimal(1).scaleb(-digits)
    return (total * share / HUNDRED).quantize(unit, ROUND_HALF_UP)


def is_share_of(
    amount: Decimal, total: Decimal, share: Decimal, digits: int = 2
) -> bool:
    """Return whether ``amount`` is ``share`` percent of ``total``, but for a cent.

    >>> total = Decimal("1000.01")
    >>> is_share_of(Decimal("400.01"), total, Decimal(40))
    True
    >>> is_share_of(Decimal("400.02"), total, Decimal(40))
    False
    """
    unit = Decimal(1).scaleb(-digits)
    return abs(total * share / HUNDRED - amount) < unit * Decimal("1.5")


def spread_cents(missing: Decimal, count: int, digits: int = 2) -> list[Decimal]:
    """Return what is added to each of ``count`` amounts so that nothing is missing.

    Single cents, from the last amount backwards; none when a cent each is not enough.

    >>> [str(cent) for cent in spread_cents(Decimal("0.02"), 3)]
    ['0.00', '0.01', '0.01']
    >>> [str(cent) for cent in spread_cents(Decimal("-0.01"), 2)]
    ['0.00', '-0.01']
    >>> spread_cents(Decimal("0.03"), 2)
    []
    """
    unit = Decimal(1).scaleb(-digits)
    cents = missing / unit
    if cents != cents.to_integral_value() or abs(cents) > count:
        return []
    step = unit if cents > 0 else -unit
    left = count - int(abs(cents))
    return [Decimal(0) * unit] * left + [step] * int(abs(cents))


def stage_shares(
    fixed: Sequence[Decimal], parts: Sequence[Decimal], digits: int = 4
) -> list[Decimal]:
    """Return the share of each stage in what the fixed shares leave of 100 percent.

    The last stage takes what rounding leaves, so that all shares are 100 again.

    :param fixed: shares of deposit, retention and the like, in percent
    :param parts: how the stages divide the rest; their sum need not be 100
    :raise ValueError: nothing is left for the stages, or there are none

    >>> parts = [Decimal(10), Decimal(30), Decimal(60)]
    >>> [str(share.normalize()) for share in stage_shares([Decimal(25)], parts)]
    ['7.5', '22.5', '45']
    >>> stage_shares([Decimal(100)], parts)
    Traceback (most recent call last):
    ValueError: nothing is left for the stages
    """
    rest, whole = HUNDRED - sum(fixed, Decimal(0)), sum(parts, Decimal(0))
    if rest <= 0 or whole <= 0:
        raise ValueError("nothing is left for the stages")
    unit = Decimal(1).scaleb(-digits)
    shares = [(rest * part / whole).quantize(unit, ROUND_HALF_UP) for part in parts]
    shares[-1] += rest - sum(shares, Decimal(0))
    return shares
