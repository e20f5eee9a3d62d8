"""Customers who go from one colleague to another, at work or after he has left."""

from .customers import send_event
from .state import ApiError, WecomState

MAX_CUSTOMERS = 100
MAX_WORDS = 200
DAY = 86_400
PERIOD, TIMES = 90 * DAY, 2
DONE, WAITING, REFUSED, LIMIT = 1, 2, 3, 4
REASONS = {REFUSED: "customer_refused", LIMIT: "customer_limit_exceed"}


def start(state: WecomState, body: dict, is_resigned: bool) -> dict:
    """transfer_customer: 0 a customer means that it began; it is done a day later."""
    old, new = body.get("handover_userid", ""), body.get("takeover_userid", "")
    wanted = body.get("external_userid")
    if not isinstance(wanted, list) or not 0 < len(wanted) <= MAX_CUSTOMERS:
        raise ApiError(40058, "external_userid has 1 to 100 entries")
    if len(body.get("transfer_success_msg") or "") > MAX_WORDS:
        raise ApiError(40058, "transfer_success_msg is too long")
    with state.lock:
        if new.lower() not in state.members or (
            not is_resigned and old.lower() not in state.members
        ):
            raise ApiError(60111, "userid not found")
        return {
            "customer": [
                {
                    "external_userid": external_userid,
                    "errcode": _start_one(state, old, new, external_userid),
                }
                for external_userid in wanted
            ]
        }


def _start_one(state: WecomState, old: str, new: str, external_userid: str) -> int:
    customer = state.customers.get(external_userid)
    if customer is None or old not in customer.followers:
        return 84061
    mine = [one for one in state.transfers if one["external_userid"] == external_userid]
    if any(one["status"] == WAITING for one in mine):
        return 40097
    since = state.now() - PERIOD
    if len([one for one in mine if one["at"] > since]) >= TIMES:
        return 40098
    state.transfers.append(
        {
            "external_userid": external_userid,
            "handover_userid": old,
            "takeover_userid": new,
            "at": state.now(),
            "status": WAITING,
            "takeover_time": 0,
        }
    )
    return 0


def result(state: WecomState, body: dict) -> dict:
    """transfer_result, by pages of a thousand."""
    with state.lock:
        _settle_due(state)
        rows = [
            {name: one[name] for name in ("external_userid", "status", "takeover_time")}
            for one in state.transfers
            if one["handover_userid"] == body.get("handover_userid")
            and one["takeover_userid"] == body.get("takeover_userid")
        ]
    start_at = int(body.get("cursor") or 0)
    end = start_at + 1000
    return {
        "customer": rows[start_at:end],
        "next_cursor": str(end) if end < len(rows) else "",
    }


def _settle_due(state: WecomState) -> None:
    for one in state.transfers:
        if one["status"] == WAITING and state.now() >= one["at"] + DAY:
            _settle(state, one, DONE)


def _settle(state: WecomState, one: dict, status: int) -> None:
    one["status"] = status
    if status == DONE:
        one["takeover_time"] = int(state.now())
        followers = state.customers[one["external_userid"]].followers
        known = followers.pop(one["handover_userid"], {})
        known = {**known, "createtime": int(state.now()), "state": ""}
        followers[one["takeover_userid"]] = known


def settle(state: WecomState, body: dict) -> dict:
    """What a tester does: the day is over, or the customer says no."""
    status = int(body.get("status") or DONE)
    with state.lock:
        waiting = [
            one
            for one in state.transfers
            if one["status"] == WAITING
            and body.get("external_userid") in (None, one["external_userid"])
        ]
        for one in waiting:
            _settle(state, one, status)
    for one in waiting:
        if status in REASONS:
            send_event(
                state,
                "change_external_contact",
                ChangeType="transfer_fail",
                UserID=one["takeover_userid"],
                ExternalUserID=one["external_userid"],
                FailReason=REASONS[status],
            )
    return {"settled": len(waiting)}


VENDOR_ROUTES = {
    "/cgi-bin/externalcontact/transfer_customer": (
        "POST",
        lambda s, q, b: start(s, b, is_resigned=False),
    ),
    "/cgi-bin/externalcontact/resigned/transfer_customer": (
        "POST",
        lambda s, q, b: start(s, b, is_resigned=True),
    ),
    "/cgi-bin/externalcontact/transfer_result": ("POST", lambda s, q, b: result(s, b)),
    "/cgi-bin/externalcontact/resigned/transfer_result": (
        "POST",
        lambda s, q, b: result(s, b),
    ),
}
CONTROL_ROUTES = {
    ("POST", "/_sim/transfers/settle"): lambda s, q, b: settle(s, b),
    ("GET", "/_sim/transfers"): lambda s, q, b: {"transfers": list(s.transfers)},
}
