"""Mutated callbacks: what a stranger, a proxy or a broken vendor may send instead."""

import random
from collections.abc import Iterator
from urllib.parse import quote_from_bytes

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'
)
FILE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Encrypt>&e;'
PIECES = (
    b"\x00",
    b"\xff\xfe",
    b"]]>",
    b"<![CDATA[",
    b"&",
    b"%00",
    b"<xml>",
    b"</xml>",
    b"<Encrypt>",
    b"</Encrypt>",
    b'{"encrypt":',
    b"[" * 2000,
    b"<a>" * 2000,
    b"=" * 7,
    "企业".encode("utf-16"),
    "\N{FULLWIDTH DIGIT ONE}\N{ARABIC-INDIC DIGIT TWO}".encode(),
    BOMB,
    FILE,
)


def mutations(
    query: str, body: bytes, count: int, seed: int = 1
) -> Iterator[tuple[str, bytes]]:
    """Yield ``count`` mutated (query, body) of one good callback.

    The query is always one that an HTTP client can send; the body is any bytes.

    >>> [(query, body)] = mutations("a=1", b"<xml/>", 1)
    >>> (query, body) == ("a=1", b"<xml/>")
    False
    """
    chance = random.Random(seed)
    for _number in range(count):
        part = chance.random()
        changed, other = query, body
        if part < 0.75:
            other = mutated(body, chance)
        if part > 0.5 or other == body:
            changed = quote_from_bytes(mutated(query.encode(), chance), safe="=&%+-_.~")
        if (changed, other) == (query, body):
            other = body + b"x"
        yield changed, other


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to four changes.

    >>> mutated(b"abc", random.Random(3)) == b"abc"
    False
    """
    for _number in range(chance.randint(1, 4)):
        start = chance.randint(0, len(raw))
        end = min(len(raw), start + chance.choice((0, 1, 1, 2, 30, 4000)))
        new = chance.choice(
            (
                b"",
                bytes([chance.randrange(256)]),
                chance.choice(PIECES),
                raw[start:end] * 2,
                chance.randbytes(chance.randint(1, 40)),
            )
        )
        raw = raw[:start] + new + raw[end:]
    return raw
