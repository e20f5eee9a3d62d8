"""What WeCom says of a group with customers, in the words of our records."""

from collections.abc import Mapping
from datetime import UTC, datetime

COLLEAGUE, CUSTOMER = 1, 2


def group_values(chat: Mapping) -> dict:
    """Name, owner and members of a group; a broken member is left out.

    >>> values = group_values({"chat_id": "wr1", "name": "云岭项目群", "owner": "li",
    ...     "create_time": 7, "member_list": [{"userid": "li", "type": 1},
    ...     {"userid": "wm1", "type": 2, "join_time": 1700000000}, None]})
    >>> values["customers"], values["colleague_count"], values["created_at"]
    (['wm1'], 1, 7)
    >>> values["joined"]["wm1"]
    datetime.datetime(2023, 11, 14, 22, 13, 20)
    """
    members = [
        one
        for one in chat.get("member_list") or []
        if isinstance(one, Mapping) and isinstance(one.get("userid"), str)
    ]
    customers = [one for one in members if one.get("type") == CUSTOMER]
    return {
        "chat_id": str(chat.get("chat_id") or ""),
        "name": str(chat.get("name") or "").strip(),
        "owner": str(chat.get("owner") or ""),
        "created_at": int(chat.get("create_time") or 0),
        "customers": [one["userid"] for one in customers],
        "joined": {one["userid"]: _moment(one.get("join_time")) for one in customers},
        "colleague_count": sum(one.get("type") == COLLEAGUE for one in members),
    }


def _moment(seconds: object) -> datetime:
    moment = (
        datetime.fromtimestamp(seconds, UTC)
        if isinstance(seconds, int) and seconds > 0
        else datetime.now(UTC)
    )
    return moment.replace(tzinfo=None, microsecond=0)
