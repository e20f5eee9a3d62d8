"""The movements of a bank statement, and what of its lines is none, with the reason."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from .bank_layout import DIRECTION, TWO_COLUMNS, Fit
from .bank_values import (
    plain,
    read_account,
    read_amount,
    read_currency,
    read_day,
    read_serial,
)

#: titles of lines that add others up, or that close the list
SUMMARY = re.compile(
    "(?:本[页月期年]|借方|贷方|收入|支出|当前页|全部)?(?:合计|总计|小计|累计|总额|总笔数"
    "|笔数)|承前页|过次页|转下页|[期月]初余额|[期月]末余额|上期余额|本期余额|记录总?数"
    "|以下空白|打印|制表|[复审]核|共\\d+[条笔]|total",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Movement:
    """Money that came in (positive) or went out, as one line of the file tells it."""

    line: int
    day: date
    amount: Decimal
    payer: str = ""
    account: str = ""
    bank: str = ""
    serial: str = ""
    text: str = ""
    balance: Decimal | None = None
    key: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A line that is no movement; ``is_refused`` where a person should look at it."""

    line: int
    code: str
    detail: str
    text: str
    is_refused: bool = True


class _Refusal(ValueError):
    def __init__(self, code: str, detail: str = ""):
        super().__init__(code)
        self.code, self.detail = code, detail


def read_movements(
    rows: Iterable[tuple[int, Sequence[str]]], fit: Fit, currency: str
) -> tuple[list[Movement], list[LeftOut]]:
    """Return the movements of ``rows`` and all lines that are none.

    :param rows: (line number, cells) below the header
    :param currency: code of the currency of the account

    >>> from .bank_layout import SIGNED, Layout, fit
    >>> layout = Layout(1, "x", SIGNED, {"day": (("日期",),), "amount": (("金额",),)})
    >>> found = fit(layout, ["日期", "金额"])
    >>> rows = [(2, ("20261127", "5.00")), (3, ("20261127", "x")), (4, ("合计", "5"))]
    >>> movements, left_out = read_movements(rows, found, "CNY")
    >>> [str(item.amount) for item in movements]
    ['5.00']
    >>> [(item.line, item.code, item.is_refused) for item in left_out]
    [(3, 'amount', True), (4, 'totals', False)]
    """
    movements, left_out = [], []
    for number, cells in rows:
        text = " | ".join(filter(None, map(plain, cells)))[:500]
        if code := _no_movement(cells, fit):
            left_out.append(LeftOut(number, code, "", text, False))
            continue
        try:
            movements.append(_read_movement(number, cells, fit, currency))
        except _Refusal as refusal:
            left_out.append(LeftOut(number, refusal.code, refusal.detail, text))
    return _with_keys(movements), left_out


def _no_movement(cells: Sequence[str], fit: Fit) -> str:
    """Return why a line is no movement at all: totals, notes, a repeated header."""
    day = _cell(cells, fit, "day")
    if re.match(r"\d", day):
        return ""
    filled = [text for text in map(plain, cells) if text]
    if not filled:
        return "blank"
    if any(SUMMARY.match(text) for text in filled):
        return "totals"
    needed = [_cell(cells, fit, role) for role in fit.layout.needed]
    titles = {
        title
        for role in fit.layout.needed
        for column in fit.layout.titles.get(role, ())
        for title in column
    }
    if all(text in titles for text in needed):
        return "header"
    return "" if any(needed[1:]) else "note"


def _read_movement(
    number: int, cells: Sequence[str], fit: Fit, currency: str
) -> Movement:
    code = read_currency(_cell(cells, fit, "currency"))
    if code and code != currency:
        raise _Refusal("currency", code)
    try:
        day = read_day(_cell(cells, fit, "day"))
    except ValueError:
        raise _Refusal("day", _cell(cells, fit, "day")) from None
    amount = _read_signed(cells, fit)
    is_out = amount < 0
    payer = _other_side(cells, fit, "payer", "payee", is_out)
    account = _other_side(cells, fit, "account", "payee_account", is_out)
    try:
        balance = read_amount(_cell(cells, fit, "balance"))
    except ValueError:
        balance = None  # it only helps to see whether lines are missing
    return Movement(
        line=number,
        day=day,
        amount=amount,
        payer=payer,
        account=read_account(account),
        bank=_cell(cells, fit, "bank"),
        serial=read_serial(_cell(cells, fit, "serial")),
        text=_texts(cells, fit),
        balance=balance,
    )


def _other_side(
    cells: Sequence[str], fit: Fit, name_in: str, name_out: str, is_out: bool
) -> str:
    """Return who paid for what came in, who was paid for what went out."""
    if is_out and name_out in fit.places:
        return _cell(cells, fit, name_out)
    return _cell(cells, fit, name_in)


