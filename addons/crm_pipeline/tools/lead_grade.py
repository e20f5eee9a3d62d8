"""How good a new lead is, by what little is known of it: nought to three stars."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

MOST = 3
#: What people write for it in lists, besides stars and numbers.
WORDS = {
    "a": 3, "s": 3, "高": 3, "重要": 3, "重点": 3, "high": 3, "hot": 3, "vip": 3,
    "b": 2, "中": 2, "medium": 2, "warm": 2,
    "c": 1, "低": 1, "普通": 1, "一般": 1, "low": 1, "cold": 1,
    "d": 0, "无": 0,
    "一": 1, "二": 2, "两": 2, "三": 3,
}  # fmt: skip
TAILS = ("优先级", "级", "类", "颗星", "星", "等")


@dataclass(frozen=True)
class Limits:
    """From which budget and area on a lead has two and three stars; 0: never."""

    large_amount: float = 0
    large_area: float = 0
    key_amount: float = 0
    key_area: float = 0


def stars(
    amount: float, area: float, limits: Limits, customer_rank: int | None = None
) -> int:
    """Return the stars of a lead.

    :param amount: its budget, in the currency of the limits
    :param area: in m²
    :param customer_rank: place of its customer's grade, the best one is 0

    >>> limits = Limits(300_000, 1_000, 1_000_000, 5_000)
    >>> [stars(amount, 0, limits) for amount in (0, 299_999, 300_000, 1_000_000)]
    [0, 0, 2, 3]
    >>> stars(0, 5_000, limits), stars(0, 5_000, Limits())
    (3, 0)
    >>> [stars(0, 0, limits, rank) for rank in (0, 1, 2, 9)]
    [3, 2, 1, 0]
    """
    found = max(MOST - customer_rank, 0) if customer_rank is not None else 0
    if _reaches(amount, limits.key_amount) or _reaches(area, limits.key_area):
        return MOST
    if _reaches(amount, limits.large_amount) or _reaches(area, limits.large_area):
        return max(found, 2)
    return found


def _reaches(value: float, limit: float) -> bool:
    return limit > 0 and value >= limit


def read_stars(text: str) -> int | None:
    """Return the stars that a cell of a list means; None when it is not clear.

    >>> [read_stars(text) for text in ("★★", "三星", "A级", "高", " 2 ", "⭐⭐⭐☆☆")]
    [2, 3, 3, 3, 2, 3]
    >>> [read_stars(text) for text in ("很好", "", "7", "★★★★★")]
    [None, None, None, 3]
    """
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    if drawn := word.count("★") + word.count("⭐"):
        return min(drawn, MOST)
    for tail in TAILS:
        word = word.removesuffix(tail) or word
    if word.isdecimal():
        return int(word) if int(word) <= MOST else None
    return WORDS.get(word)
