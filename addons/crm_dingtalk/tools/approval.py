"""An approval of DingTalk in the core's words."""

from collections.abc import Mapping
from datetime import datetime, timezone

# What is written here equals crm_connector's tools.vendor_approval, which a pure layer
# of another addon cannot import; the tests of the adapter compare them.
PENDING, APPROVED, REFUSED = "pending", "approved", "refused"
REVOKED, DELETED = "revoked", "deleted"


def state(result: Mapping) -> str:
    """How an approval stands.

    >>> state({"status": "COMPLETED", "result": "agree"})
    'approved'
    >>> state({"status": "COMPLETED", "result": "refuse"}), state({"status": "RUNNING"})
    ('refused', 'pending')
    >>> state({"status": "TERMINATED"}), state({"status": "CANCELED"})
    ('revoked', 'revoked')
    """
    status = str(result.get("status") or "").upper()
    if status in ("TERMINATED", "CANCELED"):
        return REVOKED
    if status == "COMPLETED":
        return APPROVED if result.get("result") == "agree" else REFUSED
    return PENDING


def last_decision(result: Mapping) -> tuple[str, str, datetime | None]:
    """Who decided last, with which words and when (naive UTC).

    >>> last_decision({"operationRecords": [
    ...     {"userId": "a", "type": "START_PROCESS_INSTANCE"},
    ...     {"userId": "b", "type": "EXECUTE_TASK_NORMAL", "result": "AGREE",
    ...      "remark": "可以", "date": "2026-11-27T09:30Z"}]})
    ('b', '可以', datetime.datetime(2026, 11, 27, 9, 30))
    >>> last_decision({})
    ('', '', None)
    """
    rows = [
        row
        for row in result.get("operationRecords") or []
        if isinstance(row, Mapping) and row.get("result") in ("AGREE", "REFUSE")
    ]
    if not rows:
        return "", "", None
    row = rows[-1]
    return (
        str(row.get("userId") or ""),
        str(row.get("remark") or ""),
        _moment(str(row.get("date") or "")),
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
