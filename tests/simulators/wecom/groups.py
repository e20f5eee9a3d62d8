"""Groups with customers in them."""

from .customers import send_event
from .state import ApiError, WecomState

MAX_PAGE = 1000
COLLEAGUE, CUSTOMER = 1, 2


def list_chats(state: WecomState, body: dict) -> dict:
    """externalcontact/groupchat/list, by pages."""
    limit = body.get("limit")
    if not isinstance(limit, int) or not 0 < limit <= MAX_PAGE:
        raise ApiError(40058, "limit is out of range")
    owners = (body.get("owner_filter") or {}).get("userid_list")
    start = int(body.get("cursor") or 0)
    with state.lock:
        rows = [
            {"chat_id": chat["chat_id"], "status": 0}
            for chat in state.group_chats.values()
            if not owners or chat["owner"] in owners
        ]
    end = start + limit
    return {
        "group_chat_list": rows[start:end],
        "next_cursor": str(end) if end < len(rows) else "",
    }


def get_chat(state: WecomState, body: dict) -> dict:
    """externalcontact/groupchat/get"""
    with state.lock:
        chat = state.group_chats.get(body.get("chat_id", ""))
        if chat is None:
            raise ApiError(49008, "chat not exist")
        return {"group_chat": chat}


def set_chat(state: WecomState, body: dict) -> dict:
    """What a tester does: a group is made, or changed; the event is sent."""
    with state.lock:
        chat_id = body.get("chat_id") or f"wrSim{len(state.group_chats) + 1:06d}"
        is_new = chat_id not in state.group_chats
        members = [
            {"userid": one, "type": COLLEAGUE, "join_time": int(state.now())}
            for one in body.get("colleagues") or [body["owner"]]
        ] + [
            {"userid": one, "type": CUSTOMER, "join_time": int(state.now())}
            for one in body.get("customers") or []
        ]
        state.group_chats[chat_id] = {
            "chat_id": chat_id,
            "name": body.get("name") or "",
            "owner": body["owner"],
            "create_time": int(state.now()),
            "notice": "",
            "member_list": members,
        }
    send_event(
        state,
        "change_external_chat",
        ChatId=chat_id,
        ChangeType="create" if is_new else "update",
        UpdateDetail="" if is_new else "change_name",
    )
    return {"chat_id": chat_id}


def dismiss_chat(state: WecomState, body: dict) -> dict:
    """What a tester does: a group is dissolved."""
    with state.lock:
        del state.group_chats[body["chat_id"]]
    send_event(
        state, "change_external_chat", ChatId=body["chat_id"], ChangeType="dismiss"
    )
    return {}


VENDOR_ROUTES = {
    "/cgi-bin/externalcontact/groupchat/list": (
        "POST",
        lambda s, q, b: list_chats(s, b),
    ),
    "/cgi-bin/externalcontact/groupchat/get": ("POST", lambda s, q, b: get_chat(s, b)),
}
CONTROL_ROUTES = {
    ("GET", "/_sim/groups"): lambda s, q, b: {"groups": [*s.group_chats.values()]},
    ("POST", "/_sim/groups"): lambda s, q, b: set_chat(s, b),
    ("POST", "/_sim/groups/dismiss"): lambda s, q, b: dismiss_chat(s, b),
}
