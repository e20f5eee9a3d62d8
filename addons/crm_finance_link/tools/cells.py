"""Amounts as people and programs write them in tables."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

MONEY_SIGNS = re.compile(r"[\s,¥￥元]|CNY|RMB")


def read_amount(text: str) -> Decimal:
    """Return the amount that a cell says; brackets make it negative.

    :raise ValueError: it says none

    >>> str(read_amount("￥1,234.50")), str(read_amount("(20.00)"))
    ('1234.50', '-20.00')
    >>> read_amount("much")
    Traceback (most recent call last):
    ...
    ValueError: much
    """
    plain = MONEY_SIGNS.sub("", unicodedata.normalize("NFKC", text).upper())
    is_negative = plain.startswith("(") and plain.endswith(")")
    try:
        amount = Decimal(plain.strip("()"))
    except InvalidOperation:
        raise ValueError(text) from None
    if not amount.is_finite():
        raise ValueError(text)
    return -amount if is_negative else amount
