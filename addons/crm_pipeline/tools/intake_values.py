"""Amounts, areas, dates and telephone numbers as people write them in lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

#: what people write where they have nothing to write
NO_VALUE = frozenset(
    ("-", "--", "---", "/", "\\", ".", "?", "??")
    + ("n/a", "na", "none", "null", "nil", "nan")
    + ("无", "暂无", "没有", "空", "未知", "待定", "不详", "未定", "暂未确定", "面议")
)
_UNITS = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3}
_UNITS |= {"w": 10**4, "k": 10**3, "m": 10**6}
_CURRENCY = re.compile(r"rmb|cny|usd|人民币|[¥$€￥]")
_APPROXIMATE = re.compile(r"^(约|大约|大概|预计|预估|~|≈)|(左右|上下|以内|\+)$")
#: one Chinese mu in square metres
MU = Decimal(2000) / 3
#: day 0 of spreadsheets' serial dates
_EPOCH = date(1899, 12, 30)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun")
_MONTHS += ("jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Number:
    """A number read from text; ``is_approximate`` when the text said 'about'."""

    value: Decimal
    is_approximate: bool = False


def fold(text: str) -> str:
    """Full-width to half-width, lower case, no blanks.

    >>> fold("１２０，０００．５０ 元")
    '120,000.50元'
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def is_blank(text: str) -> bool:
    """Tell whether a cell says nothing.

    >>> is_blank("待定"), is_blank(" - "), is_blank("0")
    (True, True, False)
    """
    return not text or fold(text) in NO_VALUE or not fold(text)


def parse_amount(text: str, unit: int = 1) -> Number | None:
    """Read an amount of money; None when it is not one clear number.

    :param unit: factor for a bare number, when the column's title states one

    >>> [str(parse_amount(t).value) for t in ("1.2万", "¥120,000.00", "（500）")]
    ['12000.0', '120000.00', '-500']
    >>> str(parse_amount("12", unit=10000).value), parse_amount("10-20万")
    ('120000', None)
    >>> parse_amount("约50万元").is_approximate
    True
    """
    text = _CURRENCY.sub("", fold(text))
    is_approximate = bool(_APPROXIMATE.search(text))
    text = _APPROXIMATE.sub("", _APPROXIMATE.sub("", text))
    text = re.sub(r"(元整|元|圆整|圆|整)$", "", text)
    if match := re.fullmatch(r"\((.+)\)", text):
        text = "-" + match[1]
    match = re.fullmatch(r"([+-]?[\d.,]+)(千万|百万|[亿万千wkm])?", text)
    number = _decimal(match[1]) if match else None
    if number is None:
        return None
    return Number(number * (_UNITS[match[2]] if match[2] else unit), is_approximate)


def parse_area(text: str) -> Number | None:
    """Read an area in square metres; None when it is not one clear number.

    >>> [str(parse_area(t).value) for t in ("1,200㎡", "0.5万平方米", "350 m²")]
    ['1200', '5000.0', '350']
    >>> round(parse_area("3亩").value), parse_area("两层")
    (2000, None)
    """
    text = fold(text)
    is_approximate = bool(_APPROXIMATE.search(text))
    text = _APPROXIMATE.sub("", _APPROXIMATE.sub("", text))
    match = re.fullmatch(
        r"([\d.,]+)(万)?(平方米|平方|平米|平|m2|m\^2|sqm|亩|公顷)?", text
    )
    number = _decimal(match[1]) if match else None
    if number is None:
        return None
    factor = Decimal(10**4 if match[2] else 1)
    factor *= {"亩": MU, "公顷": Decimal(10**4)}.get(match[3], 1)
    return Number(number * factor, is_approximate)


def _decimal(text: str) -> Decimal | None:
    """Read digits whose commas, if any, stand at thousands."""
    if "," in text and not re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", text):
        return None
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if abs(number) < 10**15 else None


@dataclass(frozen=True)
class DateOrder:
    """The order of day, month and year in one column.

    ``order`` is 'dmy', 'mdy', 'ymd' or '' (no date of the column needs one);
    ``is_certain`` is False when the column would read well in another order too.
    """

    order: str
    is_certain: bool = True
    unreadable: int = 0


