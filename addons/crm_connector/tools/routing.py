"""By which way, and when, a person hears of an event. Plain values only.

Moments are naive datetimes in UTC; hours are those of the person's clock.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

CHAT, ODOO, DIGEST, OFF = "chat", "odoo", "digest", "off"
# For people of whom Odoo knows neither.
DEFAULT_LANG, DEFAULT_TZ = "zh_CN", "Asia/Shanghai"


@dataclass(frozen=True)
class Hours:
    """From when until when a person wants to be left alone; equal hours: never.

    :param zone: name of the time zone, e.g. ``Asia/Shanghai``
    """

    zone: str
    start: float
    end: float


@dataclass(frozen=True)
class Person:
    """What decides how one person hears of it.

    :param channel: as he chose for this kind of event
    :param is_reachable: whether a chat tool reaches him
    :param recent: how many messages he got within the last minutes
    """

    channel: str
    is_reachable: bool
    hours: Hours
    recent: int = 0


@dataclass(frozen=True)
class Event:
    """What decides of the event: when, how pressing, and what people are spared.

    :param is_card: it has buttons, which a summary has not
    :param digest_hour: when the summaries of a day are sent
    :param flood: so many messages within ``flood_minutes`` are joined
    """

    now: datetime
    is_urgent: bool = False
    is_card: bool = False
    digest_hour: float = 8.5
    flood: int = 5
    flood_minutes: int = 10


@dataclass(frozen=True)
class Route:
    """``channel`` is one of the four; ``at`` is when, None: now."""

    channel: str
    at: datetime | None = None


def _at_hour(day: datetime, hour: float) -> datetime:
    """The moment of that clock hour on that day.

    >>> str(_at_hour(datetime(2026, 11, 23, 9, 30), 8.5))
    '2026-11-23 08:30:00'
    """
    return datetime.combine(day.date(), time(), day.tzinfo) + timedelta(hours=hour)


def next_hour(now: datetime, zone: str, hour: float) -> datetime:
    """The next moment at which the clock of ``zone`` shows ``hour``.

    >>> next_hour(datetime(2026, 11, 23, 0, 0), "Asia/Shanghai", 8.5)
    datetime.datetime(2026, 11, 23, 0, 30)
    >>> next_hour(datetime(2026, 11, 23, 0, 30), "Asia/Shanghai", 8.5)
    datetime.datetime(2026, 11, 24, 0, 30)
    """
    local = now.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone))
    moment = _at_hour(local, hour)
    if moment <= local:
        moment = _at_hour(local + timedelta(days=1), hour)
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def quiet_until(now: datetime, hours: Hours) -> datetime | None:
    """When the quiet hours end in which ``now`` is; None: they are not now.

    >>> night = Hours("Asia/Shanghai", 22, 8)
    >>> quiet_until(datetime(2026, 11, 23, 15), night)  # 23:00 in Shanghai
    datetime.datetime(2026, 11, 24, 0, 0)
    >>> quiet_until(datetime(2026, 11, 22, 23, 59), night)  # 07:59
    datetime.datetime(2026, 11, 23, 0, 0)
    >>> quiet_until(datetime(2026, 11, 23, 0, 0), night)  # 08:00
    >>> quiet_until(datetime(2026, 11, 23, 5), Hours("Asia/Shanghai", 12, 13.5))
    datetime.datetime(2026, 11, 23, 5, 30)
    >>> quiet_until(datetime(2026, 11, 23, 5), Hours("Asia/Shanghai", 8, 8))
    """
    if hours.start == hours.end:
        return None
    local = now.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(hours.zone))
    clock = local.hour + local.minute / 60 + local.second / 3600
    if hours.start < hours.end:
        is_quiet = hours.start <= clock < hours.end
    else:
        is_quiet = clock >= hours.start or clock < hours.end
    return next_hour(now, hours.zone, hours.end) if is_quiet else None


def route(person: Person, event: Event) -> Route:
    """By which way this person hears of this event, and when.

    What cannot be written to a chat tool is told by Odoo. In quiet hours messages
    are kept for the summary at their end; a card waits for it by itself.

    >>> night = Hours("Asia/Shanghai", 22, 8)
    >>> noon, midnight = datetime(2026, 11, 23, 4), datetime(2026, 11, 23, 16)
    >>> route(Person("chat", True, night), Event(noon))
    Route(channel='chat', at=None)
    >>> route(Person("chat", True, night), Event(midnight))
    Route(channel='digest', at=datetime.datetime(2026, 11, 24, 0, 0))
    >>> route(Person("chat", True, night), Event(midnight, is_card=True))
    Route(channel='chat', at=datetime.datetime(2026, 11, 24, 0, 0))
    >>> route(Person("chat", True, night), Event(midnight, is_urgent=True))
    Route(channel='chat', at=None)
    >>> route(Person("chat", True, night, recent=5), Event(noon))
    Route(channel='digest', at=datetime.datetime(2026, 11, 23, 4, 10))
    >>> route(Person("digest", False, night), Event(noon))
    Route(channel='digest', at=datetime.datetime(2026, 11, 24, 0, 30))
    >>> route(Person("chat", False, night), Event(noon)).channel
    'odoo'
    """
    if person.channel in (ODOO, OFF):
        return Route(person.channel)
    if person.channel == DIGEST and not event.is_urgent:
        moment = next_hour(event.now, person.hours.zone, event.digest_hour)
        return Route(DIGEST, quiet_until(moment, person.hours) or moment)
    if not person.is_reachable:
        return Route(ODOO)
    if event.is_urgent:
        return Route(CHAT)
    until = quiet_until(event.now, person.hours)
    if event.is_card:
        return Route(CHAT, until)
    if until:
        return Route(DIGEST, until)
    if person.recent >= event.flood > 0:
        return Route(DIGEST, event.now + timedelta(minutes=event.flood_minutes))
    return Route(CHAT)
