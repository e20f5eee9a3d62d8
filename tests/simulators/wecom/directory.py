"""Departments, and colleagues who come, change, leave or get another id.

The last part is what a tester does; each act is reported as WeCom reports it, or the
report is lost (``lost``) or held back (``held``) to be released in the wrong order.
"""

from dataclasses import asdict, dataclass, field

from .callbacks import event_xml
from .state import ApiError, Member, WecomState

ROOT = 1
EVENT = "change_contact"


@dataclass
class Department:
    """A department; the root has ``parentid`` 0."""

    id: int
    name: str
    parentid: int = ROOT
    order: int = 100
    leaders: list[str] = field(default_factory=list)


def tree(state: WecomState) -> list[Department]:
    """All departments: those that were made, and those that members are in."""
    with state.lock:
        found = dict(state.departments)
        named = {one for m in state.members.values() for one in m.department}
        for number in sorted(named | {ROOT}):
            parent = 0 if number == ROOT else ROOT
            found.setdefault(number, Department(number, f"部门{number}", parent))
        return [found[number] for number in sorted(found)]


def list_departments(state: WecomState, params: dict) -> dict:
    """department/simplelist: ids alone."""
    rows = tree(state)
    return {
        "department_id": [
            {"id": one.id, "parentid": one.parentid, "order": one.order} for one in rows
        ]
    }


def get_department(state: WecomState, params: dict) -> dict:
    """department/get"""
    wanted = params.get("id", "")
    for one in tree(state):
        if str(one.id) == wanted:
            return {
                "department": {
                    "id": one.id,
                    "name": one.name,
                    "name_en": "",
                    "parentid": one.parentid,
                    "order": one.order,
                    "department_leader": list(one.leaders),
                }
            }
    raise ApiError(60003, "department not found")


def seed(state: WecomState) -> None:
    """A small design company, as ``make run`` shows it; ids as in the demo company."""
    departments = [(1, "云岭设计", 0), (2, "市场部", 1), (3, "方案部", 1)]
    departments += [(4, "方案一所", 3), (5, "财务部", 1)]
    people = [
        ("ZhangWei", "张伟", [2], "市场总监", [2]),
        ("LiNa", "李娜", [2], "客户经理", []),
        ("WangQiang", "王强", [2], "客户经理", []),
        ("ChenJing", "陈静", [3, 4], "主案设计师", [3]),
        ("ZhouKai", "周凯", [4], "设计师", []),
        ("LiuMin", "刘敏", [5], "会计", [5]),
        ("HeJie", "何洁", [4], "助理设计师", []),
    ]
    with state.lock:
        for number, name, parent in departments:
            state.departments[number] = Department(number, name, parent)
    state.set_members(
        Member(userid, name, places, position=position, leads=leads)
        for userid, name, places, position, leads in people
    )


# -- what a tester does ------------------------------------------------------
def _tell(state: WecomState, body: dict, change: str, **values: str) -> None:
    """Report a change, unless the tester wants it lost or held back."""
    if state.callback is None or body.get("lost"):
        return
    stamp = str(int(state.now()))
    xml = event_xml(state.corp_id, EVENT, CreateTime=stamp, ChangeType=change, **values)
    if body.get("held"):
        with state.lock:
            state.held_events.append(xml)
        return
    _post(state, xml)


def _post(state: WecomState, xml: str) -> None:
    with state.lock:
        state.sent_events.append(xml)
    state.callback.post(xml, state.corp_id)


def _member_facts(member: Member) -> dict[str, str]:
    """The fields of the event: no mobile, as for every newer app."""
    return {
        "Name": member.name,
        "Department": ",".join(map(str, member.department)),
        "IsLeaderInDept": ",".join(
            str(int(one in member.leads)) for one in member.department
        ),
        "Position": member.position,
        "Status": str(member.status),
    }


def save_member(state: WecomState, body: dict) -> dict:
    """Somebody joins, or his name, departments, position or status change."""
    names = ("name", "department", "position", "status", "leads")
    with state.lock:
        known = state.members.get(body["userid"].lower())
        member = known or Member(body["userid"], body.get("name") or body["userid"])
        for name in names:
            if name in body:
                setattr(member, name, body[name])
        state.members[member.userid.lower()] = member
    change = "update_user" if known else "create_user"
    _tell(state, body, change, UserID=member.userid, **_member_facts(member))
    return {"userid": member.userid}


def remove_member(state: WecomState, body: dict) -> dict:
    """A colleague leaves."""
    with state.lock:
        member = state.members.pop(body["userid"].lower())
    _tell(state, body, "delete_user", UserID=member.userid)
    return {"userid": member.userid}


def rename_member(state: WecomState, body: dict) -> dict:
    """A colleague gets another userid."""
    old, new = body["userid"], body["new_userid"]
    with state.lock:
        if new.lower() in state.members and new.lower() != old.lower():
            raise ValueError(f"{new} is somebody else's userid")
        member = state.members.pop(old.lower())
        member.userid = new
        state.members[new.lower()] = member
    _tell(state, body, "update_user", UserID=old, NewUserID=new)
    return {"userid": new}


def save_department(state: WecomState, body: dict) -> dict:
    """A department comes, or changes its name or place."""
    number = int(body["id"])
    with state.lock:
        known = number in state.departments
        one = state.departments.setdefault(number, Department(number, f"部门{number}"))
        for name in ("name", "parentid", "order", "leaders"):
            if name in body:
                setattr(one, name, body[name])
    _tell(
        state,
        body,
        "update_party" if known else "create_party",
        Id=str(number),
        Name=one.name,
        ParentId=str(one.parentid),
        Order=str(one.order),
    )
    return {"id": number}


def remove_department(state: WecomState, body: dict) -> dict:
    """A department goes; nobody may be in it any more."""
    number = int(body["id"])
    with state.lock:
        if any(number in m.department for m in state.members.values()):
            raise ValueError("somebody is in this department")
        state.departments.pop(number)
    _tell(state, body, "delete_party", Id=str(number))
    return {"id": number}


def release_events(state: WecomState, body: dict) -> dict:
    """Send the reports that were held back: the last one first."""
    with state.lock:
        held, state.held_events = state.held_events[::-1], []
    for xml in held:
        _post(state, xml)
    return {"sent": len(held)}


def show(state: WecomState) -> dict:
    """The organisation, for the page."""
    rows = [asdict(one) for one in tree(state)]
    with state.lock:
        members = [asdict(one) for one in state.members.values()]
        held = len(state.held_events)
    return {"departments": rows, "members": members, "held": held}


CONTROL_ROUTES = {
    ("GET", "/_sim/directory"): lambda s, q, b: show(s),
    ("POST", "/_sim/directory/member"): lambda s, q, b: save_member(s, b),
    ("POST", "/_sim/directory/leave"): lambda s, q, b: remove_member(s, b),
    ("POST", "/_sim/directory/rename"): lambda s, q, b: rename_member(s, b),
    ("POST", "/_sim/directory/department"): lambda s, q, b: save_department(s, b),
    ("POST", "/_sim/directory/no_department"): lambda s, q, b: remove_department(s, b),
    ("POST", "/_sim/directory/release"): lambda s, q, b: release_events(s, b),
}
