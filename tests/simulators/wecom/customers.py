"""The customer contact endpoints: who of outside is whose contact, and how he came."""

import time
from dataclasses import dataclass, field

from .callbacks import event_xml
from .state import ApiError, WecomState

FOLLOWERS_A_PAGE = 500
WELCOME_SECONDS = 20


@dataclass
class Customer:
    """A customer, and the colleagues who have him: {userid: what they know of him}."""

    external_userid: str
    name: str
    type: int = 1
    corp_name: str = ""
    position: str = ""
    unionid: str = ""
    followers: dict[str, dict] = field(default_factory=dict)


def get_contact(state: WecomState, params: dict) -> dict:
    """externalcontact/get, by pages of followers."""
    customer = state.customers.get(params.get("external_userid", ""))
    if customer is None or not customer.followers:
        raise ApiError(84061, "not exist contact")
    start = int(params.get("cursor") or 0)
    rows = [
        {"userid": userid, **known, "tags": tags_of(state, known)}
        for userid, known in customer.followers.items()
    ]
    end = start + FOLLOWERS_A_PAGE
    return {
        "external_contact": {
            "external_userid": customer.external_userid,
            "name": customer.name,
            "type": customer.type,
            "corp_name": customer.corp_name,
            "position": customer.position,
            "unionid": customer.unionid,
        },
        "follow_user": rows[start:end],
        "next_cursor": str(end) if end < len(rows) else "",
    }


def tags_of(state: WecomState, known: dict) -> list[dict]:
    """The tags a colleague gave to a customer, as externalcontact/get shows them."""
    names = {
        tag["id"]: (group["group_name"], tag["name"])
        for group in state.tag_groups.values()
        for tag in group["tag"]
    }
    return [
        {
            "group_name": names[tag_id][0],
            "tag_name": names[tag_id][1],
            "type": 1,
            "tag_id": tag_id,
        }
        for tag_id in known.get("tag_ids", ())
        if tag_id in names
    ]


def add_contact_way(state: WecomState, body: dict) -> dict:
    """externalcontact/add_contact_way"""
    if body.get("type") not in (1, 2):
        raise ApiError(41037, "contact way type missing")
    if body.get("scene") not in (1, 2):
        raise ApiError(40058, "scene is invalid")
    if len(body.get("state") or "") > 30 or len(body.get("remark") or "") > 30:
        raise ApiError(40058, "state or remark is too long")
    users = body.get("user") or []
    for userid in users:
        if state.find_member(userid) is None:
            raise ApiError(60111, "userid not found")
    with state.lock:
        config_id = f"way{len(state.ways) + 1:06d}"
        state.ways[config_id] = {**body, "config_id": config_id}
    return {"config_id": config_id, "qr_code": f"{state.address}/_sim/qr/{config_id}"}


def send_welcome(state: WecomState, body: dict) -> dict:
    """externalcontact/send_welcome_msg: once, within 20 s."""
    with state.lock:
        known = state.welcome_codes.pop(body.get("welcome_code"), None)
        if known is None:
            raise ApiError(41050, "invalid welcome_code")
        external_userid, until = known
        if state.now() > until:
            raise ApiError(41050, "welcome_code expired")
        state.welcomes.append(
            {"external_userid": external_userid, "text": body["text"]["content"]}
        )
    return {}


def add_customer(state: WecomState, body: dict) -> dict:
    """What a tester does: a customer scans a code and becomes a contact.

    ``state_key`` (or ``config_id``) says by which contact way; the event is sent
    when an address is set.
    """
    with state.lock:
        way = state.ways.get(body.get("config_id"), {})
        userid = body.get("userid") or (way.get("user") or ["zhang"])[0]
        key = body.get("state_key") or way.get("state") or ""
        customer = _customer(state, body)
        customer.followers[userid] = {
            "remark": body.get("remark") or "",
            "createtime": int(state.now()),
            "remark_mobiles": body.get("mobiles") or [],
            "remark_corp_name": "",
            "description": "",
            "add_way": 1,
            "tag_ids": [],
            "state": key,
        }
        external_userid = customer.external_userid
        code = f"welcome-{external_userid}-{userid}"
        state.welcome_codes[code] = (external_userid, state.now() + WELCOME_SECONDS)
    send_event(
        state,
        "change_external_contact",
        ChangeType="add_external_contact",
        UserID=userid,
        ExternalUserID=external_userid,
        State=key,
        WelcomeCode=code,
    )
    return {"external_userid": external_userid, "welcome_code": code}


def _customer(state: WecomState, body: dict) -> Customer:
    """The customer that a tester means, with what he types of him."""
    number = len(state.customers) + 1
    external_userid = body.get("external_userid") or f"wmSim{number:08d}"
    customer = state.customers.setdefault(
        external_userid, Customer(external_userid, body.get("name") or "新客户")
    )
    customer.type = int(body.get("type") or 1)
    customer.corp_name = body.get("corp_name") or ""
    customer.unionid = body.get("unionid") or f"ou{external_userid}"
    return customer


def remove_customer(state: WecomState, body: dict) -> dict:
    """What a tester does: the customer, or the colleague, ends the contact."""
    userid, external_userid = body["userid"], body["external_userid"]
    by_customer = bool(body.get("by_customer"))
    with state.lock:
        # Who was removed by the customer may still be listed, as at the vendor.
        if not by_customer:
            state.customers[external_userid].followers.pop(userid, None)
    send_event(
        state,
        "change_external_contact",
        ChangeType="del_follow_user" if by_customer else "del_external_contact",
        UserID=userid,
        ExternalUserID=external_userid,
    )
    return {}


def send_event(state: WecomState, event: str, **values: str) -> None:
    """Send an event to the company's address, when one is set."""
    if state.callback is None:
        return
    values.setdefault("CreateTime", str(int(time.time())))
    xml = event_xml(state.corp_id, event, **values)
    with state.lock:
        state.sent_events.append(xml)
    state.callback.post(xml, state.corp_id)
