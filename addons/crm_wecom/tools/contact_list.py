"""A page of WeCom's list of customers, as rows to compare with what is known."""

from collections.abc import Iterable, Mapping

from .external_contact import contact_values, followers

MAX_BATCH = 100
#: what a customer who has not agreed to more is not kept by
PERSONAL = ("unionid", "function")
PERSONAL_OF_FOLLOW = ("mobile", "description")


def batches(userids: Iterable[str], size: int = MAX_BATCH) -> list[list[str]]:
    """Share out colleagues among calls, each once, in an order that stays.

    >>> batches(["c", "a", "b", "a"], 2)
    [['a', 'b'], ['c']]
    """
    known = sorted(set(userids))
    return [known[start : start + size] for start in range(0, len(known), size)]


def split(batch: list[str]) -> list[list[str]]:
    """Halve a batch that WeCom refuses for one of its colleagues.

    >>> split(["a", "b", "c"]), split(["a"])
    ([['a'], ['b', 'c']], [])
    """
    middle = len(batch) // 2
    return [batch[:middle], batch[middle:]] if middle else []


def page_rows(items: Iterable) -> list[dict]:
    """The rows of a page: one a customer and colleague; broken entries are left out.

    >>> rows = page_rows([{"external_contact": {"external_userid": "wm1", "name": "周"},
    ...     "follow_info": {"userid": "li", "createtime": 7, "tag_id": ["t"],
    ...         "remark_mobiles": ["138"]}}, {"external_contact": {}}, None])
    >>> [(row["external_id"], row["userid"], row["mobile"]) for row in rows]
    [('wm1', 'li', '138')]
    >>> rows[0]["tag_codes"], rows[0]["added_at"], rows[0]["remark"]
    ('t', 7, None)
    """
    rows = []
    for item in items:
        contact, follow = _parts(item)
        external_id = contact.get("external_userid")
        if not (isinstance(external_id, str) and external_id):
            continue
        values = contact_values(contact)
        values["name"] = values["name"] or external_id
        for one in followers([follow]):
            row = {
                **values,
                "external_id": external_id,
                "userid": one.userid,
                "remark": one.remark,
                "company_by_remark": one.company,
                "mobile": one.mobiles[0] if one.mobiles else "",
                "description": one.description,
                "added_at": one.added_at,
                "state_key": one.state,
                "tag_codes": ",".join(one.tags),
            }
            # What is empty is NULL in the table, as the ORM has it.
            rows.append({name: value or None for name, value in row.items()})
    return rows


def _parts(item: object) -> tuple[Mapping, Mapping]:
    if not isinstance(item, Mapping):
        return {}, {}
    contact, follow = item.get("external_contact"), item.get("follow_info")
    if not (isinstance(contact, Mapping) and isinstance(follow, Mapping)):
        return {}, {}
    return contact, follow


def is_over(ended_at: float, added_at: float) -> bool:
    """Whether a contact that had ended is ended still, though WeCom lists it.

    Who was removed by the customer may still be listed; only somebody added anew has
    a later moment. Both in seconds since the epoch.

    >>> is_over(100, 90), is_over(100, 101)
    (True, False)
    """
    return added_at <= ended_at
