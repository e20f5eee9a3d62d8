"""The content an approval is bound to: its digest and what changed in it.

A document states its content as plain JSON values: dicts, lists, strings,
numbers, booleans and None. Lists are ordered; nested lines are lists of dicts.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

MISSING = object()
PATH_SEPARATOR = " › "


def canonical(content: Any) -> str:
    """Return the one text of ``content``, whatever the order of its keys.

    >>> canonical({"b": 1, "a": [True, None]})
    '{"a":[true,null],"b":1}'
    """
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def digest(content: Any) -> str:
    """Return the SHA-256 of ``content`` as 64 hexadecimal digits.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    >>> digest({"a": 1}) == digest({"a": 1.5})
    False
    """
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def changes(
    old: Any, new: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, Any, Any]]:
    """Yield ``(path, old, new)`` for every value that differs.

    ``path`` joins keys and line numbers (from 1) with ``›``; a value that is on
    one side only is given as None on the other.

    >>> list(changes({"total": 1, "lines": [{"p": 5}]}, {"total": 2, "lines": []}))
    [('lines › 1', {'p': 5}, None), ('total', 1, 2)]
    >>> list(changes({"a": 1}, {"a": 1}))
    []
    """
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from changes(
                old.get(key, MISSING), new.get(key, MISSING), (*path, str(key))
            )
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            yield from changes(
                old[index] if index < len(old) else MISSING,
                new[index] if index < len(new) else MISSING,
                (*path, str(index + 1)),
            )
    elif old is MISSING or new is MISSING or canonical(old) != canonical(new):
        yield (
            PATH_SEPARATOR.join(path),
            None if old is MISSING else old,
            None if new is MISSING else new,
        )
