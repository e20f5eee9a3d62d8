"""Keys under which a company name is found again, also when it was mistyped.

Every key is compared for equality, so a plain index serves it and no search has to
read many names. One slip of the pen leaves two names a key in common: *near* keys are
the name without one of its first characters (the symmetric deletes of SymSpell: a
character that was dropped, added, changed or exchanged leaves the same rest), *head*
is those characters, for slips further back, *sound* is the pinyin, for characters that
sound alike.
"""

import re
from functools import cache, lru_cache
from itertools import islice

from pypinyin import Style, pinyin

from .company_name import BRAND, CompanyName

#: weight of a head: a Chinese character says as much as two letters
HEAD_WEIGHT = 6
SOUND_LIMIT = 120
#: what many people do not tell apart: zh and z, ang and an, l and n
SAME_SOUND = (
    (re.compile(r"\b([zcs])h"), r"\1"),
    (re.compile(r"([aei]n)g\b"), r"\1"),
    (re.compile(r"\bl"), "n"),
)


def stored(name: CompanyName) -> set[tuple[str, str]]:
    """Return the ``(kind, value)`` keys a known company is indexed by.

    >>> sorted(stored(CompanyName("绿城设计", "绿城")))[:2]
    [('brand', '绿城'), ('head', '绿城设')]
    """
    near = _deletes(name.core, _head_length(name.core))
    keys = _shared(name) | {("near", value) for value in near}
    keys |= {("name", name.core)}
    if name.brand != name.core:
        keys |= {("brand", name.brand)}
    return {key for key in keys if key[1]}


def wanted(name: CompanyName) -> set[tuple[str, str]]:
    """Return the ``(kind, value)`` keys to look for when ``name`` is typed."""
    # one more: what follows the head may have been exchanged with its last character
    deletes = _deletes(name.core, _head_length(name.core) + 1)
    keys = _shared(name)
    keys |= {(kind, name.core) for kind in ("name", "near", "brand")}
    keys |= {(kind, name.brand) for kind in ("name", "brand")}
    keys |= {(kind, value) for kind in ("name", "near") for value in deletes}
    return {key for key in keys if key[1]}


@lru_cache(maxsize=8192)
def sound(text: str) -> str:
    """Return how ``text`` sounds, one syllable a character and without tones.

    >>> sound("诚信a1") == sound("城鑫a1"), sound("兰")
    (True, 'lan')
    """
    return " ".join(map(_syllable, text))[:SOUND_LIMIT]


@lru_cache(maxsize=8192)
def blurred(sounds: str) -> str:
    """Return what many people hear in ``sounds``.

    >>> blurred("lan sheng") == blurred("nan sen")
    True
    """
    for pattern, fold in SAME_SOUND:
        sounds = pattern.sub(fold, sounds)
    return sounds


@cache
def _syllable(char: str) -> str:
    return pinyin(char, style=Style.NORMAL, errors=lambda other: list(other))[0][0]


def _shared(name: CompanyName) -> set[tuple[str, str]]:
    length = _head_length(name.core)
    keys = {("head", name.core[:length])} if length < len(name.core) else set()
    if len(name.core) >= BRAND:
        keys.add(("sound", blurred(sound(name.core))))
    return keys


def _head_length(core: str) -> int:
    """Return how many of the first characters say enough to be looked for.

    >>> _head_length("绿城装饰设计"), _head_length("starbucks"), _head_length("绿城")
    (3, 6, 2)
    """
    weight = 0
    for index, char in enumerate(core, start=1):
        weight += 1 if char.isascii() else 2
        if weight >= HEAD_WEIGHT:
            return index
    return len(core)


def _deletes(core: str, count: int) -> set[str]:
    """Return ``core`` without each of its first ``count`` characters in turn.

    >>> sorted(_deletes("绿城装饰", 2))
    ['城装饰', '绿装饰']
    """
    rests = (core[:index] + core[index + 1 :] for index in range(len(core)))
    return {rest for rest in islice(rests, count) if len(rest) >= BRAND}
