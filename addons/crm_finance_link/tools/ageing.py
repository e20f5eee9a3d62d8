"""How old an open receivable is, in the five usual buckets."""

from __future__ import annotations

#: code -> the last day overdue that still belongs to it; None: no end.
BUCKETS: dict[str, int | None] = {
    "not_due": 0,
    "days_30": 30,
    "days_60": 60,
    "days_90": 90,
    "older": None,
}


def bucket_of(days: int) -> str:
    """Return the bucket of what is ``days`` overdue; not due yet: 0 or less.

    >>> [bucket_of(days) for days in (-5, 0, 1, 30, 31, 60, 61, 90, 91)]
    ['not_due', 'not_due', 'days_30', 'days_30', 'days_60', 'days_60', 'days_90', \
'days_90', 'older']
    """
    for code, last in BUCKETS.items():
        if last is None or days <= last:
            return code
    raise AssertionError(BUCKETS)


def bucket_range(code: str) -> tuple[int | None, int | None]:
    """Return the first and the last day overdue of a bucket; None: no limit.

    >>> bucket_range("not_due"), bucket_range("days_60"), bucket_range("older")
    ((None, 0), (31, 60), (91, None))
    """
    codes = list(BUCKETS)
    before = codes.index(code) - 1
    first = None if before < 0 else (BUCKETS[codes[before]] or 0) + 1
    return first, BUCKETS[code]
