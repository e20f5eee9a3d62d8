"""What the simulated provider remembers: envelopes, tokens, callbacks, faults."""

import base64
import binascii
import hashlib
import hmac
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone

TOKEN_SECONDS = 3600
# What a signature adds to a PDF: an increment after its end, nothing else changes.
MARK = b"\n%% signed by %s at %s\n"
ANOTHER_FILE = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


class ApiError(Exception):
    """A refusal, answered with an HTTP status and a text."""

    def __init__(self, status: int, text: str):
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass
class Fault:
    """What to do wrong with the next calls.

    :param times: how many calls; -1 for every one until the next reset
    :param path: only calls whose path contains this; every call when empty
    :param http_status: an HTTP status to answer with
    :param delay: seconds to wait before the answer
    :param is_after: whether the call takes effect before it fails
    """

    times: int = 1
    path: str = ""
    http_status: int | None = None
    delay: float = 0.0
    is_after: bool = False


@dataclass
class Envelope:
    """A file, its signers, and how far they are."""

    id: str
    key: str
    values: dict
    content: bytes
    status: str = "draft"
    version: int = 1
    reason: str = ""
    signed_at: dict[str, str] = field(default_factory=dict)
    file: bytes = b""


class EsignState:
    """The simulated provider; every method may be called from any thread.

    :param callback_secret: signs the callbacks
    :param now: the clock, seconds since the epoch
    :param deliver: what posts a callback, ``deliver(url, headers, body)``; none: the
        callbacks wait in ``callbacks`` for a test to take them
    """

    def __init__(
        self,
        app_id: str = "simulated-app",
        secret: str = "simulator-secret-not-a-real-one",
        callback_secret: str = "simulator-callback-secret",
        now: Callable[[], float] = time.time,
        deliver: Callable[[str, dict, bytes], None] | None = None,
    ):
        self.app_id = app_id
        self.secret = secret
        self.callback_secret = callback_secret
        self.now = now
        self.deliver = deliver
        self.base_url = ""
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """Forget everything but who the application is."""
        with self.lock:
            self.envelopes: dict[str, Envelope] = {}
            self.tokens: dict[str, float] = {}
            self.callbacks: list[tuple[str, dict, bytes]] = []
            self.faults: list[Fault] = []
            self.calls: Counter = Counter()
            self.is_file_wrong = False
            self.is_calling_twice = False
            self._numbers = itertools.count(1)

    # -- faults and tokens -----------------------------------------------------------

    def add_fault(self, fault: Fault) -> None:
        """Do something wrong from now on."""
        with self.lock:
            self.faults.append(fault)

    def take_fault(self, path: str) -> Fault | None:
        """Return what to do wrong with this call, and count it."""
        with self.lock:
            for fault in self.faults:
                if fault.times and fault.path in path:
                    fault.times -= fault.times > 0
                    return fault
        return None

    def expire_tokens(self) -> None:
        """Let every token be too old."""
        with self.lock:
            self.tokens = dict.fromkeys(self.tokens, 0.0)

    def get_token(self, body: dict) -> dict:
        """Answer a token to whoever knows the secret."""
        known = (body.get("app_id"), body.get("secret")) == (self.app_id, self.secret)
        if not known:
            raise ApiError(403, "application or secret is wrong")
        with self.lock:
            token = f"token-{next(self._numbers)}"
            self.tokens[token] = self.now() + TOKEN_SECONDS
        return {"token": token, "expires_in": TOKEN_SECONDS}

    def check_token(self, header: str) -> None:
        """Refuse a call without a valid token."""
        token = header.removeprefix("Bearer ")
        if self.tokens.get(token, 0.0) <= self.now():
            raise ApiError(401, "token is not valid")

    # -- envelopes -------------------------------------------------------------------

    def create(self, body: dict, key: str) -> dict:
        """Make an envelope, once for each key."""
        if not key:
            raise ApiError(400, "Idempotency-Key is missing")
        content = self._checked_content(body)
        roles = [signer.get("role") for signer in body.get("signers", [])]
        if sorted(roles) != ["client", "company"]:
            raise ApiError(422, "one client and one company have to sign")
        with self.lock:
            for envelope in self.envelopes.values():
                if envelope.key == key:
                    return self.show(envelope.id)
            number = f"ENV{next(self._numbers):06d}"
            self.envelopes[number] = Envelope(number, key, body, content)
        return self.show(number)

    def _checked_content(self, body: dict) -> bytes:
        document = body.get("document") or {}
        try:
            content = base64.b64decode(document.get("content", ""), validate=True)
        except binascii.Error:
            raise ApiError(422, "content is no base64") from None
        if not content.startswith(b"%PDF-"):
            raise ApiError(422, "only PDF files can be signed")
        if hashlib.sha256(content).hexdigest() != document.get("sha256"):
            raise ApiError(422, "the content does not have its sha256")
        return content

    def get(self, number: str) -> Envelope:
        """Return an envelope or say that there is none."""
        if number not in self.envelopes:
            raise ApiError(404, f"no envelope {number}")
        return self.envelopes[number]

    def show(self, number: str) -> dict:
        """Return an envelope as the protocol shows it."""
        envelope = self.get(number)
        signers = [
            {
                "role": signer["role"],
                "name": signer.get("name") or signer.get("organisation"),
                "signed_at": envelope.signed_at.get(signer["role"]),
            }
            for signer in envelope.values["signers"]
        ]
        shown = {
            "id": number,
            "status": envelope.status,
            "version": envelope.version,
            "reason": envelope.reason,
            "signers": signers,
            "sign_url": f"{self.base_url}/sign/{number}",
        }
        if envelope.file:
            shown["file_sha256"] = hashlib.sha256(self.file_of(number)).hexdigest()
        return shown

    def send(self, number: str) -> dict:
        """Ask the signers."""
        if self.get(number).status == "draft":
            self._move(number, "sent", is_told=False)
        return self.show(number)

    def void(self, number: str, reason: str) -> dict:
        """Let nobody sign any more."""
        if self.get(number).status not in ("draft", "sent", "voided"):
            raise ApiError(409, f"it is {self.get(number).status} already")
        if self.get(number).status != "voided":
            self._move(number, "voided", reason=reason)
        return self.show(number)

    def file_of(self, number: str) -> bytes:
        """Return the signed file (another one, when that was asked for)."""
        envelope = self.get(number)
        if not envelope.file:
            raise ApiError(409, "it is not signed yet")
        return ANOTHER_FILE if self.is_file_wrong else envelope.file

    # -- what signers do -------------------------------------------------------------

    def sign_as_client(self, number: str) -> None:
        """The client signs; the company's seal follows at once."""
        envelope = self._signable(number)
        moment = datetime.fromtimestamp(self.now(), timezone.utc).isoformat()
        with self.lock:
            envelope.signed_at = {"client": moment, "company": moment}
            mark = MARK % (number.encode(), moment.encode())
            envelope.file = envelope.content + mark
        self._move(number, "completed")

    def decline(self, number: str, reason: str) -> None:
        """The client does not sign."""
        self._signable(number)
        self._move(number, "declined", reason=reason)

    def expire(self, number: str) -> None:
        """Nobody signed in time."""
        self._signable(number)
        self._move(number, "expired")

    def _signable(self, number: str) -> Envelope:
        envelope = self.get(number)
        if envelope.status != "sent":
            raise ApiError(409, f"it is {envelope.status}")
        return envelope

    def _move(
        self, number: str, status: str, reason: str = "", is_told: bool = True
    ) -> None:
        with self.lock:
            envelope = self.envelopes[number]
            envelope.status, envelope.reason = status, reason
            envelope.version += 1
        if is_told:
            self._call_back(envelope)

    def _call_back(self, envelope: Envelope) -> None:
        event = f"{envelope.id}-{envelope.version}"
        body = {"event_id": event, "envelope_id": envelope.id}
        body |= {"status": envelope.status, "version": envelope.version}
        raw = json.dumps(body).encode()
        call = (envelope.values.get("callback_url", ""), self.headers_of(raw), raw)
        for _time in range(2 if self.is_calling_twice else 1):
            self.callbacks.append(call)
            if self.deliver:
                threading.Thread(target=self.deliver, args=call, daemon=True).start()

    def headers_of(self, body: bytes) -> dict:
        """Return the headers that prove that ``body`` is from here."""
        timestamp = str(int(self.now()))
        message = timestamp.encode() + b"." + body
        digest = hmac.new(self.callback_secret.encode(), message, hashlib.sha256)
        return {
            "Content-Type": "application/json",
            "X-Esign-Timestamp": timestamp,
            "X-Esign-Signature": digest.hexdigest(),
        }
