"""Which contact with a customer counts as a follow-up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

#: From this likeness on (0..100), a note is taken for a copy of an earlier one.
NEARLY_THE_SAME = 90
#: Shorter notes are compared exactly: two of four characters alike say little.
SHORTEST_COMPARED = 6
#: So much of a note is compared.
KEY_LENGTH = 500


def note_key(note: str | None) -> str:
    """Return what of a note is compared: its letters and digits alone.

    >>> note_key(" 已与王总 通话，确认预算！"), note_key("OK　—— ＯＫ"), note_key(None)
    ('已与王总通话确认预算', 'okok', '')
    """
    text = unicodedata.normalize("NFKC", note or "").lower()
    return "".join(filter(str.isalnum, text))[:KEY_LENGTH]


def is_copy(key: str, earlier: Iterable[str]) -> bool:
    """Return whether ``key`` repeats one of the ``earlier`` ones.

    >>> is_copy("客户说下周回复方案意见", ["客户说下周回复方案的意见"])
    True
    >>> is_copy("客户说下周回复方案意见", ["约了周三到现场量房"])
    False
    >>> is_copy("已联系", ["已联系"]), is_copy("已联系", ["未联系"]), is_copy("", [""])
    (True, False, False)
    """
    if not key:
        return False
    if len(key) < SHORTEST_COMPARED:
        return key in set(earlier)
    found = process.extractOne(
        key, earlier, scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME
    )
    return found is not None


def outcome(
    *,
    is_effective: bool,
    is_unanswered: bool,
    lacks_note: bool,
    is_repeated: bool,
) -> str:
    """Return whether a follow-up counts, or else why not.

    >>> outcome(is_effective=True, is_unanswered=False, lacks_note=False,
    ...         is_repeated=True)
    'copied'
    """
    if not is_effective:
        return "other"
    if is_unanswered:
        return "unanswered"
    if lacks_note:
        return "empty"
    return "copied" if is_repeated else "counted"
