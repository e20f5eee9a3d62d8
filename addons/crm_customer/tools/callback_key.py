"""The unguessable last part of an address at which an outside service calls us."""

import re
import secrets

BYTES = 18
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def new_key() -> str:
    """Return a key that nobody guesses.

    >>> is_key(new_key()), new_key() == new_key()
    (True, False)
    """
    return secrets.token_urlsafe(BYTES)


def is_key(text: str) -> bool:
    """Return whether ``text`` may be a key at all: anybody types anything there.

    >>> is_key("abc-_9"), is_key(""), is_key("a\\0b"), is_key("钥匙"), is_key("a" * 65)
    (True, False, False, False, False)
    """
    return bool(_KEY.fullmatch(text))
