"""Shares of a registration: who has how much of a deal that two people brought."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
WHOLE = Decimal("100.00")
#: what a manager chooses from: key -> shares, the claimant's first
PRESETS = {
    "70_30": (70.0, 30.0),
    "60_40": (60.0, 40.0),
    "50_50": (50.0, 50.0),
    "30_70": (30.0, 70.0),
}


def exact(percent: float) -> Decimal:
    """Return a percentage with its two decimals.

    >>> exact(33.335)
    Decimal('33.34')
    """
    return Decimal(str(percent)).quantize(CENT, ROUND_HALF_UP)


def problem(shares: Iterable[tuple[int, float]], claimant: int) -> str | None:
    """Return the code of what is wrong with ``(person, percent)`` pairs, or None.

    :param claimant: the person who registered; a deal he has no part of is handed
        over, not split

    >>> problem([(1, 70), (2, 30)], 1) is None
    True
    >>> problem([(1, 33.33), (2, 33.33), (3, 33.34)], 1) is None
    True
    >>> problem([(1, 100)], 1), problem([(1, 50), (1, 50)], 1)
    ('too_few', 'twice')
    >>> problem([(1, 120), (2, -20)], 1), problem([(1, 70), (2, 29.99)], 1)
    ('not_positive', 'sum')
    >>> problem([(2, 70), (3, 30)], 1)
    'no_claimant'
    """
    pairs = [(person, exact(percent)) for person, percent in shares]
    people = [person for person, _percent in pairs]
    if len(set(people)) != len(people):
        return "twice"
    if len(pairs) < 2:
        return "too_few"
    if claimant not in people:
        return "no_claimant"
    if any(percent <= 0 for _person, percent in pairs):
        return "not_positive"
    return None if total(pairs) == WHOLE else "sum"


def total(pairs: Iterable[tuple[int, float | Decimal]]) -> Decimal:
    """Return the sum of the percentages, exact to two decimals.

    >>> total([(1, 33.33), (2, 33.33), (3, 33.33)])
    Decimal('99.99')
    """
    return sum((exact(float(percent)) for _person, percent in pairs), Decimal("0.00"))


def sentence(shares: Iterable[Mapping]) -> str:
    """Return shares for people, the greatest first.

    >>> sentence([{"name": "王强", "percent": 30}, {"name": "李娜", "percent": 70.0}])
    '李娜 70 %, 王强 30 %'
    """
    ordered = sorted(shares, key=lambda share: -share["percent"])
    return ", ".join(f"{share['name']} {share['percent']:g} %" for share in ordered)
