"""One-time codes that confirm a signer's e-mail address or phone."""

import hashlib
import hmac
import re
import secrets

LENGTH = 6


def new_code() -> str:
    """Return a fresh code: six random digits.

    >>> len(new_code()), new_code().isdigit()
    (6, True)
    """
    return f"{secrets.randbelow(10**LENGTH):0{LENGTH}d}"


def normalise(code: str) -> str:
    """Return the digits of what was typed, full-width ones as well.

    >>> normalise(" 12 34-５６ ")
    '123456'
    """
    digits = re.sub(r"\D", "", code or "")
    return "".join(str(int(digit)) for digit in digits)


def digest(secret: str, salt: str, code: str) -> str:
    """Return what is kept of a code: worthless without the server's ``secret``.

    >>> digest("s", "1", "123456") == digest("s", "2", "123456")
    False
    """
    message = f"crm_contract.code:{salt}:{code}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def mask_address(address: str) -> str:
    """Return an e-mail address or phone as it may be shown to anybody.

    >>> mask_address("zhao.ming@lvzhou.cn")
    'z***@lvzhou.cn'
    >>> mask_address("+86 138 0013 8000")
    '***8000'
    """
    local, at, domain = address.partition("@")
    if at:
        return f"{local[:1]}***@{domain}"
    digits = re.sub(r"\D", "", address)
    return f"***{digits[-4:]}"
