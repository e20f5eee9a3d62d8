"""DingTalk's Stream mode: events come over a connection that this machine opens.

For a server that DingTalk cannot call back. It runs as a process of its own, never in
an Odoo worker, and hands each event to the connector's own callback address, signed and
encrypted as DingTalk would: so the same inbox keeps it once, by its eventId. An event
is acknowledged after Odoo has it; what Odoo does not take, DingTalk sends again.

Settings are read from the environment, so that no list of processes shows a secret:

    DINGTALK_APP_KEY, DINGTALK_APP_SECRET      the application's credentials
    DINGTALK_CALLBACK_URL                      the Callback Address of the connector
    DINGTALK_CALLBACK_TOKEN, DINGTALK_CALLBACK_AES_KEY    as entered on the connector
    DINGTALK_API_URL                           https://api.dingtalk.com unless given

    pip install -r config/requirements-dingtalk-stream.in
    python3 scripts/dingtalk_stream.py
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
API_URL = "https://api.dingtalk.com"
TIMEOUT_SECONDS = 15
# DingTalk pings; a connection that is silent for so long is dead.
SILENCE_SECONDS = 120
FIRST_WAIT, LONGEST_WAIT = 1, 60
LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")
NEEDED = {
    "app_key": "DINGTALK_APP_KEY",
    "app_secret": "DINGTALK_APP_SECRET",
    "callback_url": "DINGTALK_CALLBACK_URL",
    "token": "DINGTALK_CALLBACK_TOKEN",
    "aes_key": "DINGTALK_CALLBACK_AES_KEY",
}


class NotTaken(Exception):
    """Odoo or DingTalk did not take what was sent; it never holds a secret."""


class Disconnected(Exception):
    """DingTalk asks us to connect anew."""


@dataclass(frozen=True)
class Settings:
    """What must be known; secrets are not shown."""

    app_key: str
    app_secret: str = field(repr=False)
    callback_url: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    api_url: str = API_URL

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Settings:
        """Read the environment.

        :raise ValueError: with what is missing or not safe

        >>> Settings.of({})
        Traceback (most recent call last):
            ...
        ValueError: set DINGTALK_APP_KEY, DINGTALK_APP_SECRET, ...
        """
        missing = [name for name in NEEDED.values() if not environment.get(name)]
        if missing:
            raise ValueError(f"set {', '.join(missing)}")
        values = {key: environment[name] for key, name in NEEDED.items()}
        api_url = environment.get("DINGTALK_API_URL") or API_URL
        for url in (api_url, values["callback_url"]):
            if not is_safe(url):
                raise ValueError("addresses must be https, or on this machine")
        return cls(**values, api_url=api_url.rstrip("/"))


def is_safe(url: str) -> bool:
    """Whether secrets may be sent there: encrypted, or to this machine.

    >>> [is_safe(url) for url in ("https://a.cn", "http://127.0.0.1:1", "http://a.cn")]
    [True, True, False]
    >>> is_safe("wss://a.cn/connect"), is_safe("ws://a.cn/connect")
    (True, False)
    """
    parts = urlsplit(url)
    if parts.scheme in ("https", "wss"):
        return bool(parts.hostname)
    return parts.scheme in ("http", "ws") and parts.hostname in LOCAL_HOSTS


# -- frames, pure -------------------------------------------------------------------
def event_of(frame: Mapping) -> dict:
    """The event in a frame, as DingTalk would have posted it.

    >>> event_of({"headers": {"eventType": "user_add_org", "eventId": "e1",
    ...     "eventCorpId": "ding1"}, "data": '{"userId": ["a"]}'})
    {'userId': ['a'], 'EventType': 'user_add_org', 'eventId': 'e1', 'CorpId': 'ding1'}
    >>> event_of({"headers": {"eventType": "x"}, "data": "broken"})["EventType"]
    'x'
    """
    headers = frame.get("headers") or {}
    try:
        values = json.loads(frame.get("data") or "{}")
    except (ValueError, RecursionError):
        values = {}
    return {
        **(values if isinstance(values, dict) else {}),
        "EventType": headers.get("eventType") or "",
        "eventId": headers.get("eventId") or headers.get("messageId") or "",
        "CorpId": headers.get("eventCorpId") or "",
    }


def acknowledgement(frame: Mapping, data: str, code: int = 200) -> dict:
    """The answer to a frame.

    >>> frame = {"headers": {"messageId": "m"}, "data": "{}"}
    >>> acknowledgement(frame, "{}")["headers"]
    {'messageId': 'm', 'contentType': 'application/json'}
    """
    message_id = (frame.get("headers") or {}).get("messageId") or ""
    return {
        "code": code,
        "headers": {"messageId": message_id, "contentType": "application/json"},
        "message": "OK" if code == 200 else "later",
        "data": data,
    }


def answer(frame: Mapping, deliver: Callable[[dict], None]) -> dict:
    """Deal with one frame; answer what is sent back.

    :param deliver: takes an event, or raises :class:`NotTaken`
    :raise Disconnected: DingTalk closes this connection

    >>> ping = {"type": "SYSTEM", "headers": {"topic": "ping", "messageId": "m"},
    ...         "data": '{"opaque": "1"}'}
    >>> answer(ping, print)["data"]
    '{"opaque": "1"}'
    >>> answer({"type": "EVENT", "headers": {"eventType": "x", "eventId": "e"},
    ...         "data": "{}"}, print)["data"]
    {'EventType': 'x', 'eventId': 'e', 'CorpId': ''}
    '{"status": "SUCCESS"}'
    """
    kind = frame.get("type")
    topic = (frame.get("headers") or {}).get("topic")
    if kind == "SYSTEM":
        if topic == "disconnect":
            raise Disconnected("asked by DingTalk")
        return acknowledgement(frame, frame.get("data") or "{}")
    if kind != "EVENT":
        return acknowledgement(frame, '{"response": {}}')
    try:
        deliver(event_of(frame))
    except NotTaken:
        # DingTalk sends it again.
        return acknowledgement(frame, '{"status": "LATER"}')
    return acknowledgement(frame, '{"status": "SUCCESS"}')


# -- the two sides ------------------------------------------------------------------
def _crypto(settings: Settings):
    """The encryption of callbacks, loaded by its path: Odoo is not needed here."""
    sys.path.insert(0, str(ROOT / "addons/crm_connector/tools"))
    try:
        from callback_crypto import CallbackCrypto
    finally:
        sys.path.pop(0)
    return CallbackCrypto(settings.token, settings.aes_key, settings.app_key)


def _post(url: str, body: dict) -> dict:
    """Post JSON; answer JSON.

    :raise NotTaken: no answer, another status than 200, or no JSON
    """
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            found = json.loads(response.read())
    except HTTPError as error:
        error.close()
        raise NotTaken(f"no good answer: {error.code}") from None
    except (URLError, OSError, ValueError) as error:
        # Its text may hold the address, which holds a key.
        raise NotTaken(f"no good answer: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise NotTaken("no good answer: no object")
    return found


def deliverer(settings: Settings) -> Callable[[dict], None]:
    """What hands events to Odoo's callback address."""
    crypto = _crypto(settings)

    def deliver(event: dict) -> None:
        encrypted = crypto.encrypt(json.dumps(event, ensure_ascii=False).encode())
        timestamp, nonce = str(int(time.time() * 1000)), secrets.token_hex(4)
        query = {
            "msg_signature": crypto.sign(timestamp, nonce, encrypted),
            "timestamp": timestamp,
            "nonce": nonce,
        }
        _post(f"{settings.callback_url}?{urlencode(query)}", {"encrypt": encrypted})

    return deliver


