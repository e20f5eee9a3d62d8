"""WeCom's OA approvals in the terms of the connector's approvals, and back."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

SUMMARY_CHARACTERS = 20
ANY_OF_THEM, ALL_OF_THEM = 1, 2
# SpStatus of the whole approval; 10 is an approved one that was paid as well.
STATES = {
    1: "pending",
    2: "approved",
    3: "refused",
    4: "revoked",
    6: "revoked_after",
    7: "deleted",
    10: "approved",
}
# The state of one person's part: approved, refused, approved with a signer added.
VOTES = {2: "approved", 3: "refused", 13: "approved"}


def control_value(kind: str, value: str) -> dict:
    """The value of one field of the form, with the name of its control.

    >>> control_value("text", "合同")
    {'control': 'Text', 'value': {'text': '合同'}}
    >>> control_value("money", "1200.00")["value"]
    {'new_money': '1200.00'}
    >>> control_value("date", "2026-11-27")["value"]["date"]["s_timestamp"]
    '1795752000'
    """
    if kind == "number":
        return {"control": "Number", "value": {"new_number": value}}
    if kind == "money":
        return {"control": "Money", "value": {"new_money": value}}
    if kind == "date":
        # Noon in China is the same day wherever the server is.
        noon = datetime.fromisoformat(f"{value}T04:00:00+00:00")
        day = {"type": "day", "s_timestamp": str(int(noon.timestamp()))}
        return {"control": "Date", "value": {"date": day}}
    control = "Textarea" if kind == "textarea" else "Text"
    return {"control": control, "value": {"text": value}}


def _summary(line: str) -> dict:
    text = line[:SUMMARY_CHARACTERS]
    return {"summary_info": [{"text": text, "lang": "zh_CN"}]}


def apply_body(
    applicant: str,
    template_id: str,
    fields: Iterable[tuple[str, str, str]],
    approvers: Iterable[str],
    is_for_all: bool,
    summary: Iterable[str],
) -> dict:
    """The body of oa/applyevent.

    :param fields: (id of the control, kind, value); an empty value is left out
    :param approvers: userids; empty: the template's own approvers

    >>> body = apply_body("li", "T1", [("Text-1", "text", "合同"), ("Date-1", "date",
    ...                   "")], ["Zhang"], False, ["合同 HT2026-0001"])
    >>> body["use_template_approver"], body["approver"]
    (0, [{'attr': 1, 'userid': ['Zhang']}])
    >>> [one["id"] for one in body["apply_data"]["contents"]]
    ['Text-1']
    >>> apply_body("li", "T1", [], [], False, [])["use_template_approver"]
    1
    """
    people = list(approvers)
    contents = [
        {"id": control, **control_value(kind, value)}
        for control, kind, value in fields
        if value
    ]
    body: dict = {
        "creator_userid": applicant,
        "template_id": template_id,
        "use_template_approver": 0 if people else 1,
        "apply_data": {"contents": contents},
        "summary_list": [_summary(line) for line in summary],
    }
    if people:
        attr = ALL_OF_THEM if is_for_all else ANY_OF_THEM
        body["approver"] = [{"attr": attr, "userid": people}]
    return body


def _moment(value: object) -> datetime | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return (
        datetime.fromtimestamp(value, UTC).replace(tzinfo=None)
        if is_number and value
        else None
    )


def state_of(info: Mapping) -> str | None:
    """The state of an approval; None for a number the fact sheet does not name.

    >>> [state_of({"sp_status": number}) for number in (1, 2, 3, 4, 99)]
    ['pending', 'approved', 'refused', 'revoked', None]
    >>> [state_of({"sp_status": number}) for number in (6, 7, 10)]
    ['revoked_after', 'deleted', 'approved']
    """
    return STATES.get(info.get("sp_status"))  # type: ignore[arg-type]


def votes(info: Mapping) -> list[dict]:
    """Who decided what, in the order of time: values of ``ApprovalVote``.

    >>> info = {"sp_record": [{"details": [
    ...     {"approver": {"userid": "Zhang"}, "speech": "同意", "sp_status": 2,
    ...      "sptime": 1700000100},
    ...     {"approver": {"userid": "Li"}, "sp_status": 1}]}]}
    >>> [(one["external_id"], one["state"], one["comment"]) for one in votes(info)]
    [('Zhang', 'approved', '同意')]
    """
    found = []
    for record in _rows(info.get("sp_record")):
        for detail in _rows(record.get("details")):
            state = VOTES.get(detail.get("sp_status"))  # type: ignore[arg-type]
            approver = detail.get("approver")
            userid = approver.get("userid") if isinstance(approver, Mapping) else None
            if state and userid:
                found.append(
                    {
                        "external_id": userid,
                        "state": state,
                        "comment": detail.get("speech") or "",
                        "decided_at": _moment(detail.get("sptime")),
                    }
                )
    return sorted(found, key=lambda one: one["decided_at"] or datetime.max)


def _rows(value: object) -> list[Mapping]:
    rows = value if isinstance(value, list) else []
    return [row for row in rows if isinstance(row, Mapping)]


def number_of(event: Mapping) -> str:
    """The number that a ``sys_approval_change`` names.

    >>> number_of({"ApprovalInfo": {"SpNo": "202611270001", "SpNoStr": "202611270001"}})
    '202611270001'
    >>> number_of({"ApprovalInfo": ""})
    ''
    """
    info = event.get("ApprovalInfo")
    if not isinstance(info, Mapping):
        return ""
    number = info.get("SpNoStr") or info.get("SpNo")
    return number if isinstance(number, str) else ""
