"""Fapiao numbers and buyers: what the tax bureau takes, as plain rules.

A fully digitalised fapiao (数电票) has a number of twenty digits. A spreadsheet that
takes it for a number keeps fifteen of them, so what looks like that is never taken over
from a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

NUMBER_LENGTH = 20
TAX_CODE_LENGTH = 19
#: digits that a spreadsheet's number keeps
NUMERIC_DIGITS = 15
FLOATING = re.compile(r"^\d(\.\d+)?E\+?\d+$")
#: what the buyer of a special fapiao must be known by, in the order of the paper
SPECIAL_NEEDS = ("name", "tax_number", "address", "phone", "bank", "account")
ORDINARY_NEEDS = ("name",)


def normalise_number(text: str | None) -> str:
    """Return a number as it is stored: half-width digits without separators.

    >>> normalise_number(" ２４１１２０００-0000 1234 5678 ")
    '24112000000012345678'
    >>> normalise_number(None)
    ''
    """
    folded = unicodedata.normalize("NFKC", text or "").upper()
    return re.sub(r"[\s'’-]", "", folded)


def number_problem(number: str) -> str | None:
    """Say what is wrong with a normalised number: a word, or None when it is right.

    >>> number_problem("24112000000012345678") is None
    True
    >>> number_problem("2.4112E+19")
    'cut'
    >>> number_problem("2411")
    'length'
    >>> number_problem("2411200000001234567X")
    'digits'
    """
    if FLOATING.match(number):
        return "cut"
    if not (number.isascii() and number.isdigit()):
        return "digits"
    return None if len(number) == NUMBER_LENGTH else "length"


def looks_cut(number: str) -> bool:
    """Say whether a number from a file has lost its last digits in a spreadsheet.

    Such a number ends with zeros, or is exactly what a double of fifteen digits makes.
    One true number of 100,000 looks like that too: it is typed by hand.

    >>> looks_cut("24112000000012345678")
    False
    >>> looks_cut("24112000000012300000"), looks_cut("24112000000012300288")
    (True, True)
    >>> looks_cut("2.4112E+19")
    True
    """
    if FLOATING.match(number):
        return True
    if not number.isdigit() or len(number) <= NUMERIC_DIGITS:
        return False
    if number.endswith("0" * (len(number) - NUMERIC_DIGITS)):
        return True
    kept = float(f"{float(number):.{NUMERIC_DIGITS - 1}e}")
    return int(kept) == int(number)


def tax_code_problem(code: str) -> str | None:
    """Say what is wrong with a tax classification code (税收分类编码).

    >>> tax_code_problem("3040301000000000000") is None
    True
    >>> tax_code_problem("304")
    'length'
    >>> tax_code_problem("30403010000000000AB")
    'digits'
    """
    if not (code.isascii() and code.isdigit()):
        return "digits"
    return None if len(code) == TAX_CODE_LENGTH else "length"


def spread_tax(taxes: list[int], total: int) -> list[int]:
    """Return the lines' taxes, in cents, so that they add up to the invoice's.

    An invoice may round its tax once for all lines; the difference goes to the line
    with the largest tax, the first of several.

    >>> spread_tax([600, 333], 934)
    [601, 333]
    >>> spread_tax([], 0)
    []
    """
    if not taxes:
        return []
    largest = max(range(len(taxes)), key=lambda place: (abs(taxes[place]), -place))
    found = list(taxes)
    found[largest] += total - sum(taxes)
    return found


def missing_buyer_data(kind: str, buyer: Mapping[str, str | None]) -> list[str]:
    """Return what is missing of the buyer for this kind of fapiao.

    :param kind: ``special``, ``ordinary`` or ``electronic``
    :param buyer: any of ``name``, ``tax_number``, ``address``, ``phone``, ``bank``,
        ``account``, ``email``

    >>> missing_buyer_data("ordinary", {"name": "陈女士"})
    []
    >>> missing_buyer_data("special", {"name": "云栖酒店", "bank": "工行"})
    ['tax_number', 'address', 'phone', 'account']
    >>> missing_buyer_data("electronic", {"name": "云栖酒店"})
    ['email']
    """
    needed = SPECIAL_NEEDS if kind == "special" else ORDINARY_NEEDS
    needed += ("email",) if kind == "electronic" else ()
    return [name for name in needed if not (buyer.get(name) or "").strip()]
