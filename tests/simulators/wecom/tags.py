"""Tags of customers, and what colleagues note of them."""

import itertools

from .customers import send_event
from .state import ApiError, WecomState

MAX_TAGS = 10_000
LIMITS = {"remark": 20, "description": 150, "remark_company": 20}
COLUMNS = {"remark": "remark", "description": "description"}
COLUMNS |= {"remark_company": "remark_corp_name"}


def list_tags(state: WecomState, body: dict) -> dict:
    """externalcontact/get_corp_tag_list; by ``tag_id`` or ``group_id`` when given."""
    tag_ids, group_ids = body.get("tag_id") or (), body.get("group_id") or ()
    with state.lock:
        groups = [
            {
                **group,
                "tag": [t for t in group["tag"] if not tag_ids or t["id"] in tag_ids],
            }
            for group in state.tag_groups.values()
            if tag_ids or not group_ids or group["group_id"] in group_ids
        ]
    return {"tag_group": [group for group in groups if group["tag"]]}


def add_tags(state: WecomState, body: dict) -> dict:
    """externalcontact/add_corp_tag: a group, new or known, and tags in it."""
    rows = body.get("tag")
    if not isinstance(rows, list) or not rows:
        raise ApiError(40058, "tag is missing")
    with state.lock:
        count = sum(len(group["tag"]) for group in state.tag_groups.values())
        if count + len(rows) > MAX_TAGS:
            raise ApiError(40066, "too many tags")
        group = _group(state, body)
        known = {tag["name"] for tag in group["tag"]}
        if any(not row.get("name") or row["name"] in known for row in rows):
            raise ApiError(40071, "tag name exists")
        made = [_tag(state, row["name"], count + n) for n, row in enumerate(rows)]
        group["tag"] += made
    return {"tag_group": {**group, "tag": made}}


def _group(state: WecomState, body: dict) -> dict:
    group_id, name = body.get("group_id"), body.get("group_name")
    for group in state.tag_groups.values():
        if group["group_id"] == group_id or (
            not group_id and group["group_name"] == name
        ):
            return group
    if group_id or not name:
        raise ApiError(40068, "invalid group_id")
    group_id = f"etGroup{len(state.tag_groups) + 1:04d}"
    made = {"group_id": group_id, "group_name": name, "deleted": False, "order": 0}
    made |= {"create_time": int(state.now()), "tag": []}
    return state.tag_groups.setdefault(group_id, made)


def _tag(state: WecomState, name: str, number: int) -> dict:
    made = {"id": f"etTag{number + 1:06d}", "name": name, "order": 0}
    return made | {"create_time": int(state.now()), "deleted": False}


def _known(state: WecomState, body: dict) -> dict:
    """What one colleague knows of a customer."""
    customer = state.customers.get(body.get("external_userid", ""))
    if customer is None or body.get("userid") not in customer.followers:
        raise ApiError(84061, "not exist contact")
    return customer.followers[body["userid"]]


def mark_tag(state: WecomState, body: dict) -> dict:
    """externalcontact/mark_tag; no event is sent about it."""
    with state.lock:
        known = _known(state, body)
        ids = {tag["id"] for group in state.tag_groups.values() for tag in group["tag"]}
        add, remove = body.get("add_tag") or [], body.get("remove_tag") or []
        if not add and not remove:
            raise ApiError(40058, "add_tag and remove_tag are empty")
        if not ids.issuperset(add):
            raise ApiError(40068, "invalid tagid")
        kept = [one for one in known.get("tag_ids", ()) if one not in remove]
        known["tag_ids"] = list(dict.fromkeys([*kept, *add]))
    return {}


def write_remark(state: WecomState, body: dict) -> dict:
    """externalcontact/remark; no event is sent about it."""
    for name, limit in LIMITS.items():
        if len(body.get(name) or "") > limit:
            raise ApiError(40058, f"{name} is too long")
    with state.lock:
        known = _known(state, body)
        for name, column in COLUMNS.items():
            if name in body:
                known[column] = body[name]
        if "remark_mobiles" in body:
            known["remark_mobiles"] = [one for one in body["remark_mobiles"] if one]
    return {}


def tester_edit(state: WecomState, body: dict) -> dict:
    """What a tester does: a colleague renames or tags a customer in his app."""
    with state.lock:
        known = _known(state, body)
        if "remark" in body:
            known["remark"] = body["remark"]
        if name := body.get("tag"):
            wanted = itertools.chain.from_iterable(
                group["tag"] for group in state.tag_groups.values()
            )
            tag = next((one for one in wanted if one["name"] == name), None)
            if tag is None:
                values = {"group_name": "客户标签", "tag": [{"name": name}]}
                (tag,) = add_tags(state, values)["tag_group"]["tag"]
            known["tag_ids"] = [*known.get("tag_ids", ()), tag["id"]]
    send_event(
        state,
        "change_external_contact",
        ChangeType="edit_external_contact",
        UserID=body["userid"],
        ExternalUserID=body["external_userid"],
    )
    return {}


VENDOR_ROUTES = {
    "/cgi-bin/externalcontact/get_corp_tag_list": (
        "POST",
        lambda s, q, b: list_tags(s, b),
    ),
    "/cgi-bin/externalcontact/add_corp_tag": ("POST", lambda s, q, b: add_tags(s, b)),
    "/cgi-bin/externalcontact/mark_tag": ("POST", lambda s, q, b: mark_tag(s, b)),
    "/cgi-bin/externalcontact/remark": ("POST", lambda s, q, b: write_remark(s, b)),
}
CONTROL_ROUTES = {
    ("POST", "/_sim/customers/edit"): lambda s, q, b: tester_edit(s, b),
    ("GET", "/_sim/tags"): lambda s, q, b: {"tag_group": [*s.tag_groups.values()]},
}