def _read_signed(cells: Sequence[str], fit: Fit) -> Decimal:
    layout = fit.layout
    if layout.amount_type == TWO_COLUMNS:
        amount = _of_two_columns(cells, fit)
    else:
        amount = _money(cells, fit, "amount")
        if layout.amount_type == DIRECTION and amount is not None:
            amount = _directed(amount, _cell(cells, fit, "direction"), fit)
    if not amount:
        raise _Refusal("no_amount" if amount is None else "zero")
    return -amount if layout.is_reversed else amount


def _of_two_columns(cells: Sequence[str], fit: Fit) -> Decimal | None:
    """A negative amount in one column is a reversal, so it keeps its sign."""
    came, went = _money(cells, fit, "amount_in"), _money(cells, fit, "amount_out")
    if came and went:
        raise _Refusal("two_amounts", f"{came} / {went}")
    if came:
        return came
    if went:
        return -went
    return came if came is not None else went


def _directed(amount: Decimal, word: str, fit: Fit) -> Decimal:
    key = word.strip().lower()
    if key in fit.layout.in_words:
        return amount
    if key in fit.layout.out_words:
        return -amount
    raise _Refusal("direction", word)


def _money(cells: Sequence[str], fit: Fit, role: str) -> Decimal | None:
    text = _cell(cells, fit, role)
    try:
        return read_amount(text)
    except ValueError:
        raise _Refusal("amount", text) from None


def _cell(cells: Sequence[str], fit: Fit, role: str) -> str:
    """Return the first filled cell of a role."""
    for place in fit.places.get(role, ()):
        if place < len(cells) and (text := plain(cells[place])):
            return text
    return ""


def _texts(cells: Sequence[str], fit: Fit) -> str:
    """Join what the payer and the bank wrote, each thing once."""
    found: list[str] = []
    for role in ("text", "purpose", "note"):
        for place in fit.places.get(role, ()):
            text = plain(cells[place]) if place < len(cells) else ""
            if text and not any(text in earlier for earlier in found):
                found.append(text)
    return " ".join(found)


def _with_keys(movements: Iterable[Movement]) -> list[Movement]:
    """Give each movement the key by which it is known again.

    The bank's own number where there is one, else what the line says. Banks use a
    number for several lines (a payment and its fee) and equal lines are possible, so
    the amount counts too, and the how-manieth of equals it is. The balance does not
    count: not every export of the same account has it.
    """
    seen: Counter[str] = Counter()
    keyed = []
    for item in movements:
        amount = f"{item.amount:.2f}"
        parts = [item.serial] if item.serial else [item.payer, item.account, item.text]
        said = "\x1f".join(re.sub(r"\s", "", part) for part in parts)
        digest = hashlib.sha256(f"{item.day}\x1f{amount}\x1f{said}".encode())
        digest_text = digest.hexdigest()[:24]
        seen[digest_text] += 1
        key = f"{digest_text}-{seen[digest_text]}"
        keyed.append(Movement(**{**item.__dict__, "key": key}))
    return keyed


def balance_gap(movements: Sequence[Movement]) -> tuple[int, int] | None:
    """Return the first two lines between which the balance does not follow.

    Files list the newest movement first or last; without balances nothing is said.

    >>> def item(line, amount, balance):
    ...     amount, balance = Decimal(amount), Decimal(balance)
    ...     return Movement(line, date(2026, 1, 1), amount, balance=balance)
    >>> balance_gap([item(2, 5, 15), item(3, -4, 11), item(4, 1, 12)])
    >>> balance_gap([item(2, 1, 12), item(3, -4, 11), item(4, 5, 15)])
    >>> balance_gap([item(2, 5, 15), item(3, 1, 12)])
    (2, 3)
    """
    if any(item.balance is None for item in movements):
        return None
    pairs = list(pairwise(movements))
    up = [(a, b) for a, b in pairs if a.balance + b.amount != b.balance]
    down = [(a, b) for a, b in pairs if b.balance + a.amount != a.balance]
    gaps = min(up, down, key=len)
    return (gaps[0][0].line, gaps[0][1].line) if gaps else None


def opening_balance(movements: Sequence[Movement]) -> Decimal | None:
    """Return the balance before the first movement, None where it is not told.

    >>> one = Movement(2, date(2026, 1, 1), Decimal(5), balance=Decimal(15))
    >>> opening_balance([one]), opening_balance([])
    (Decimal('10'), None)
    """
    if not movements or any(item.balance is None for item in movements):
        return None
    first, last = movements[0], movements[-1]
    follows = all(a.balance + b.amount == b.balance for a, b in pairwise(movements))
    oldest = first if follows else last
    return oldest.balance - oldest.amount
