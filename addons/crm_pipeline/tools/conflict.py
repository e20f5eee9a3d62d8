"""Judge whether two records are the same customer, by the keys they share.

Levels (``domain-rules``): *block* needs a manager's arbitration, *review* a
manager's look, *info* is told and stops nobody.
"""

from collections.abc import Iterable
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from . import company_name
from .company_name import CompanyName
from .name_keys import blurred, sound

LEVELS = ("block", "review", "info")
#: Names this alike are for a person to look at (``domain-rules``: 0.85).
REVIEW_SCORE = 0.85
#: A name below this is no news to anybody.
INFO_SCORE = 0.6
#: kind of key -> (rule, level, score): what an equal key means.
EQUAL_KEYS = {
    "credit_code": ("same_credit_code", "block", 1.0),
    "wecom": ("same_wecom", "block", 1.0),
    "phone": ("same_phone", "review", 0.95),
    "address": ("same_address", "review", 0.9),
}
#: scores of equal names in one place, in a place unknown, in two places
SAME_CORE = (1.0, 0.97, 0.9)
SAME_SOUND = (0.92, 0.86, 0.78)
BLURRED_SOUND = (0.8, 0.74, 0.66)
#: what the place adds to the likeness of names that are not equal
NEARER = (0.05, 0.0, -0.05)
SAME_GENERIC = (0.95, 0.7, 0.0)


def judge(
    names: Iterable[CompanyName],
    query: set[tuple[str, str]],
    known: Iterable[tuple[str, str, str]],
) -> dict[str, Any] | None:
    """Return ``level``, ``score`` and ``reasons``, or None when it is nobody.

    :param names: the ways to read the name typed
    :param query: the keys typed, as ``(kind, value)``
    :param known: the keys of the other record, as ``(kind, value, place)``

    >>> names = company_name.readings("杭州绿城装饰设计有限公司")
    >>> judge(names, set(), [("name", "绿城装饰设计", "杭州")])["level"]
    'review'
    >>> judge(names, {("credit_code", "X")}, [("credit_code", "X", "")])["level"]
    'block'
    >>> judge(names, set(), [("name", "绿城物业", "")])["reasons"][0]["rule"]
    'same_brand'
    >>> judge(names, set(), [("name", "碧桂园物业", "杭州")]) is None
    True
    """
    reasons, best = [], []
    for kind, value, place in known:
        if kind == "name":
            found = _judge_name(names, company_name.split(value, place))
        else:
            found = EQUAL_KEYS.get(kind) if (kind, value) in query else None
        if found:
            rule, level, score = found
            reasons.append({"rule": rule, "field": kind, "value": value})
            best.append((LEVELS.index(level), -score))
    if not best:
        return None
    level, score = min(best)
    return {"level": LEVELS[level], "score": -score, "reasons": reasons}


def _judge_name(
    names: Iterable[CompanyName], other: CompanyName
) -> tuple[str, str, float] | None:
    scores = [(name_score(name, other), name.brand) for name in names]
    score, brand = max(scores, default=(0.0, ""))
    if score >= REVIEW_SCORE:
        return "similar_name", "review", score
    if score < INFO_SCORE:
        return None
    is_brand = len(brand) >= company_name.BRAND and brand == other.brand
    return "same_brand" if is_brand else "similar_name", "info", score


def name_score(left: CompanyName, right: CompanyName) -> float:
    """Return how sure it is that two names are one company, 0..1.

    The brand tells companies apart; the trade is shared by thousands. A brand that
    differs makes a stranger, however long the words that both names end with.

    >>> left = company_name.parse("杭州绿城装饰设计有限公司")
    >>> name_score(left, company_name.parse("绿城装饰设计（杭州）公司"))
    1.0
    >>> name_score(left, company_name.parse("杭州绿诚装饰设计有限公司"))
    0.92
    >>> name_score(left, company_name.parse("杭州绿地装饰设计有限公司"))
    0.66
    >>> name_score(left, company_name.parse("上海绿地装饰设计有限公司"))
    0.0
    """
    if not left.core or not right.core:
        return 0.0
    place = _same_place(left, right)
    if left.core == right.core:
        return (SAME_GENERIC if left.is_generic else SAME_CORE)[place]
    if left.brand == right.brand:
        return _same_brand_score(left.trade, right.trade, place)
    return round(
        max(
            _same_sound_score(left, right, place),
            _begun_alike_score(left, right, place),
            _mistyped_score(left, right, place),
        ),
        4,
    )