def open_connection(settings: Settings) -> str:
    """Ask for a place to connect to; its ticket serves once, for 90 seconds.

    :raise NotTaken: DingTalk refuses, or sends us to a place that is not safe
    """
    body = {
        "clientId": settings.app_key,
        "clientSecret": settings.app_secret,
        "localIp": "127.0.0.1",
        "ua": "design-crm",
        "subscriptions": [{"type": "EVENT", "topic": "*"}],
    }
    found = _post(f"{settings.api_url}/v1.0/gateway/connections/open", body)
    endpoint, ticket = str(found.get("endpoint")), str(found.get("ticket"))
    if not is_safe(endpoint):
        raise NotTaken("DingTalk answered an address that is not encrypted")
    return f"{endpoint}?ticket={quote(ticket, safe='')}"


def serve_once(settings: Settings, websocket, stopped: threading.Event) -> int:
    """Deal with frames until the connection ends; answer how many there were."""
    deliver, count = deliverer(settings), 0
    connection = websocket.create_connection(
        open_connection(settings), timeout=SILENCE_SECONDS
    )
    try:
        while not stopped.is_set():
            raw = connection.recv()
            if not raw:
                break
            frame = json.loads(raw)
            count += 1
            connection.send(json.dumps(answer(frame, deliver)))
    except Disconnected:
        pass
    except (OSError, websocket.WebSocketException) as error:
        if not count:
            raise
        # It worked until now: the next connection need not wait.
        sys.stderr.write(f"DingTalk stream: {type(error).__name__} after {count}\n")
    finally:
        connection.close()
    return count


def serve(settings: Settings, websocket, stopped: threading.Event) -> None:
    """Keep a connection open until ``stopped``; wait longer after each failure."""
    wait = FIRST_WAIT
    while not stopped.is_set():
        count, reason = 0, ""
        try:
            count = serve_once(settings, websocket, stopped)
        except (NotTaken, OSError, ValueError, websocket.WebSocketException) as error:
            reason = str(error) if isinstance(error, NotTaken) else type(error).__name__
        wait = FIRST_WAIT if count else min(wait * 2, LONGEST_WAIT)
        if reason:
            sys.stderr.write(f"DingTalk stream: {reason}; again in {wait} s\n")
        stopped.wait(wait)


def _load_websocket():
    """The library that is not installed by default."""
    try:
        import websocket
    except ImportError:
        raise SystemExit(
            "The Stream mode needs a library that is not installed by default. "
            "Install it: pip install -r config/requirements-dingtalk-stream.in"
        ) from None
    return websocket


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; answer the exit status."""
    websocket = _load_websocket()
    try:
        settings = Settings.of(os.environ)
    except ValueError as error:
        sys.stderr.write(f"{error}\n\n{__doc__}")
        return 2
    stopped = threading.Event()

    def stop(*_signal) -> None:
        stopped.set()
        raise SystemExit(0)  # out of a read that waits for the next frame

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    serve(settings, websocket, stopped)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
