"""Rows of a table that are like another one but for an amount and a few values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = dict[str, Any]


def derive(
    row: Mapping[str, Any],
    own: Mapping[str, Any],
    money: Iterable[str],
    was: float,
    amount: float,
) -> Row:
    """Return a copy of ``row`` for another amount.

    :param own: the values that the copy has for itself
    :param money: the columns of money; what is plus or minus ``was`` follows
    :param was: the amount of ``row``; not zero
    :param amount: that of the copy

    >>> source = {"debit": 0, "credit": 5.5, "balance": -5.5, "name": "a", "rate": 5.5}
    >>> derive(source, {"name": "b"}, ("debit", "credit", "balance"), 5.5, 2.2)
    {'debit': 0, 'credit': 2.2, 'balance': -2.2, 'name': 'b', 'rate': 5.5}
    """
    copy = dict(row)
    for column in money:
        value = row.get(column)
        if value and abs(value) == abs(was):
            copy[column] = amount if value == was else -amount
    copy.update(own)
    return copy


def is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows say the same; amounts to the fourth digit.

    >>> is_same({"a": 0.1 + 0.2}, {"a": 0.3}), is_same({"a": None}, {"a": False})
    (True, False)
    """
    return one.keys() == other.keys() and all(
        _same_value(value, other[column]) for column, value in one.items()
    )


def _same_value(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        numbers = all(type(value) in (int, float) for value in (one, other))
        return numbers and round(one - other, 4) == 0
    return one == other
