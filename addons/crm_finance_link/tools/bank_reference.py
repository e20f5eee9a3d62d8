"""Numbers of contracts, invoices and fapiaos in what a payer wrote.

People type them with other widths, blanks and dashes, and machines that read paper
take O for 0. All of that is folded away before the numbers are looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

#: shorter ones are found in any text by chance
SHORTEST = 6
SAME_LOOK = str.maketrans({"O": "0", "Q": "0", "I": "1", "L": "1", "|": "1"})
#: what looks like a number of a document, separators inside allowed
TOKEN = re.compile(r"[A-Z]{1,6}[-/_ ]{0,2}\d[\dA-Z/_-]{3,}")
SEPARATOR = re.compile(r"[^0-9A-Z一-鿿]")


def reference_key(text: str) -> str:
    """Return a number as it is compared.

    >>> reference_key("ht 2026－０Ｏ1/2"), reference_key("INV/2026/00012")
    ('HT20260012', '1NV202600012')
    """
    return SEPARATOR.sub("", _upper(text))


def _upper(text: str) -> str:
    return unicodedata.normalize("NFKC", text or "").upper().translate(SAME_LOOK)


@lru_cache(maxsize=4096)
def _folded(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the characters that count and whether a separator stood before each."""
    found, gap = [], True
    for char in _upper(text):
        if SEPARATOR.match(char):
            gap = True
            continue
        found.append((char, gap))
        gap = False
    return tuple(found)


class ReferenceIndex:
    """Finds many known numbers in a text at once.

    >>> index = ReferenceIndex([("HT2026-0012", 7), ("24112000000012345678", 8)])
    >>> index.find("设计费 ht2026 0012 首款"), index.find("HT2026-00123")
    ({7}, set())
    >>> index.find("发票２４１１２０００００００１２３４５６７８")
    {8}
    """

    def __init__(self, references: Iterable[tuple[str, int]]):
        self._owners: dict[str, set[int]] = {}
        for text, owner in references:
            key = reference_key(text)
            if len(key) >= SHORTEST:
                self._owners.setdefault(key, set()).add(owner)
        self._lengths: dict[str, tuple[int, ...]] = {}
        by_start: dict[str, set[int]] = {}
        for key in self._owners:
            by_start.setdefault(key[:3], set()).add(len(key))
        self._lengths = {
            start: tuple(sorted(lengths)) for start, lengths in by_start.items()
        }

    def find(self, text: str) -> set[int]:
        """Return the owners of the numbers that stand in ``text``."""
        folded = _folded(text)
        squeezed = "".join(char for char, _gap in folded)
        found: set[int] = set()
        for start in range(len(squeezed) - SHORTEST + 1):
            for length in self._lengths.get(squeezed[start : start + 3], ()):
                owners = self._owners.get(squeezed[start : start + length])
                if owners and _stands_alone(folded, start, start + length):
                    found |= owners
        return found


def _stands_alone(folded: tuple[tuple[str, bool], ...], start: int, end: int) -> bool:
    """Whether it is no part of a longer number."""
    first, gap_before = folded[start]
    if start and first.isdigit() and not gap_before and folded[start - 1][0].isdigit():
        return False
    if end == len(folded):
        return True
    follower, gap = folded[end]
    return gap or not follower.isdigit()


def tokens(text: str) -> set[str]:
    """Return what in a text looks like the number of a document.

    >>> sorted(tokens("付HT2026-0021设计费，合同ht 2026/13"))
    ['HT20260021', 'HT202613']
    """
    upper = unicodedata.normalize("NFKC", text or "").upper()
    return {reference_key(found) for found in TOKEN.findall(upper)}


def is_near(one: str, other: str) -> bool:
    """Whether two keys differ by one slip: a character more, less, other or swapped.

    >>> is_near("HT20260012", "HT20260021"), is_near("HT20260012", "HT2026012")
    (True, True)
    >>> is_near("HT20260012", "HT20260012"), is_near("HT20260012", "HT20260033")
    (True, False)
    """
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    if left[1:] == right[1:] or left[1:] == right or left == right[1:]:
        return True
    return left[:2] == right[:2][::-1] and left[2:] == right[2:]