def detect_date_order(texts: Iterable[str], default: str = "dmy") -> DateOrder:
    """Decide over a whole column in which order its dates are written.

    An order costs one for each date that cannot exist in it and one for each year that
    it needs: a list covers few years, and one slip of the pen does not turn it round.

    >>> detect_date_order(["20-10-16", "07-03-17", "09-03-17"])
    DateOrder(order='dmy', is_certain=True, unreadable=0)
    >>> detect_date_order(["05-01-26", "12-01-26", "20-03-26", "30-02-26"])
    DateOrder(order='dmy', is_certain=True, unreadable=1)
    >>> detect_date_order(["01/02/2026"]).is_certain
    False
    >>> detect_date_order(["2026-03-05"]).order
    ''
    """
    parts = {found for text in texts if (found := _ambiguous_parts(text))}
    if not parts:
        return DateOrder("")
    bad = {order: sum(_date(p, order) is None for p in parts) for order in _ORDERS}
    cost = {o: bad[o] + len({p[o.index("y")] for p in parts}) for o in _ORDERS}
    best = [order for order in _ORDERS if cost[order] == min(cost.values())]
    order = default if default in best else best[0]
    return DateOrder(order, len(best) == 1, bad[order])


_ORDERS = ("dmy", "mdy", "ymd")


def _ambiguous_parts(text: str) -> tuple[str, str, str] | None:
    """The three numbers of a date whose order the text itself does not tell."""
    text = re.sub(r"(?<=\d)\s+\d{1,2}:\d{2}(:\d{2})?$", "", text.strip())
    match = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{1,2})", fold(text))
    return match.groups() if match else None


def parse_date(text: str, order: str = "dmy") -> date | None:
    """Read a date; ``order`` serves where the text leaves it open.

    >>> parse_date("05-03-26"), parse_date("05-03-26", "mdy")
    (datetime.date(2026, 3, 5), datetime.date(2026, 5, 3))
    >>> parse_date("2026年3月5日"), parse_date("20260305"), parse_date("46086")
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 5), datetime.date(2026, 3, 5))
    >>> parse_date("5-Mar-26"), parse_date("30-02-26"), parse_date("年后")
    (datetime.date(2026, 3, 5), None, None)
    """
    if parts := _ambiguous_parts(text):
        return _date(parts, order or "dmy")
    text = fold(re.sub(r"[T\s]+\d{1,2}:\d{2}.*$", "", text.strip()))
    if match := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?", text):
        return _date(match.groups(), "ymd")
    if match := re.fullmatch(r"(\d{2})年(\d{1,2})月(\d{1,2})[日号]?", text):
        return _date(match.groups(), "ymd")
    if match := re.fullmatch(r"(19|20)\d{6}", text):
        return _date((text[:4], text[4:6], text[6:]), "ymd")
    if match := re.fullmatch(
        r"(\d{1,2})[-/. ]?([a-z]{3})[a-z]*[-/., ]*(\d{2,4})", text
    ):
        if match[2] in _MONTHS:
            month = str(_MONTHS.index(match[2]) + 1)
            return _date((match[1], month, match[3]), "dmy")
    if re.fullmatch(r"[2-6]\d{4}", text):  # 1954 to 2089 as a spreadsheet's number
        return _EPOCH + timedelta(days=int(text))
    return None


def _date(parts: Iterable[str], order: str) -> date | None:
    """Make a date of three numbers, or None when there is no such day."""
    named = dict(zip(order, parts, strict=True))
    year = int(named["y"])
    if len(named["y"]) <= 2:
        # as POSIX does: 69-99 belong to the last century
        year += 2000 if year < 69 else 1900
    try:
        return date(year, int(named["m"]), int(named["d"]))
    except ValueError:
        return None


@dataclass(frozen=True)
class Phone:
    """First number of a cell and what else it held."""

    number: str
    rest: str = ""
    is_plausible: bool = True


def parse_phone(text: str) -> Phone:
    """Take the first telephone number of a cell, written as usual.

    >>> parse_phone("１３８ ００１３ ８０００")
    Phone(number='138 0013 8000', rest='', is_plausible=True)
    >>> parse_phone("13800138000/0755-88889999")
    Phone(number='13800138000', rest='0755-88889999', is_plausible=True)
    >>> parse_phone("1.38E+10").is_plausible, parse_phone("找前台").is_plausible
    (False, False)
    """
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    pieces = [p.strip() for p in re.split(r"[/,;、|]| 或 |\bor\b", text) if p.strip()]
    if not pieces:
        return Phone("")
    number = re.sub(r"^(电话|手机|tel|phone)\s*[::]?\s*", "", pieces[0], flags=re.I)
    digits = re.sub(r"\D", "", number)
    is_plausible = 7 <= len(digits) <= 15 and not re.search(
        r"[^\d\s()+\-.*#转xet]", number, flags=re.I
    )
    if re.fullmatch(r"[\d.]+e\+?\d+", number, flags=re.I):
        is_plausible = False  # a spreadsheet has cut the digits
    return Phone(number, " / ".join(pieces[1:]), is_plausible)
