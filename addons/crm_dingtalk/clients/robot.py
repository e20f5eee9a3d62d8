"""A group's robot: its address proves itself by a signature, without a token."""

import base64
import hashlib
import hmac

from .dingtalk import DingtalkClient

LIMIT_A_MINUTE = 20  # more of them block the robot for ten minutes


def sign(secret: str, timestamp: str) -> str:
    """The signature of a call; the query escapes it.

    >>> sign("SECabc", "1700000000000")
    'jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM='
    """
    text = f"{timestamp}\n{secret}".encode()
    digest = hmac.new(secret.encode(), text, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def send(
    client: DingtalkClient, key: str, secret: str, body: dict, milliseconds: int
) -> None:
    """Write to the group.

    :param key: what follows ``access_token=`` in the robot's address
    :param secret: of a robot that wants signatures, else empty
    :param milliseconds: now, since the epoch
    :raise ClientError: it did not arrive
    """
    params = {"access_token": key}
    if secret:
        timestamp = str(milliseconds)
        params |= {"timestamp": timestamp, "sign": sign(secret, timestamp)}
    client.oapi_without_token("robot/send", params, body)
