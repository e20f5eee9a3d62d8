"""The directory endpoints: departments and who works there."""

from .reports import send_event
from .state import ROOT, DingtalkState, Person, Refusal

MAX_PAGE = 100


def list_sub_departments(state: DingtalkState, body: dict) -> dict:
    """topapi/v2/department/listsub: directly below; the company when none is named."""
    dept_id = _department(state, body.get("dept_id", ROOT))
    return {
        "result": [
            {"dept_id": one.dept_id, "name": one.name, "parent_id": one.parent_id}
            for one in state.departments.values()
            if one.parent_id == dept_id
        ]
    }


def list_users(state: DingtalkState, body: dict) -> dict:
    """topapi/v2/user/list: of the department itself, by pages."""
    dept_id = _department(state, body.get("dept_id"))
    cursor, size = body.get("cursor"), body.get("size")
    if not _is_number(cursor) or cursor < 0:
        raise Refusal(400002, "参数错误: cursor")
    if not _is_number(size) or not 0 < size <= MAX_PAGE:
        raise Refusal(400002, "参数错误: size")
    rows = [_row(one) for one in state.people.values() if dept_id in one.departments]
    end = cursor + size
    result = {"has_more": end < len(rows), "list": rows[cursor:end]}
    if result["has_more"]:
        result["next_cursor"] = end
    return {"result": result}


def get_user(state: DingtalkState, body: dict) -> dict:
    """topapi/v2/user/get"""
    return {"result": _row(_person(state, body.get("userid")))}


def get_by_mobile(state: DingtalkState, body: dict) -> dict:
    """topapi/v2/user/getbymobile"""
    for person in state.people.values():
        if person.mobile and person.mobile == body.get("mobile"):
            return {"result": {"userid": person.userid}}
    raise Refusal(60121, "找不到该用户")


def _row(person: Person) -> dict:
    return {
        "userid": person.userid,
        "unionid": person.unionid,
        "name": person.name,
        "mobile": person.mobile,
        "email": person.email,
        "title": person.title,
        "dept_id_list": list(person.departments),
    }


def _person(state: DingtalkState, userid) -> Person:
    person = state.people.get(userid) if isinstance(userid, str) else None
    if person is None:
        raise Refusal(60121, "找不到该用户")
    return person


def _department(state: DingtalkState, value) -> int:
    if not _is_number(value):
        raise Refusal(400002, "参数错误: dept_id")
    if value not in state.departments:
        raise Refusal(60003, "部门不存在")
    return value


def _is_number(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# -- what a tester does ------------------------------------------------------
def join(state: DingtalkState, body: dict) -> dict:
    """Somebody joins the company."""
    person = Person(**body)
    known = person.userid in state.people
    state.set_people([person])
    kind = "user_modify_org" if known else "user_add_org"
    send_event(state, kind, UserId=[person.userid])
    return {"userid": person.userid}


def leave(state: DingtalkState, body: dict) -> dict:
    """Somebody leaves the company."""
    with state.lock:
        state.people.pop(body["userid"])
    send_event(state, "user_leave_org", UserId=[body["userid"]])
    return {}
