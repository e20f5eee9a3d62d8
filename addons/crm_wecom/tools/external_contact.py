"""What WeCom says of a customer, in the words of our records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

WELCOME_SECONDS = 20
WELCOME_BYTES = 4000
KIND_WECHAT, KIND_WECOM = "wechat", "wecom"


@dataclass(frozen=True)
class Follower:
    """A colleague who has the customer among his contacts.

    :param userid: of the colleague
    :param added_at: seconds since the epoch; 0 when WeCom does not say
    :param state: of the contact way by which the customer came, if any
    """

    userid: str
    remark: str = ""
    company: str = ""
    mobiles: tuple[str, ...] = ()
    description: str = ""
    added_at: int = 0
    add_way: int = 0
    state: str = ""
    tags: tuple[str, ...] = ()


def _text(values: Mapping, name: str) -> str:
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""


def _number(values: Mapping, name: str) -> int:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _tag_ids(row: Mapping) -> tuple[str, ...]:
    """The company's tags: ``tags`` of one customer, or ``tag_id`` of a list.

    >>> _tag_ids({"tags": [{"type": 1, "tag_id": "b"}, {"type": 2, "tag_id": "own"}]})
    ('b',)
    >>> _tag_ids({"tag_id": ["b", "a", None]})
    ('a', 'b')
    """
    shown = [
        tag.get("tag_id")
        for tag in row.get("tags") or ()
        if isinstance(tag, Mapping) and tag.get("type") == 1
    ]
    found = [*shown, *(row.get("tag_id") or ())]
    return tuple(sorted({one for one in found if isinstance(one, str) and one}))


def contact_values(contact: Mapping) -> dict[str, str]:
    """The fields of a customer's contact.

    >>> contact_values({"name": "周敏", "corp_name": " 云岭 "})["company_name"]
    '云岭'
    >>> contact_values({"name": None, "type": 1})["kind"]
    'wechat'
    """
    return {
        "name": _text(contact, "name"),
        "kind": KIND_WECOM if contact.get("type") == 2 else KIND_WECHAT,
        "unionid": _text(contact, "unionid"),
        "company_name": _text(contact, "corp_full_name") or _text(contact, "corp_name"),
        "function": _text(contact, "position"),
    }


def followers(rows: Iterable) -> list[Follower]:
    """The colleagues of ``follow_user``, the earliest first.

    >>> [one.userid for one in followers([
    ...     {"userid": "li", "createtime": 20}, {"userid": "zhang", "createtime": 10},
    ...     {"remark": "nobody"}, "broken"])]
    ['zhang', 'li']
    """
    found = [
        Follower(
            userid=_text(row, "userid"),
            remark=_text(row, "remark"),
            company=_text(row, "remark_corp_name"),
            mobiles=tuple(
                mobile
                for mobile in row.get("remark_mobiles") or ()
                if isinstance(mobile, str) and mobile
            ),
            description=_text(row, "description"),
            added_at=_number(row, "createtime"),
            add_way=_number(row, "add_way"),
            state=_text(row, "state"),
            tags=_tag_ids(row),
        )
        for row in rows
        if isinstance(row, Mapping) and _text(row, "userid")
    ]
    return sorted(found, key=lambda one: one.added_at)


def event_moment(created_at: str) -> datetime:
    """When WeCom says that something happened (UTC, naive); now when it does not.

    >>> event_moment("1700000000")
    datetime.datetime(2023, 11, 14, 22, 13, 20)
    """
    is_number = created_at.isascii() and created_at.isdigit() and len(created_at) <= 11
    moment = datetime.fromtimestamp(int(created_at), UTC) if is_number else None
    return (moment or datetime.now(UTC)).replace(tzinfo=None, microsecond=0)


def is_welcome_due(created_at: str, now: float) -> bool:
    """Whether a welcome message would still be taken.

    :param created_at: the event's ``CreateTime``, in seconds since the epoch

    >>> [is_welcome_due("1700000000", 1700000000 + late) for late in (19, 21)]
    [True, False]
    >>> is_welcome_due("", 0)
    False
    """
    if not (created_at.isascii() and created_at.isdigit() and len(created_at) <= 12):
        return False
    return now - int(created_at) <= WELCOME_SECONDS


def welcome_text(template: str, customer: str, colleague: str) -> str:
    """The words of a welcome; values are put in as they are.

    >>> welcome_text("{customer}您好，我是{colleague}。", "周{colleague}", "张伟")
    '周{colleague}您好，我是张伟。'
    """
    parts = template.split("{customer}")
    filled = [part.replace("{colleague}", colleague) for part in parts]
    raw = customer.join(filled).encode()[:WELCOME_BYTES]
    return raw.decode(errors="ignore")
