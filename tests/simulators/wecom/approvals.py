"""OA approvals: started by the company's server, decided by people on the page."""

from dataclasses import asdict, dataclass, field
from xml.sax.saxutils import escape

from .state import ApiError, WecomState

PENDING, PASSED, REJECTED = 1, 2, 3
REVOKED, REVOKED_AFTER, DELETED, PAID = 4, 6, 7, 10
STATES = (PENDING, PASSED, REJECTED, REVOKED, REVOKED_AFTER, DELETED, PAID)
ALL_OF_THEM = 2


@dataclass
class Approval:
    """An approval; ``votes`` is {userid: (state, words, when)}."""

    sp_no: str
    template_id: str
    applicant: str
    approvers: list[str]
    attr: int
    contents: list[dict]
    summary: list[str]
    apply_time: int
    sp_status: int = PENDING
    votes: dict[str, tuple[int, str, int]] = field(default_factory=dict)


def start(state: WecomState, body: dict) -> dict:
    """oa/applyevent"""
    applicant = state.find_member(body.get("creator_userid") or "")
    if applicant is None:
        raise ApiError(60111, "creator_userid not found")
    if not body.get("template_id"):
        raise ApiError(301055, "template_id is missing")
    contents = (body.get("apply_data") or {}).get("contents")
    if not isinstance(contents, list) or not contents:
        raise ApiError(301025, "apply_data is empty")
    for content in contents:
        if not (content.get("control") and content.get("id") and content.get("value")):
            raise ApiError(301025, "a control without id or value")
    with state.lock:
        approvers, attr = _approvers(state, body)
        number = f"2026{len(state.approvals) + 1:08d}"
        state.approvals[number] = Approval(
            number,
            body["template_id"],
            applicant.userid,
            approvers,
            attr,
            contents,
            [row["summary_info"][0]["text"] for row in body.get("summary_list") or []],
            int(state.now()),
        )
    return {"sp_no": number}


def _approvers(state: WecomState, body: dict) -> tuple[list[str], int]:
    """Those that were named, or the template's own: the first member."""
    if body.get("use_template_approver"):
        return [next(iter(state.members.values())).userid], 1
    rows = body.get("approver") or []
    if not rows:
        raise ApiError(301025, "approver is missing")
    for userid in rows[0]["userid"]:
        if state.find_member(userid) is None:
            raise ApiError(60111, "approver not found")
    return list(rows[0]["userid"]), rows[0]["attr"]


def detail(state: WecomState, body: dict) -> dict:
    """oa/getapprovaldetail"""
    one = state.approvals.get(body.get("sp_no") or "")
    if one is None:
        raise ApiError(301025, "invalid sp_no")
    details = [
        {
            "approver": {"userid": userid},
            "speech": one.votes.get(userid, (PENDING, "", 0))[1],
            "sp_status": one.votes.get(userid, (PENDING, "", 0))[0],
            "sptime": one.votes.get(userid, (PENDING, "", 0))[2],
            "media_id": [],
        }
        for userid in one.approvers
    ]
    return {
        "info": {
            "sp_no": one.sp_no,
            "sp_name": "CRM 审批",
            "sp_status": one.sp_status,
            "template_id": one.template_id,
            "apply_time": one.apply_time,
            "applyer": {"userid": one.applicant, "partyid": "1"},
            "sp_record": [
                {
                    "sp_status": one.sp_status,
                    "approverattr": one.attr,
                    "details": details,
                }
            ],
            "notifyer": [],
            "apply_data": {"contents": one.contents},
            "comments": [],
        }
    }


# -- what a tester does ------------------------------------------------------
def decide(state: WecomState, body: dict) -> dict:
    """An approver decides; all of them must where the form says so."""
    with state.lock:
        one = state.approvals[body["sp_no"]]
        if one.sp_status != PENDING:
            raise ValueError("it is decided already")
        if body["userid"] not in one.approvers:
            raise ValueError("he is no approver of it")
        vote = PASSED if body.get("approve") else REJECTED
        words = body.get("speech") or ""
        one.votes[body["userid"]] = (vote, words, int(state.now()))
        is_complete = one.attr != ALL_OF_THEM or len(one.votes) == len(one.approvers)
        if vote == REJECTED or is_complete:
            one.sp_status = vote
    _tell(state, body, one)
    return {"sp_status": one.sp_status}


def set_status(state: WecomState, body: dict) -> dict:
    """Revoked, revoked after it passed, deleted, paid."""
    if body["sp_status"] not in STATES:
        raise ValueError("no such state")
    with state.lock:
        one = state.approvals[body["sp_no"]]
        one.sp_status = body["sp_status"]
    _tell(state, body, one)
    return {"sp_status": one.sp_status}


def event_xml(state: WecomState, one: Approval) -> str:
    """sys_approval_change, as the fact sheet has it."""
    info = {
        "SpNo": one.sp_no,
        "SpNoStr": one.sp_no,
        "SpName": "CRM 审批",
        "SpStatus": str(one.sp_status),
        "TemplateId": one.template_id,
        "ApplyTime": str(one.apply_time),
    }
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in info.items())
    inner += f"<Applyer><UserId>{escape(one.applicant)}</UserId></Applyer>"
    inner += f"<StatuChangeEvent>{one.sp_status}</StatuChangeEvent>"
    return (
        f"<xml><ToUserName>{escape(state.corp_id)}</ToUserName>"
        "<FromUserName>sys</FromUserName>"
        f"<CreateTime>{int(state.now())}</CreateTime><MsgType>event</MsgType>"
        f"<Event>sys_approval_change</Event><ApprovalInfo>{inner}</ApprovalInfo></xml>"
    )


def _tell(state: WecomState, body: dict, one: Approval) -> None:
    if state.callback is None or body.get("lost"):
        return
    xml = event_xml(state, one)
    with state.lock:
        state.sent_events.append(xml)
    state.callback.post(xml, state.corp_id)


def show(state: WecomState) -> dict:
    """All approvals, for the page."""
    with state.lock:
        return {"approvals": [asdict(one) for one in state.approvals.values()]}


VENDOR_ROUTES = {
    "/cgi-bin/oa/applyevent": ("POST", lambda s, q, b: start(s, b)),
    "/cgi-bin/oa/getapprovaldetail": ("POST", lambda s, q, b: detail(s, b)),
}
CONTROL_ROUTES = {
    ("GET", "/_sim/approvals"): lambda s, q, b: show(s),
    ("POST", "/_sim/approvals/decide"): lambda s, q, b: decide(s, b),
    ("POST", "/_sim/approvals/status"): lambda s, q, b: set_status(s, b),
}
