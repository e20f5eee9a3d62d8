"""Unified social credit code (统一社会信用代码), GB 32100-2015.

Eighteen characters: one registering department, one kind of body, six digits of
the administrative division, nine of the body's own code and one check character.
"""

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH = 18


def normalise(code: str | None) -> str:
    """Return the code as it is stored: half-width, upper case, no separators.

    >>> normalise(" 91350100m000100y4３ ")
    '91350100M000100Y43'
    >>> normalise(None)
    ''
    """
    text = unicodedata.normalize("NFKC", code or "").upper()
    return "".join(char for char in text if char not in " \t\r\n-—·.")


def check_character(body: str) -> str:
    """Return the check character of the first seventeen characters.

    :raises ValueError: when ``body`` is not seventeen characters of the alphabet

    >>> check_character("91350100M000100Y4")
    '3'
    """
    if len(body) != LENGTH - 1:
        raise ValueError(f"expected {LENGTH - 1} characters, got {len(body)}")
    total = sum(
        ALPHABET.index(char) * weight
        for char, weight in zip(body, WEIGHTS, strict=True)
    )
    return ALPHABET[-total % len(ALPHABET)]


def problem(code: str) -> str | None:
    """Say what is wrong with a normalised code: a word, or None when it is right.

    >>> problem("91350100M000100Y43") is None
    True
    >>> problem("91350100M000100Y44")
    'check'
    >>> problem("9135")
    'length'
    >>> problem("91350100I000100Y43")
    'alphabet'
    """
    if len(code) != LENGTH:
        return "length"
    if any(char not in ALPHABET for char in code):
        return "alphabet"
    return None if check_character(code[:-1]) == code[-1] else "check"
