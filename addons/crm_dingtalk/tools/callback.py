"""What DingTalk sends to our address: an envelope around an encrypted event."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

MAX_BYTES = 262_144
# Clocks differ a bit, and a push may wait in a queue on the way.
MAX_AGE_SECONDS = 600
CHECK_URL = "check_url"


class CallbackRefused(ValueError):
    """It is not DingTalk's, or too old, or no sense can be made of it."""


@dataclass(frozen=True)
class Query:
    """The signed part of a callback's address."""

    signature: str
    timestamp: str
    nonce: str

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Query":
        """Read it from an address's parameters, by the older or the newer names.

        >>> Query.of({"signature": "s", "timestamp": "1", "nonce": "n"})
        Query(signature='s', timestamp='1', nonce='n')
        >>> Query.of({"msg_signature": "s", "timeStamp": "1"})
        Query(signature='s', timestamp='1', nonce='')
        """
        names = [("msg_signature", "signature"), ("timestamp", "timeStamp"), ("nonce",)]
        return cls(
            *(
                next((str(values[name]) for name in some if values.get(name)), "")
                for some in names
            )
        )

    def is_fresh(self, now: float) -> bool:
        """Whether the call was made within the last minutes; it tells milliseconds.

        >>> Query("", "1700000000000", "").is_fresh(1700000599.5)
        True
        >>> late = 1700000601
        >>> [Query("", text, "").is_fresh(late) for text in ("1700000000000", "x")]
        [False, False]
        """
        text = self.timestamp
        if not (text.isascii() and text.isdigit() and len(text) <= 15):
            return False
        return abs(now - int(text) / 1000) <= MAX_AGE_SECONDS


def read_json(raw: bytes) -> dict:
    """The values of a JSON object.

    :raise CallbackRefused: it is none

    >>> read_json('{"EventType": "user_add_org"}'.encode())
    {'EventType': 'user_add_org'}
    >>> read_json(b"[" * 100_000)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
        ...
    CallbackRefused: no JSON object
    """
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise CallbackRefused("no JSON object")
    return values


def encrypted_part(body: bytes) -> str:
    """The encrypted text of an envelope.

    :raise CallbackRefused: there is none

    >>> encrypted_part(b'{"encrypt": "QUJD"}')
    'QUJD'
    """
    encrypted = read_json(body).get("encrypt")
    if not isinstance(encrypted, str) or not encrypted:
        raise CallbackRefused("nothing encrypted")
    return encrypted


def event_name(values: Mapping) -> str:
    """The name by which an event is dealt with.

    >>> event_name({"EventType": "bpms_instance_change"}), event_name({"EventType": 1})
    ('bpms_instance_change', '')
    """
    name = values.get("EventType")
    return name if isinstance(name, str) else ""


def event_identity(values: Mapping) -> str:
    """The vendor's own id of an event, when it gives one.

    >>> event_identity({"eventId": "a1"}), event_identity({"EventType": "x"})
    ('eventId:a1', '')
    """
    name = values.get("eventId") or values.get("EventId")
    return f"eventId:{name}" if isinstance(name, str) and name else ""


def texts(values: Mapping, *names: str) -> list[str]:
    """The ids under the first of ``names`` that is there, alone or as a list.

    >>> texts({"UserId": ["a", 7, ""]}, "UserId")
    ['a', '7']
    >>> texts({"staffId": "b"}, "x", "staffId")
    ['b']
    """
    for name in names:
        value = values.get(name)
        if value:
            rows = value if isinstance(value, list) else [value]
            return [
                str(row)
                for row in rows
                if row and isinstance(row, str | int) and not isinstance(row, bool)
            ]
    return []


def missed_event(row: Mapping) -> dict:
    """A report that failed to reach us, in the words of one that did.

    The vendor lists what it is about beside its name, or wraps the whole report.

    >>> missed_event({"callBackTag": "user_add_org", "eventTime": 5, "userId": ["a"]})
    {'userId': ['a'], 'EventType': 'user_add_org', 'TimeStamp': '5'}
    >>> missed_event({"call_back_tag": "bpms_instance_change", "event_time": 5,
    ...     "bpms_instance_change": {"processInstanceId": "p", "type": "finish"}})[
    ...     "processInstanceId"]
    'p'
    """
    name = str(row.get("callBackTag") or row.get("call_back_tag") or "")
    moment = row.get("eventTime") or row.get("event_time") or ""
    skipped = {"callBackTag", "call_back_tag", "eventTime", "event_time"}
    values = {key: value for key, value in row.items() if key not in skipped}
    for key in (name, "callBackData", "callbackData", "bpmsCallBackData"):
        inner = values.pop(key, None)
        if isinstance(inner, str):
            try:
                inner = read_json(inner.encode())
            except CallbackRefused:
                inner = None
        if isinstance(inner, Mapping):
            values.update(inner)
    return {**values, "EventType": name, "TimeStamp": str(moment)}
