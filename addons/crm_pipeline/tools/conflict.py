"""Judge whether two records are the same customer, by the keys they share.

Levels (``domain-rules``): *block* needs a manager's arbitration, *review* a
manager's look, *info* is told and stops nobody.
"""

from collections.abc import Iterable
from typing import Any

from . import company_name

LEVELS = ("block", "review", "info")
#: A name below this is no news to anybody.
INFO_SCORE = 0.6
#: kind of key -> (rule, level, score): what an equal key means.
EQUAL_KEYS = {
    "credit_code": ("same_credit_code", "block", 1.0),
    "wecom": ("same_wecom", "block", 1.0),
    "phone": ("same_phone", "review", 0.95),
    "address": ("same_address", "review", 0.9),
}


def judge(
    name: company_name.CompanyName,
    query: set[tuple[str, str]],
    known: Iterable[tuple[str, str]],
) -> dict[str, Any] | None:
    """Return ``level``, ``score`` and ``reasons``, or None when it is nobody.

    :param name: the name typed, taken apart
    :param query: the keys typed, as ``(kind, value)``
    :param known: the keys of the other record that came near

    >>> name = company_name.parse("杭州绿城装饰设计有限公司")
    >>> judge(name, set(), [("name", "绿城装饰设计")])["level"]
    'review'
    >>> judge(name, {("credit_code", "X")}, [("credit_code", "X")])["level"]
    'block'
    >>> judge(name, set(), [("name", "绿城物业")])["reasons"][0]["rule"]
    'same_brand'
    >>> judge(name, set(), [("name", "碧桂园物业")]) is None
    True
    """
    reasons, best = [], []
    for kind, value in known:
        if kind == "name":
            found = _judge_name(name, value)
        else:
            found = EQUAL_KEYS[kind] if (kind, value) in query else None
        if found:
            rule, level, score = found
            reasons.append({"rule": rule, "field": kind, "value": value})
            best.append((LEVELS.index(level), -score))
    if not best:
        return None
    level, score = min(best)
    return {"level": LEVELS[level], "score": -score, "reasons": reasons}


def _judge_name(
    name: company_name.CompanyName, core: str
) -> tuple[str, str, float] | None:
    other = company_name.parse(core)
    score = company_name.score(name, other)
    if score >= company_name.REVIEW_SCORE:
        return "similar_name", "review", score
    if company_name.same_brand(name, other):
        return "same_brand", "info", max(score, INFO_SCORE)
    return ("similar_name", "info", score) if score >= INFO_SCORE else None


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
