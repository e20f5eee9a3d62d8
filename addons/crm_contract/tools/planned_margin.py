"""What a quotation leaves after its planned cost.

What a stage of a design is planned to cost is a part of its fee by the fee table: not
of the agreed fee, or a discount would make the work cheaper.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Margin:
    """What is left, in money and in percent of the price before taxes.

    :param cost: of the lines whose cost is known
    :param is_complete: whether that is all of them; where not, ``amount`` and
        ``percent`` are the most that can be left
    """

    cost: float
    amount: float
    percent: float
    is_complete: bool


def standard_fee(
    fee: float, float_percent: float, price: float = 0, listed_price: float = 0
) -> float:
    """Return the fee by the table: without the agreed float, at the listed price.

    :param price: per m², as it was agreed within its bounds; 0: reckoned by cost

    >>> standard_fee(85_000, -15)
    100000.0
    >>> standard_fee(90_000, -10, 80, 100)
    125000.0
    """
    by_table = fee / (1 + float_percent / 100)
    return by_table * listed_price / price if price and listed_price else by_table


def margin(untaxed: float, costs: Sequence[float | None]) -> Margin:
    """Return what ``untaxed`` leaves; a cost of None is unknown, and not 0.

    >>> margin(100, [60, 10])
    Margin(cost=70, amount=30, percent=30.0, is_complete=True)
    >>> margin(100, [60, None])
    Margin(cost=60, amount=40, percent=40.0, is_complete=False)
    >>> margin(0, [])
    Margin(cost=0, amount=0, percent=0.0, is_complete=True)
    >>> margin(0, [5]).percent
    -100.0
    """
    cost = sum(one for one in costs if one is not None)
    amount = untaxed - cost
    if untaxed > 0:
        percent = amount / untaxed * 100
    else:
        percent = -100.0 if amount < 0 else 0.0
    return Margin(cost, amount, percent, None not in costs)
