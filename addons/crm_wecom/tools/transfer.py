"""A customer who changes colleagues in WeCom: limits, and what answers mean."""

from collections.abc import Iterable, Mapping

BATCH = 100
PERIOD_DAYS, TIMES = 90, 2
# the status of transfer_result; 2 is waiting
STATUSES = {1: "done", 3: "refused", 4: "limit"}
FAIL_REASONS = {"customer_refused": "refused", "customer_limit_exceed": "limit"}
TOO_OFTEN = 40098


def state_of(errcode: int) -> str:
    """The state of a customer whose transfer did not begin.

    >>> state_of(40098), state_of(84061)
    ('limit', 'failed')
    """
    return "limit" if errcode == TOO_OFTEN else "failed"


def results(rows: Iterable) -> dict[str, str]:
    """External id -> state, of those that are settled; the last row counts.

    >>> results([{"external_userid": "a", "status": 2}, None,
    ...     {"external_userid": "a", "status": 1},
    ...     {"external_userid": "b", "status": 3}])
    {'a': 'done', 'b': 'refused'}
    """
    return {
        row["external_userid"]: STATUSES[row["status"]]
        for row in rows
        if isinstance(row, Mapping)
        and row.get("external_userid")
        and row.get("status") in STATUSES
    }
