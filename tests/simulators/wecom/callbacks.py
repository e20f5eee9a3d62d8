"""What WeCom sends of its own accord: encrypted events to the company's address.

Written from the fact sheet and not from the addon, so that a mistake there shows.
"""

import base64
import hashlib
import os
import struct
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
TIMEOUT_SECONDS = 5


@dataclass(frozen=True)
class Callback:
    """Where events go, and the secrets that both sides entered.

    :param url: the company's address
    :param token: for the signature
    :param aes_key: the 43 characters of the EncodingAESKey
    """

    url: str
    token: str
    aes_key: str

    def encrypt(self, message: bytes, corp_id: str) -> str:
        """AES-256-CBC of random + length + message + corp id, in base64."""
        key = base64.b64decode(self.aes_key + "=")
        plain = os.urandom(16) + struct.pack(">I", len(message)) + message
        plain += corp_id.encode()
        missing = BLOCK - len(plain) % BLOCK
        plain += bytes([missing]) * missing
        encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()

    def query(self, encrypted: str, timestamp: int, nonce: str) -> dict[str, str]:
        """The signed part of the address."""
        parts = sorted([self.token, str(timestamp), nonce, encrypted])
        signature = hashlib.sha1("".join(parts).encode()).hexdigest()
        return {"msg_signature": signature, "timestamp": str(timestamp), "nonce": nonce}

    def verify_url(self, corp_id: str, text: str) -> bytes:
        """Ask as WeCom does when the address is saved; answer what came back."""
        encrypted = self.encrypt(text.encode(), corp_id)
        query = self.query(encrypted, int(time.time()), os.urandom(5).hex())
        return self._open(f"{self.url}?{urlencode({**query, 'echostr': encrypted})}")

    def sealed(
        self, xml: str, corp_id: str, timestamp: int | None = None
    ) -> tuple[str, bytes]:
        """One event as it travels: the query of the address, and the body."""
        encrypted = self.encrypt(xml.encode(), corp_id)
        body = f"<xml><ToUserName>{escape(corp_id)}</ToUserName><Encrypt>{encrypted}"
        body += "</Encrypt></xml>"
        moment = int(time.time()) if timestamp is None else timestamp
        query = self.query(encrypted, moment, os.urandom(5).hex())
        return urlencode(query), body.encode()

    def post(self, xml: str, corp_id: str) -> bytes:
        """Send one event.

        :raise urllib.error.HTTPError: the company did not take it
        """
        query, body = self.sealed(xml, corp_id)
        return self._open(f"{self.url}?{query}", body)

    def _open(self, url: str, data: bytes | None = None) -> bytes:
        headers = {"Content-Type": "text/xml"}
        request = urllib.request.Request(url, data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
            return response.read()


def event_xml(corp_id: str, event: str, **values: str) -> str:
    """An event as WeCom writes it.

    >>> event_xml("ww1", "change_external_contact", UserID="a", CreateTime="7")[:60]
    '<xml><ToUserName>ww1</ToUserName><FromUserName>sys</FromUser'
    """
    known = {
        "ToUserName": corp_id,
        "FromUserName": "sys",
        "CreateTime": str(int(time.time())),
        "MsgType": "event",
        "Event": event,
        **values,
    }
    parts = [f"<{name}>{escape(value)}</{name}>" for name, value in known.items()]
    return f"<xml>{''.join(parts)}</xml>"
