"""What is written to WeCom of a customer: its limits, and what must stay."""

from collections.abc import Iterable

LIMITS = {"remark": 20, "description": 150, "remark_company": 20}


def too_long(values: dict[str, str]) -> dict[str, int]:
    """The fields of ``values`` that WeCom would not take, with what it would take.

    >>> too_long({"remark": "周" * 21, "description": "x" * 150})
    {'remark': 20}
    """
    return {
        name: LIMITS[name]
        for name, text in values.items()
        if name in LIMITS and len(text or "") > LIMITS[name]
    }


def codes(known: str, add: Iterable[str], remove: Iterable[str]) -> str:
    """The tags after a change, in the order in which a list is compared.

    >>> codes("b,c", ["a"], ["c"])
    'a,b'
    >>> codes("", [], ["c"])
    ''
    """
    kept = set(filter(None, (known or "").split(","))) - set(remove)
    return ",".join(sorted(kept | set(add)))


def mobiles(typed: list[str], known: list[str]) -> list[str]:
    """All numbers of a customer: ours first, the others as they were.

    WeCom overwrites the whole list, and takes an empty text for an empty list.

    >>> mobiles(["13900000000"], ["13800000000", "13900000000"])
    ['13900000000', '13800000000']
    >>> mobiles([], [])
    ['']
    """
    numbers = [one for one in (*typed, *known) if one]
    return list(dict.fromkeys(numbers))[:5] or [""]
