"""Who got a work notice, as DingTalk tells when it is asked afterwards."""

from collections.abc import Iterable, Mapping

INVALID, FORBIDDEN, FAILED = "invalid", "forbidden", "failed"
REASONS = (INVALID, FORBIDDEN, FAILED)
ARRIVED = ("read", "unread")


def _names(result: Mapping, kind: str) -> Iterable[str]:
    found = result.get(f"{kind}_user_id_list")
    return (str(one) for one in found) if isinstance(found, list) else ()


def refused(result: Mapping) -> dict[str, str]:
    """Who did not get it: userid -> the first of ``REASONS`` that DingTalk names.

    >>> refused({"invalid_user_id_list": ["a"], "failed_user_id_list": ["b", "a"],
    ...          "read_user_id_list": ["c"], "forbidden_user_id_list": None})
    {'b': 'failed', 'a': 'invalid'}
    """
    return {name: kind for kind in reversed(REASONS) for name in _names(result, kind)}


def delivered(result: Mapping) -> frozenset[str]:
    """Who has it, whether he has looked at it or not.

    >>> sorted(delivered({"read_user_id_list": ["c"], "unread_user_id_list": ["d"]}))
    ['c', 'd']
    """
    return frozenset(name for kind in ARRIVED for name in _names(result, kind))