def _same_place(left: CompanyName, right: CompanyName) -> int:
    """Return 0 for the same place, 1 when one is unknown, 2 for two places."""
    if not left.place or not right.place:
        return 1
    return 0 if left.place == right.place else 2


def _same_brand_score(left: str, right: str, place: int) -> float:
    """Score two companies of one brand by their trades.

    >>> _same_brand_score("装饰", "装饰设计", 0), _same_brand_score("", "置业", 1)
    (0.9, 0.78)
    >>> _same_brand_score("物业", "置业", 0)
    0.675
    """
    if not left or not right:
        return (0.8, 0.78, 0.7)[place]
    if left.startswith(right) or right.startswith(left):
        return (0.9, 0.87, 0.75)[place]
    alike = fuzz.ratio(left, right) / 100
    if alike >= REVIEW_SCORE:
        return (0.9, 0.87, 0.75)[place]
    return round((0.65, 0.63, INFO_SCORE)[place] + 0.05 * alike * (alike >= 0.5), 4)


def _same_sound_score(left: CompanyName, right: CompanyName, place: int) -> float:
    """Score two names that sound alike; so do many short ones by chance.

    >>> parse = company_name.parse
    >>> _same_sound_score(parse("诚信设计"), parse("城鑫设计"), 0)
    0.92
    >>> _same_sound_score(parse("诚信设计"), parse("城鑫设计"), 1)
    0.8
    """
    sounds = sound(left.core), sound(right.core)
    if sounds[0] != sounds[1]:
        is_blurred = blurred(sounds[0]) == blurred(sounds[1])
        return BLURRED_SOUND[place] if is_blurred else 0.0
    if place == 1 and len(left.brand) == company_name.BRAND:
        return BLURRED_SOUND[0]
    return SAME_SOUND[place]


def _begun_alike_score(left: CompanyName, right: CompanyName, place: int) -> float:
    """Score a name whose trade was not understood: 绿城装饰社计, 绿城装饰设计."""
    is_begun = left.core.startswith(right.brand) or right.core.startswith(left.brand)
    if not is_begun or left.trade == right.trade:
        return 0.0
    alike = fuzz.ratio(left.core, right.core) / 100
    return 0.2 + 0.7 * alike + NEARER[place] if alike > 0.7 else 0.0


def _mistyped_score(left: CompanyName, right: CompanyName, place: int) -> float:
    """Score two names that differ by a slip of the pen.

    The slip counts against the brands: what both say of their trade proves nothing.
    """
    slips = OSA.distance(left.core, right.core)
    alike = 1 - slips / max(_weight(left.brand), _weight(right.brand))
    if alike >= REVIEW_SCORE:
        return alike
    if alike < 0.6:
        # one of two characters: worth a word within one town and trade only
        is_near = alike >= 0.5 and place == 0 and left.trade and right.trade
        return 0.66 if is_near else 0.0
    return 0.45 + 0.4 * alike + NEARER[place]


def _weight(brand: str) -> float:
    """Return how much a brand says: a Chinese character as much as two letters."""
    return sum(0.5 if char.isascii() else 1 for char in brand)


def rank(found: dict[str, Any]) -> tuple:
    """Sort key: the worst level first, then the highest score, then the record."""
    return (
        LEVELS.index(found["level"]),
        -found["score"],
        found["model"],
        found["id"],
    )


def mask(text: str) -> str:
    """Return ``text`` with all but its first character hidden.

    >>> mask("王建国")
    '王**'
    >>> mask("")
    ''
    """
    return text[:1] + "*" * min(len(text) - 1, 4) if text else ""


def mask_reasons(reasons: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return ``reasons`` without what the user did not type himself: names.

    >>> mask_reasons([{"rule": "similar_name", "field": "name", "value": "绿城设计"}])
    [{'rule': 'similar_name', 'field': 'name', 'value': '绿***'}]
    >>> mask_reasons([{"rule": "same_phone", "field": "phone", "value": "571888"}])
    [{'rule': 'same_phone', 'field': 'phone', 'value': '571888'}]
    """
    return [
        {**reason, "value": mask(reason["value"])}
        if reason["field"] == "name"
        else reason
        for reason in reasons
    ]
