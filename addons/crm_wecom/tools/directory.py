"""WeCom's departments and members in the terms of the connector's directory."""

from collections.abc import Iterable, Mapping

# 1 active, 2 disabled, 4 not activated yet, 5 left.
DISABLED, LEFT = 2, 5
ROOT_PARENT = 0


def _text(row: Mapping, name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _key(value: object) -> str:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number or isinstance(value, str) else ""


def department_values(row: Mapping) -> dict:
    """The values of a ``Department``.

    >>> department_values({"id": 2, "name": "销售部", "parentid": 1,
    ...                    "department_leader": ["ZhangWei"]})["leader_ids"]
    ('ZhangWei',)
    >>> department_values({"id": 1, "parentid": 0})["parent_id"]
    ''
    """
    parent = row.get("parentid")
    leaders = row.get("department_leader")
    return {
        "external_id": _key(row.get("id")),
        "name": _text(row, "name"),
        "parent_id": _key(parent) if parent != ROOT_PARENT else "",
        "leader_ids": tuple(
            one for one in (leaders if isinstance(leaders, list) else ()) if one
        ),
    }


def led_departments(row: Mapping) -> tuple[str, ...]:
    """The departments that a member leads.

    ``is_leader_in_dept`` is a list beside ``department``, one number for each.

    >>> led_departments({"department": [2, 3], "is_leader_in_dept": [0, 1]})
    ('3',)
    >>> led_departments({"department": [2, 3]})
    ()
    """
    departments = row.get("department") or ()
    flags = row.get("is_leader_in_dept") or ()
    return tuple(
        _key(department)
        for department, flag in zip(departments, flags, strict=False)
        if flag in (1, "1")
    )


def person_values(row: Mapping, departments: Iterable[Mapping] = ()) -> dict:
    """The values of a ``Person``; his mobile is not even looked at.

    :param row: a member as user/get answers him
    :param departments: values of departments, which name their leaders, too

    >>> person = person_values({"userid": "li.na", "name": "李娜", "status": 4,
    ...     "department": [2, 2, 3], "position": "主案", "mobile": "13800000000"})
    >>> person["department_ids"], person["title"], person["is_active"]
    (('2', '3'), '主案', True)
    >>> "mobile" in person
    False
    >>> [person_values({"userid": "a", "status": s})["is_active"] for s in (1, 2, 5)]
    [True, False, False]
    """
    userid = _text(row, "userid")
    places = row.get("department")
    keys = [_key(one) for one in (places if isinstance(places, list) else ())]
    led = [*led_departments(row)]
    led += [
        one["external_id"]
        for one in departments
        if userid.lower() in (leader.lower() for leader in one["leader_ids"])
    ]
    return {
        "external_id": userid,
        "name": _text(row, "name") or userid,
        "department_ids": tuple(dict.fromkeys(filter(None, keys))),
        "title": _text(row, "position"),
        "led_ids": tuple(one for one in dict.fromkeys(led) if one in keys),
        "is_active": row.get("status") not in (DISABLED, LEFT),
        "email": _text(row, "email") or _text(row, "biz_mail"),
    }
