"""The directory endpoints: who works here."""

from .state import ApiError, Member, WecomState

MAX_PAGE = 10000


def _row(member: Member) -> dict:
    """Apps made since 2022-06-20 get no mobile, mail, avatar or gender."""
    return {
        "userid": member.userid,
        "name": member.name,
        "department": member.department,
        "is_leader_in_dept": [int(one in member.leads) for one in member.department],
        "position": member.position,
        "status": member.status,
    }


def get_user(state: WecomState, params: dict) -> dict:
    """user/get"""
    member = state.members.get(params.get("userid", "").lower())
    if member is None:
        raise ApiError(60111, "userid not found")
    return _row(member)


def list_users(state: WecomState, params: dict) -> dict:
    """user/list: the members of one department, not of those below it."""
    department = _number(params.get("department_id"), "department_id")
    rows = [_row(m) for m in state.members.values() if department in m.department]
    return {"userlist": rows}


def list_user_ids(state: WecomState, body: dict) -> dict:
    """user/list_id: one row per member and department, by pages."""
    limit = _number(body.get("limit", MAX_PAGE), "limit")
    if not 0 < limit <= MAX_PAGE:
        raise ApiError(40063, "limit is out of range")
    start = _number(body.get("cursor") or 0, "cursor")
    rows = [
        {"userid": member.userid, "department": department}
        for member in state.members.values()
        for department in member.department
    ]
    end = start + limit
    return {
        "next_cursor": str(end) if end < len(rows) else "",
        "dept_user": rows[start:end],
    }


def _number(value, name: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ApiError(40063, f"{name} is not a number") from None
