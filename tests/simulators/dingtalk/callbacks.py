"""What DingTalk sends of its own accord: encrypted events to the company's address.

Written from the fact sheet and not from the addon, so that a mistake there shows.
"""

import base64
import hashlib
import json
import os
import struct
import time
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
# The vendor waits 1.5 s; a busy machine that tries things out gets more.
TIMEOUT_SECONDS = 5


class NotTaken(Exception):
    """The company did not answer with the encrypted word "success"."""


@dataclass(frozen=True)
class Callback:
    """Where events go, and the secrets that both sides entered.

    :param url: the company's address
    :param token: for the signature
    :param aes_key: the 43 characters
    :param owner: app key, corp id or suite key, which ends the encrypted text
    """

    url: str
    token: str
    aes_key: str
    owner: str

    def _cipher(self) -> Cipher:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def encrypt(self, message: bytes) -> str:
        """AES-256-CBC of random + length + message + owner, in base64."""
        plain = os.urandom(16) + struct.pack(">I", len(message)) + message
        plain += self.owner.encode()
        missing = BLOCK - len(plain) % BLOCK
        plain += bytes([missing]) * missing
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()

    def decrypt(self, encrypted: str) -> tuple[bytes, str]:
        """The message, and whose it says it is."""
        decryptor = self._cipher().decryptor()
        raw = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
        plain = raw[16 : -raw[-1]]
        (size,) = struct.unpack_from(">I", plain)
        return plain[4 : 4 + size], plain[4 + size :].decode()

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """The hexadecimal signature over the four values."""
        parts = sorted([self.token, timestamp, nonce, encrypted])
        return hashlib.sha1("".join(parts).encode()).hexdigest()

    def sealed(
        self, event: dict, moment: float | None = None, is_newer: bool = True
    ) -> tuple[str, bytes]:
        """One event as it travels: the query of the address, and the body.

        :param moment: when it is sent, seconds since the epoch
        :param is_newer: whether the parameters have their newer names
        """
        raw = json.dumps(event, ensure_ascii=False).encode()
        encrypted = self.encrypt(raw)
        timestamp = str(int((time.time() if moment is None else moment) * 1000))
        nonce = os.urandom(4).hex()
        signature = self.sign(timestamp, nonce, encrypted)
        if is_newer:
            query = {"msg_signature": signature, "timeStamp": timestamp}
        else:
            query = {"signature": signature, "timestamp": timestamp}
        body = json.dumps({"encrypt": encrypted}).encode()
        return urlencode({**query, "nonce": nonce}), body

    def check_answer(self, raw: bytes) -> None:
        """Refuse an answer that is not the signed and encrypted "success".

        :raise NotTaken: with what is wrong
        """
        try:
            answer = json.loads(raw)
            signed = (answer["timeStamp"], answer["nonce"], answer["encrypt"])
            signature = answer["msg_signature"]
            message, owner = self.decrypt(answer["encrypt"])
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise NotTaken(f"no such answer: {error}") from None
        if self.sign(*signed) != signature:
            raise NotTaken("another signature")
        if (message, owner) != (b"success", self.owner):
            raise NotTaken("another content")

    def post(self, event: dict) -> None:
        """Send one event.

        :raise NotTaken: the company's answer is another one
        :raise OSError: the company did not answer, or not with HTTP 200
        """
        query, body = self.sealed(event)
        request = urllib.request.Request(
            f"{self.url}?{query}", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            self.check_answer(response.read())
