"""Stream mode: a WebSocket server of the standard library, as little as is needed."""

import base64
import hashlib
import json
import struct
import threading

from .state import DingtalkState, Refusal

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TICKET_SECONDS = 90
TEXT, CLOSE = 0x1, 0x8


def open_connection(state: DingtalkState, body: dict) -> dict:
    """POST gateway/connections/open"""
    if (body.get("clientId"), body.get("clientSecret")) != (
        state.app_key,
        state.secret,
    ):
        raise Refusal("invalidClientIdOrSecret", "无效的clientId或者clientSecret", 401)
    if {"type": "EVENT", "topic": "*"} not in (body.get("subscriptions") or []):
        raise Refusal("param.error", "subscriptions is wrong")
    with state.lock:
        ticket = f"ticket{state.next_number():08d}"
        state.tickets[ticket] = state.now() + TICKET_SECONDS
        address = state.address.replace("http://", "ws://")
        return {"endpoint": f"{address}/connect", "ticket": ticket}


class Stream:
    """One connection; answers of the other side are kept by message id."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self._lock = threading.Lock()
        self.answers: dict[str, dict] = {}

    def send(self, frame: dict) -> None:
        """Send one frame of text, not masked, as servers do."""
        raw = json.dumps(frame, ensure_ascii=False).encode()
        if len(raw) < 126:
            head = bytes([0x80 | TEXT, len(raw)])
        else:
            head = bytes([0x80 | TEXT, 126]) + struct.pack(">H", len(raw))
        with self._lock:
            self._writer.write(head + raw)
            self._writer.flush()

    def listen(self) -> None:
        """Keep what the other side answers, until it hangs up."""
        while (frame := self._read()) is not None:
            answer = json.loads(frame)
            self.answers[answer["headers"]["messageId"]] = answer

    def _read(self) -> bytes | None:
        head = self._reader.read(2)
        if len(head) < 2 or head[0] & 0x0F == CLOSE:
            return None
        size = head[1] & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", self._reader.read(2))
        mask = self._reader.read(4)
        raw = self._reader.read(size)
        return bytes(byte ^ mask[number % 4] for number, byte in enumerate(raw))


def connect(state: DingtalkState, handler, ticket: str) -> None:
    """GET /connect: shake hands, then stay until the other side hangs up."""
    with state.lock:
        if state.tickets.pop(ticket, 0) < state.now():
            handler._answer(403, b"the ticket is used or too old")
            return
    key = handler.headers.get("Sec-WebSocket-Key", "")
    accepted = base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest())
    handler.send_response(101)
    handler.send_header("Upgrade", "websocket")
    handler.send_header("Connection", "Upgrade")
    handler.send_header("Sec-WebSocket-Accept", accepted.decode())
    handler.end_headers()
    handler.close_connection = True
    stream = Stream(handler.rfile, handler.wfile)
    with state.lock:
        state.streams.append(stream)
    try:
        stream.listen()
    finally:
        with state.lock:
            state.streams.remove(stream)


def frame_of(event: dict, number: int) -> dict:
    """An event as a frame."""
    values = dict(event)
    return {
        "specVersion": "1.0",
        "type": "EVENT",
        "headers": {
            "topic": "*",
            "messageId": f"m{number}",
            "contentType": "application/json",
            "time": values.pop("TimeStamp"),
            "eventType": values.pop("EventType"),
            "eventId": values.pop("eventId", f"event{number}"),
            "eventCorpId": values.pop("CorpId"),
        },
        "data": json.dumps(values, ensure_ascii=False),
    }
