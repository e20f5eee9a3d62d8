"""The signed token of a public form: when it was shown, and which one it is."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable

#: nobody fills a form in faster, in seconds
MIN_SECONDS = 3
#: a form that lay open longer is shown anew
MAX_SECONDS = 12 * 3600
TOKEN = re.compile(r"(\d{10})\.([0-9a-f]{32})\.([0-9a-f]{64})", re.ASCII)


def issue(now: int, nonce: str, sign: Callable[[str], str]) -> str:
    """Return the token of a form that is shown at ``now``.

    :param str nonce: 32 hexadecimal digits
    :param sign: the signature of a text, 64 hexadecimal digits
    """
    return f"{now}.{nonce}.{sign(f'{now}.{nonce}')}"


def read(token: object, now: int, sign: Callable[[str], str]) -> tuple[str, str]:
    """Return the nonce of a token and what is wrong with it.

    The second part is '' (in order), ``forged``, ``fast`` or ``old``.

    >>> sign = lambda text: f"{len(text):064x}"
    >>> token = issue(1700000000, "a" * 32, sign)
    >>> read(token, 1700000060, sign) == ("a" * 32, "")
    True
    >>> [read(token, 1700000000 + n, sign)[1] for n in (0, 2, 3, 50_000, -5)]
    ['fast', 'fast', '', 'old', 'fast']
    >>> read(token.replace("a", "b"), 1700000060, lambda text: "0" * 64)[1]
    'forged'
    >>> read(None, 0, sign), read("x" * 9999, 0, sign)
    (('', 'forged'), ('', 'forged'))
    """
    found = TOKEN.fullmatch(token) if isinstance(token, str) else None
    if not found:
        return "", "forged"
    shown, nonce, signature = found.groups()
    if not hmac.compare_digest(signature, sign(f"{shown}.{nonce}")):
        return "", "forged"
    age = now - int(shown)
    if age < MIN_SECONDS:
        return nonce, "fast"
    return nonce, "old" if age > MAX_SECONDS else ""
