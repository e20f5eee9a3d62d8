"""A meeting as an event of DingTalk's calendar."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone

UTC_NAME = "UTC"
SUMMARY_LENGTH, DESCRIPTION_LENGTH = 2048, 5000


def _moment(moment: datetime) -> dict[str, str]:
    """A naive UTC time as the vendor wants it.

    >>> _moment(datetime(2026, 11, 27, 1, 30))
    {'dateTime': '2026-11-27T01:30:00+00:00', 'timeZone': 'UTC'}
    """
    text = moment.replace(tzinfo=timezone.utc, microsecond=0).isoformat()
    return {"dateTime": text, "timeZone": UTC_NAME}


def _day(day: date) -> dict[str, str]:
    return {"date": day.isoformat()}


def event_body(values: Mapping, attendees: Iterable[str]) -> dict:
    """The body of an event.

    :param values: ``name``, ``description``, ``location``, ``is_all_day``, ``start``
        and ``stop``: naive UTC times, or the first and the last day
    :param attendees: unionids of the colleagues beside the organiser

    >>> body = event_body({"name": "方案汇报", "description": "", "location": "云岭",
    ...     "is_all_day": False, "start": datetime(2026, 11, 27, 1),
    ...     "stop": datetime(2026, 11, 27, 2)}, ["u2"])
    >>> body["start"]["dateTime"], body["attendees"], body["location"]
    ('2026-11-27T01:00:00+00:00', [{'id': 'u2'}], {'displayName': '云岭'})
    >>> body = event_body({"name": "工地", "description": "", "location": "",
    ...     "is_all_day": True, "start": date(2026, 11, 27),
    ...     "stop": date(2026, 11, 27)}, [])
    >>> body["start"], body["end"]
    ({'date': '2026-11-27'}, {'date': '2026-11-28'})
    """
    if values["is_all_day"]:
        start, end = _day(values["start"]), _day(values["stop"] + timedelta(days=1))
    else:
        start, end = _moment(values["start"]), _moment(values["stop"])
    body = {
        "summary": values["name"][:SUMMARY_LENGTH],
        "description": values["description"][:DESCRIPTION_LENGTH],
        "isAllDay": values["is_all_day"],
        "start": start,
        "end": end,
        "attendees": [{"id": unionid} for unionid in attendees],
        "reminders": [{"method": "dingtalk", "minutes": 15}],
    }
    if values["location"]:
        body["location"] = {"displayName": values["location"]}
    return body
