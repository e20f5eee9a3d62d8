"""Cells of bank statements as banks write them: days, amounts, directions, texts."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

#: what stands in a cell for "nothing"
NOTHING = {"", "-", "--", "—", "/", "none", "null", "nan", "无", "n/a"}
DAY = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?"
    r"(?:[T ]*\d{1,2}[:：时].*)?"
)
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T]?\d{2}:?\d{2}(?::?\d{2})?)?")
#: the days that spreadsheets count from 1899-12-30, here 1982 to 2064
SERIAL_DAY = re.compile(r"([3-5]\d{4})(?:\.\d+)?")
PLAIN_AMOUNT = re.compile(r"\d+(?:\.\d*)?(?:e[+]?\d{1,2})?|\.\d+", re.IGNORECASE)
GROUPED_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")
MONEY_SIGNS = re.compile(r"人民币|rmb|cny|元|[¥$￥]|\s", re.IGNORECASE)
#: a long number that a spreadsheet has rounded says nothing any more
ROUNDED = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)
CURRENCIES = {
    "人民币": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "cnh": "CNY",
    "156": "CNY",
    "01": "CNY",
    "001": "CNY",
    "美元": "USD",
    "840": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "344": "HKD",
    "欧元": "EUR",
    "978": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
}


def plain(text: str) -> str:
    """Return ``text`` in ordinary widths, '' where the cell says that it is empty.

    >>> plain(" ＨＴ２０２６－００１ "), plain("None"), plain("--")
    ('HT2026-001', '', '')
    """
    folded = unicodedata.normalize("NFKC", text or "").strip()
    return "" if folded.lower() in NOTHING else folded


def read_day(text: str) -> date:
    """Return the day that a cell tells, with or without a time.

    :raise ValueError: it tells none

    >>> {str(read_day(text)) for text in ("20261127", "2026/11/27 09:30:01",
    ...     "2026年11月27日", "2026-11-27T08:00:00", "20261127093001", "46353")}
    {'2026-11-27'}
    >>> read_day("27/11")
    Traceback (most recent call last):
    ValueError: 27/11
    """
    text = plain(text)
    if found := COMPACT_DAY.fullmatch(text) or DAY.fullmatch(text):
        return date(*map(int, found.groups()[:3]))
    if found := SERIAL_DAY.fullmatch(text):
        return date(1899, 12, 30) + timedelta(days=int(found[1]))
    raise ValueError(text)


def read_amount(text: str) -> Decimal | None:
    """Return the amount of a cell, None where it is empty.

    :raise ValueError: it is no amount of money

    >>> [str(read_amount(text)) for text in
    ...     ("1,234.50", "￥１２，３４５．６０", "-20", "(20.00)", "20.00-", "1.2E5")]
    ['1234.50', '12345.60', '-20', '-20.00', '-20.00', '1.2E+5']
    >>> read_amount(" - ") is None
    True
    >>> read_amount("12,34")
    Traceback (most recent call last):
    ValueError: 12,34
    """
    folded = plain(text)
    if not folded:
        return None
    bare = MONEY_SIGNS.sub("", folded).replace("−", "-")
    is_negative = False
    if bare.startswith("(") and bare.endswith(")"):
        bare, is_negative = bare[1:-1], True
    if bare[:1] in ("-", "+") or bare[-1:] in ("-", "+"):
        is_negative = is_negative or "-" in (bare[0], bare[-1])
        bare = bare.strip("+-")
    if not (PLAIN_AMOUNT.fullmatch(bare) or GROUPED_AMOUNT.fullmatch(bare)):
        raise ValueError(folded)
    try:
        amount = Decimal(bare.replace(",", ""))
    except InvalidOperation:
        raise ValueError(folded) from None
    return -_to_cents(amount, folded) if is_negative else _to_cents(amount, folded)


def _to_cents(amount: Decimal, text: str) -> Decimal:
    """Take off what binary numbers of a spreadsheet add: 0.30000000000000004.

    >>> _to_cents(Decimal("0.30000000000000004"), "")
    Decimal('0.30')
    """
    if amount.as_tuple().exponent >= -2:
        return amount
    rounded = amount.quantize(Decimal("0.01"))
    if abs(rounded - amount) > Decimal("0.000001"):
        raise ValueError(text)
    return rounded


def read_serial(text: str) -> str:
    """Return the bank's own number of a movement, '' where a spreadsheet cut it.

    >>> read_serial(" 2026112700012 "), read_serial("2.02611E+17")
    ('2026112700012', '')
    """
    folded = plain(text)
    return "" if ROUNDED.fullmatch(folded) else re.sub(r"\s", "", folded)


def read_account(text: str) -> str:
    """Return an account number by its letters and digits.

    >>> read_account("6222 0212-0200 1234567"), read_account("1.2E+18")
    ('6222021202001234567', '')
    """
    return re.sub(r"[^0-9A-Za-z]", "", read_serial(text)).upper()


def read_currency(text: str) -> str:
    """Return the code of a currency, '' where the cell is empty.

    >>> read_currency("人民币"), read_currency("USD"), read_currency("人民币元")
    ('CNY', 'USD', 'CNY')
    """
    folded = plain(text)
    return CURRENCIES.get(folded.removesuffix("元").lower()) or CURRENCIES.get(
        folded.lower(), folded.upper()
    )
