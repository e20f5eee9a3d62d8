"""An activity as a todo of DingTalk."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SUBJECT_LENGTH, DESCRIPTION_LENGTH = 1024, 4096
END_OF_WORK = time(18)
DEFAULT_TZ = "Asia/Shanghai"


def due_milliseconds(deadline: date, timezone: str) -> int:
    """The end of the working day of ``deadline``, in milliseconds since the epoch.

    >>> due_milliseconds(date(2026, 11, 27), "Asia/Shanghai")
    1795773600000
    >>> due_milliseconds(date(2026, 11, 27), "") == 1795773600000
    True
    """
    zone = ZoneInfo(timezone or DEFAULT_TZ)
    return int(datetime.combine(deadline, END_OF_WORK, zone).timestamp()) * 1000


def todo_body(values: Mapping, unionid: str, source_id: str) -> dict:
    """The body that makes a todo.

    :param values: ``subject``, ``description``, ``due`` (milliseconds) and ``url``
    :param unionid: whose todo it is
    :param source_id: our id of it, by which the vendor knows a repetition

    >>> body = todo_body({"subject": "回访", "description": "", "due": 5,
    ...                   "url": "https://e.cn/1"}, "u", "s")
    >>> body["executorIds"], body["detailUrl"]["appUrl"], body["sourceId"]
    (['u'], 'https://e.cn/1', 's')
    >>> "description" in body
    False
    """
    body = {
        "sourceId": source_id,
        "creatorId": unionid,
        "executorIds": [unionid],
        "detailUrl": {"appUrl": values["url"], "pcUrl": values["url"]},
        "isOnlyShowExecutor": True,
        "notifyConfigs": {"dingNotify": "1"},
        **changes(values),
    }
    return {name: value for name, value in body.items() if value not in ("", None)}


def changes(values: Mapping) -> dict:
    """What may change of a todo later.

    >>> changes({"subject": "回访", "description": "电话", "due": 5, "url": ""})
    {'subject': '回访', 'description': '电话', 'dueTime': 5}
    """
    return {
        "subject": values["subject"][:SUBJECT_LENGTH],
        "description": values["description"][:DESCRIPTION_LENGTH],
        "dueTime": values["due"],
    }


def digest(values: Mapping) -> str:
    """What DingTalk was told, short enough to compare.

    >>> digest({"a": 1, "b": "二"}) == digest({"b": "二", "a": 1})
    True
    >>> digest({"a": 1}) == digest({"a": 2})
    False
    """
    raw = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(raw.encode()).hexdigest()


def is_done(todo: Mapping) -> bool:
    """Whether a todo of the vendor's answer is done.

    >>> is_done({"done": True}), is_done({"isDone": True}), is_done({"done": False})
    (True, True, False)
    """
    return todo.get("done") is True or todo.get("isDone") is True
