"""How much may be sent now: chat tools drop what exceeds their limits, silently."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3600, 86400
# A call may take this long to arrive, so that the vendor counts it later than we do.
MARGIN = 15


@dataclass(frozen=True)
class Limits:
    """What may be sent to one recipient, and by the whole application.

    ``member_day`` counts any 24 hours, so it holds for every calendar day; 0: no limit.
    """

    member_minute: int
    member_hour: int
    app_minute: int
    member_day: int = 0


@dataclass(frozen=True)
class Usage:
    """What was sent to one recipient: how often, and how long ago the oldest was."""

    minute: int = 0
    hour: int = 0
    oldest_in_minute: float = 0.0
    oldest_in_hour: float = 0.0
    day: int = 0
    oldest_in_day: float = 0.0


def wait_seconds(usage: Usage, limits: Limits) -> float:
    """Seconds until one more may be sent to this recipient; 0: now.

    >>> limits = Limits(member_minute=2, member_hour=3, app_minute=10)
    >>> wait_seconds(Usage(minute=1, hour=2, oldest_in_minute=5), limits)
    0
    >>> wait_seconds(Usage(2, 2, oldest_in_minute=30, oldest_in_hour=30), limits)
    45
    >>> wait_seconds(Usage(0, 3, 0, oldest_in_hour=600), limits)
    3015
    >>> daily = Limits(member_minute=2, member_hour=3, app_minute=10, member_day=4)
    >>> wait_seconds(Usage(day=4, oldest_in_day=86000), daily)
    415
    """
    if limits.member_day and usage.day >= limits.member_day:
        return max(1, DAY + MARGIN - usage.oldest_in_day)
    if usage.hour >= limits.member_hour:
        return max(1, HOUR + MARGIN - usage.oldest_in_hour)
    if usage.minute >= limits.member_minute:
        return max(1, MINUTE + MARGIN - usage.oldest_in_minute)
    return 0


def share(
    members: Iterable[str],
    usage: Mapping[str, Usage],
    app: Usage,
    limits: Limits,
) -> dict[str, float]:
    """Seconds that each of ``members`` waits; those with 0 are sent to now.

    >>> limits = Limits(member_minute=1, member_hour=9, app_minute=2)
    >>> share("abc", {"b": Usage(1, 1, 15, 15)}, Usage(minute=1), limits)
    {'a': 0, 'b': 60, 'c': 75.0}
    """
    left = limits.app_minute - app.minute
    waits: dict[str, float] = {}
    for member in members:
        wait = wait_seconds(usage.get(member, Usage()), limits)
        if not wait and left <= 0:
            wait = max(1, MINUTE + MARGIN - app.oldest_in_minute)
        left -= not wait
        waits[member] = wait
    return waits
