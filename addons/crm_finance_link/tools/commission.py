"""Commission on money received, exact to the cent.

A receipt is what one reconciliation brought for an instalment. The first time it is
seen its commission is reckoned (``award``); afterwards it is only scaled by how much of
the receipt is kept (``kept``, ``scaled``), so that whatever was taken back and given
again ends at the very same cents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from .split import split_amount

HUNDRED = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Tier:
    """``rate`` percent of what comes in from ``start`` of the year's receipts on."""

    start: Decimal
    rate: Decimal


@dataclass(frozen=True)
class Slice:
    """A part of a base, and the rate of it in percent."""

    base: Decimal
    rate: Decimal


@dataclass(frozen=True)
class Person:
    """Who takes part in a role.

    ``weight`` is relative to the others of the role, ``before`` what counted for him
    this year so far.
    """

    weight: Decimal
    before: Decimal
    tiers: tuple[Tier, ...]


@dataclass(frozen=True)
class Award:
    """What one person gets of one receipt, and how it was reckoned."""

    base: Decimal
    slices: tuple[Slice, ...]
    amount: Decimal


def kept(claims: Sequence[Decimal], cap: Decimal) -> list[Decimal]:
    """Return how much of each receipt counts, the earlier ones first.

    :param claims: what each receipt settled, oldest first, none negative
    :param cap: what may count in all: what is invoiced after credit notes, less what
        was paid back

    >>> [int(k) for k in kept([Decimal(100), Decimal(50)], Decimal(120))]
    [100, 20]
    >>> [int(k) for k in kept([Decimal(100)], Decimal(-5))]
    [0]
    """
    left, found = max(cap, ZERO), []
    for claim in claims:
        part = min(claim, left)
        found.append(part)
        left -= part
    return found


def untaxed_base(
    received: Decimal, untaxed: Decimal, total: Decimal, booked: Decimal, digits: int
) -> Decimal:
    """Return the base of the newest receipt of an invoice.

    The bases of all receipts of an invoice add up to its untaxed part of them: what
    rounding left over so far goes to the newest one.

    :param received: all that was received on the invoice, the newest one included
    :param booked: the bases of the receipts before

    >>> bases = []
    >>> for paid in (Decimal(100), Decimal(200), Decimal(300)):
    ...     done = sum(bases, Decimal(0))
    ...     bases.append(untaxed_base(paid, Decimal(283), Decimal(300), done, 2))
    >>> [str(base) for base in bases], str(sum(bases))
    (['94.33', '94.34', '94.33'], '283.00')
    """
    if not total:
        return ZERO
    # After a receipt in between was taken back it may be a cent too much already.
    return max(cents(received * untaxed / total, digits) - booked, ZERO)


def cut(before: Decimal, base: Decimal, tiers: Sequence[Tier]) -> tuple[Slice, ...]:
    """Cut ``base`` at the tiers that it passes, ``before`` having come in earlier.

    >>> tiers = [Tier(Decimal(0), Decimal(3)), Tier(Decimal(1000), Decimal(5))]
    >>> [(int(s.base), int(s.rate)) for s in cut(Decimal(900), Decimal(300), tiers)]
    [(100, 3), (200, 5)]
    >>> cut(Decimal(0), Decimal(10), [])
    ()
    """
    ordered = sorted(tiers, key=lambda tier: tier.start)
    low, high, found = max(before, ZERO), max(before, ZERO) + base, []
    for place, tier in enumerate(ordered):
        end = ordered[place + 1].start if place + 1 < len(ordered) else high
        part = min(high, end) - max(low, tier.start)
        if part > 0:
            found.append(Slice(part, tier.rate))
    return tuple(found)


def award(base: Decimal, people: Sequence[Person], digits: int) -> list[Award]:
    """Split a base among the people of a role and reckon what each gets.

    The bases add up to ``base``; the amounts add up to the rounded sum of what the
    rates give exactly. Both by the largest remainder.

    >>> flat = (Tier(Decimal(0), Decimal(3)),)
    >>> two = [Person(Decimal(w), Decimal(0), flat) for w in (70, 30)]
    >>> [(str(a.base), str(a.amount)) for a in award(Decimal("200.01"), two, 2)]
    [('140.01', '4.20'), ('60.00', '1.80')]
    """
    bases = split_amount(base, [person.weight for person in people], digits)
    slices = [
        cut(person.before, part, person.tiers)
        for person, part in zip(people, bases, strict=True)
    ]
    exact = [sum((s.base * s.rate / HUNDRED for s in row), ZERO) for row in slices]
    amounts = round_together(exact, digits)
    return [Award(*values) for values in zip(bases, slices, amounts, strict=True)]


def round_together(values: Sequence[Decimal], digits: int) -> list[Decimal]:
    """Round values so that they add up to their rounded sum; none negative.

    >>> [str(v) for v in round_together([Decimal("0.005"), Decimal("0.006")], 2)]
    ['0.00', '0.01']
    """
    unit = Decimal(1).scaleb(-digits)
    parts = [value.quantize(unit, ROUND_FLOOR) for value in values]
    left = int((cents(sum(values, ZERO), digits) - sum(parts, ZERO)) / unit)
    losers = sorted(
        range(len(parts)), key=lambda i: (values[i] - parts[i], -i), reverse=True
    )
    for index in losers[:left]:
        parts[index] += unit
    return parts


def scaled(
    originals: Sequence[Decimal], part: Decimal, whole: Decimal, digits: int
) -> list[Decimal]:
    """Return what stands of amounts when ``part`` of ``whole`` is kept.

    All of it gives the amounts themselves, nothing gives zeros, and what lies between
    adds up to the rounded part of their sum.

    >>> amounts = [Decimal("4.20"), Decimal("1.80")]
    >>> [str(v) for v in scaled(amounts, Decimal(1), Decimal(3), 2)]
    ['1.40', '0.60']
    >>> scaled(amounts, Decimal(3), Decimal(3), 2) == amounts
    True
    """
    total = sum(originals, ZERO)
    if part >= whole:
        return list(originals)
    if part <= 0 or not total:
        return [ZERO for _amount in originals]
    return split_amount(cents(total * part / whole, digits), originals, digits)


def cents(value: Decimal, digits: int) -> Decimal:
    """Round half up to the currency's decimals.

    >>> cents(Decimal("0.125"), 2), cents(Decimal("-0.125"), 2)
    (Decimal('0.13'), Decimal('-0.13'))
    """
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
