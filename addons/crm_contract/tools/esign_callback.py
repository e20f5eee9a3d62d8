"""How an e-sign provider calls back, and how we know that it is the provider.

It posts JSON: ``event_id`` (unique), ``envelope_id``, ``status`` and ``version``,
with two headers: ``X-Esign-Timestamp`` (seconds since the epoch) and
``X-Esign-Signature``: the hexadecimal HMAC-SHA256 over ``TIMESTAMP.BODY`` with the
callback secret. A callback says that something happened, not what is true now: the
provider is asked for that, so order and repetition of callbacks do no harm.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

TIMESTAMP_HEADER = "X-Esign-Timestamp"
SIGNATURE_HEADER = "X-Esign-Signature"
MAX_BYTES = 65_536
MAX_AGE_SECONDS = 300


class CallbackRefused(Exception):
    """It is not the provider's, or too old, or no sense can be made of it."""


@dataclass(frozen=True)
class Callback:
    """What a callback says: ``event_id`` happened to ``envelope_id``."""

    event_id: str
    envelope_id: str
    status: str = ""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a callback.

    >>> sign("s", "1700000000", b"{}")[:16]
    'e9232c9945da8456'
    """
    message = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def is_fresh(timestamp: str, now: float) -> bool:
    """Whether the call was made within the last minutes; clocks may differ a bit.

    >>> is_fresh("1700000000", 1700000200.5), is_fresh("1700000000", 1700000301)
    (True, False)
    >>> is_fresh("yesterday", 1700000000), is_fresh("", 0)
    (False, False)
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now - int(timestamp)) <= MAX_AGE_SECONDS


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether whoever called knows ``secret``; no secret, nobody does.

    >>> headers = {"X-Esign-Timestamp": "1700000000",
    ...            "X-Esign-Signature": sign("s", "1700000000", b"{}")}
    >>> is_signed("s", headers, b"{}", 1700000000)
    True
    >>> is_signed("s", headers, b"{ }", 1700000000), is_signed("", headers, b"", 1.7e9)
    (False, False)
    """
    timestamp = headers.get(TIMESTAMP_HEADER) or ""
    given = headers.get(SIGNATURE_HEADER) or ""
    expected = sign(secret or "none", timestamp, body)
    # Compared in any case, and bytes: whoever calls learns nothing from the time.
    same = hmac.compare_digest(expected.encode(), given.encode(errors="replace"))
    return same and bool(secret) and is_fresh(timestamp, now)


def read(body: bytes) -> Callback:
    """What a signed callback says.

    :raise CallbackRefused: when it names no event or envelope

    >>> read(b'{"event_id": "e1", "envelope_id": "E9", "status": "completed"}')
    Callback(event_id='e1', envelope_id='E9', status='completed')
    >>> for bad in (b"[]", b"{}", b"no", b'{"event_id": 1, "envelope_id": "E9"}'):
    ...     try:
    ...         read(bad)
    ...     except CallbackRefused as error:
    ...         print(error)
    no event or envelope
    no event or envelope
    no event or envelope
    no event or envelope
    """
    try:
        values = json.loads(body)
        event, envelope = values["event_id"], values["envelope_id"]
    except (ValueError, KeyError, TypeError):
        raise CallbackRefused("no event or envelope") from None
    if not (isinstance(event, str) and isinstance(envelope, str) and event):
        raise CallbackRefused("no event or envelope")
    status = str(values.get("status") or "")[:20]
    return Callback(event[:100], envelope[:100], status)
