"""Accounting vouchers (凭证) of Chinese packages: words, numbers and balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

SUMMARY_LENGTH = 60


@dataclass(frozen=True)
class Words:
    """The words of a layout; ``is_one`` has the general one for all vouchers."""

    general: str = "记"
    receipt: str = "收"
    payment: str = "付"
    transfer: str = "转"
    is_one: bool = False


def word(cash: Iterable[Decimal], words: Words) -> str:
    """Return the word of a voucher by what it does to cash and bank accounts.

    :param cash: debit less credit of each line on such an account. Between two of the
        company's own accounts the payment counts, so that it is booked once.

    >>> words = Words()
    >>> word([Decimal(5)], words), word([Decimal(-5)], words), word([], words)
    ('收', '付', '转')
    >>> word([Decimal(5), Decimal(-5)], words)
    '付'
    >>> word([Decimal(5)], Words(is_one=True))
    '记'
    """
    if words.is_one:
        return words.general
    amounts = list(cash)
    if any(amount < 0 for amount in amounts):
        return words.payment
    return words.receipt if any(amount > 0 for amount in amounts) else words.transfer


def difference(lines: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Return debit less credit of a voucher: zero, or it may not go out.

    >>> difference([(Decimal("212"), Decimal(0)), (Decimal(0), Decimal("212"))])
    Decimal('0')
    """
    return sum((debit - credit for debit, credit in lines), Decimal(0))


def summary(*parts: str | None) -> str:
    """Return what a line says it is for: one line of text, cut to what packages keep.

    >>> summary("云栖酒店", None, "首付款\\n20 %")
    '云栖酒店 首付款 20 %'
    """
    text = " ".join(" ".join(part.split()) for part in parts if part)
    return text[:SUMMARY_LENGTH]
