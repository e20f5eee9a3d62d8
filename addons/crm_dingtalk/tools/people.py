"""Rows of DingTalk's directory in the words of the core's."""

from collections.abc import Iterable, Mapping

ROOT = 1  # the company itself


def department_values(row: Mapping) -> dict:
    """A department; the company has none above it.

    >>> department_values({"dept_id": 2, "name": "设计部", "parent_id": 1})
    {'external_id': '2', 'name': '设计部', 'parent_id': '1'}
    """
    return {
        "external_id": str(row["dept_id"]),
        "name": str(row.get("name") or row["dept_id"]),
        "parent_id": str(row.get("parent_id") or ""),
    }


def person_values(row: Mapping) -> dict:
    """A colleague, with all departments that he is in.

    >>> person_values({"userid": "a", "unionid": "u", "name": "张三", "title": None,
    ...     "dept_id_list": [2, 1, 2], "leader_in_dept": [{"dept_id": 2,
    ...     "leader": True}]})["department_ids"]
    ('2', '1')
    >>> person_values({"userid": "a"})["name"]
    'a'
    """
    led = [
        str(one["dept_id"])
        for one in row.get("leader_in_dept") or []
        if one.get("leader") and one.get("dept_id")
    ]
    return {
        "external_id": str(row["userid"]),
        "name": str(row.get("name") or row["userid"]),
        "department_ids": tuple(
            dict.fromkeys(str(one) for one in row.get("dept_id_list") or [])
        ),
        "title": str(row.get("title") or ""),
        "led_ids": tuple(led),
        "stable_id": str(row.get("unionid") or ""),
        "email": str(row.get("email") or row.get("org_email") or ""),
    }


def merged_people(rows: Iterable[Mapping]) -> list[dict]:
    """Each colleague once: he is listed in every department that he is in.

    >>> rows = [{"userid": "a", "dept_id_list": [number]} for number in (1, 2)]
    >>> [one["department_ids"] for one in merged_people(rows)]
    [('1', '2')]
    """
    people: dict[str, dict] = {}
    for row in rows:
        values = person_values(row)
        known = people.setdefault(values["external_id"], values)
        for name in ("department_ids", "led_ids"):
            known[name] = tuple(dict.fromkeys(known[name] + values[name]))
    return list(people.values())
