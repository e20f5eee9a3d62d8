"""An approval of DingTalk in the core's words."""

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

# What is written here equals crm_connector's tools.vendor_approval, which a pure layer
# of another addon cannot import; the tests of the adapter compare them.
PENDING, APPROVED, REFUSED = "pending", "approved", "refused"
REVOKED = "revoked"


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


def start_body(request: Any) -> dict:
    """The body that starts an approval.

    :param request: the core's ``ApprovalRequest``

    >>> from types import SimpleNamespace as Record
    >>> field = Record(control="金额", kind="money", value="100.00")
    >>> body = start_body(Record(template_id="PROC-1", applicant_id="a",
    ...     fields=(field,), approver_ids=("b",), summary=()))
    >>> body["formComponentValues"], body["approvers"]
    ([{'name': '金额', 'value': '100.00'}], [{'actionType': 'NONE', 'userIds': ['b']}])
    >>> "approvers" in start_body(Record(template_id="P", applicant_id="a", fields=(),
    ...     approver_ids=(), summary=()))
    False
    """
    body = {
        "originatorUserId": request.applicant_id,
        "processCode": request.template_id,
        "deptId": -1,  # the applicant's first department
        "formComponentValues": [
            {"name": field.control, "value": field.value} for field in request.fields
        ],
    }
    if request.approver_ids:
        kind = "NONE" if len(request.approver_ids) == 1 else "AND"
        body["approvers"] = [
            {"actionType": kind, "userIds": list(request.approver_ids)}
        ]
    return body


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
