"""The customer contact endpoints that list: who follows, whom, by pages."""

import itertools
import random

from .customers import Customer
from .state import ApiError, WecomState

MAX_USERIDS = 100
MAX_PAGE = 100
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
TRADES = ("置业", "地产", "酒店", "文旅", "商业", "建设")
KNOWN = ("remark", "description", "createtime", "remark_corp_name", "remark_mobiles")


def follow_users(state: WecomState) -> dict:
    """externalcontact/get_follow_user_list: the colleagues who may have customers."""
    with state.lock:
        return {"follow_user": [member.userid for member in state.members.values()]}


def list_ids(state: WecomState, params: dict) -> dict:
    """externalcontact/list: the customers of one colleague, all at once."""
    userid = params.get("userid", "")
    if state.find_member(userid) is None:
        raise ApiError(60111, "userid not found")
    with state.lock:
        found = [
            customer.external_userid
            for customer in state.customers.values()
            if userid in customer.followers
        ]
    if not found:
        raise ApiError(84061, "not exist contact")
    return {"external_userid": found}


def batch_get(state: WecomState, body: dict) -> dict:
    """externalcontact/batch/get_by_user: the customers of up to 100 colleagues.

    The first page takes the list as it is then; the cursor goes through that list.
    """
    userids = body.get("userid_list")
    if not isinstance(userids, list) or not 0 < len(userids) <= MAX_USERIDS:
        raise ApiError(40058, "userid_list has 1 to 100 entries")
    limit = body.get("limit", 50)
    if not isinstance(limit, int) or not 0 < limit <= MAX_PAGE:
        raise ApiError(40058, "limit is out of range")
    with state.lock:
        pairs, name, start = _listing(state, userids, body.get("cursor") or "")
        end = start + limit
        more = end < len(pairs)
        if not more:
            state.listings.pop(name, None)
        return {
            "external_contact_list": [
                _entry(customer, userid, known)
                for customer, userid, known in pairs[start:end]
            ],
            "next_cursor": f"{name}.{end}" if more else "",
        }


def _listing(state: WecomState, userids: list[str], cursor: str) -> tuple:
    """The list that a cursor goes through, its name, and where it goes on."""
    if cursor:
        name, _, place = cursor.partition(".")
        if name not in state.listings or not place.isdigit():
            raise ApiError(40058, "invalid cursor")
        return state.listings[name], name, int(place)
    for userid in userids:
        if state.find_member(userid) is None:
            raise ApiError(60111, "userid not found")
    wanted = set(userids)
    pairs = [
        (customer, userid, known)
        for customer in state.customers.values()
        for userid, known in customer.followers.items()
        if userid in wanted
    ]
    if not pairs:
        raise ApiError(84061, "not exist contact")
    random.Random(len(pairs)).shuffle(pairs)  # the vendor's order is no chronology
    name = f"list{next(state.listing_numbers)}"
    state.listings[name] = pairs
    return pairs, name, 0


def contact_row(customer: Customer) -> dict:
    """The vendor's ``external_contact``."""
    return {
        "external_userid": customer.external_userid,
        "name": customer.name,
        "type": customer.type,
        "corp_name": customer.corp_name,
        "position": customer.position,
        "unionid": customer.unionid,
    }


def _entry(customer: Customer, userid: str, known: dict) -> dict:
    """``follow_info`` is one object, and names the company's tags by id alone."""
    follow = {"userid": userid, **{name: known.get(name) for name in KNOWN}}
    follow["tag_id"] = [tag for tag in known.get("tag_ids", ())]
    follow["add_way"] = known.get("add_way", 0)
    follow["state"] = known.get("state", "")
    return {"external_contact": contact_row(customer), "follow_info": follow}


def fill(state: WecomState, body: dict) -> dict:
    """What a tester does: many customers at once, shared out among the members."""
    count = int(body.get("count") or 0)
    colleagues = [member.userid for member in state.members.values()]
    turns = itertools.cycle(colleagues)
    with state.lock:
        for number in range(count):
            name = SURNAMES[number % len(SURNAMES)]
            trade = TRADES[number % len(TRADES)]
            state.customers[f"wmFill{number:08d}"] = Customer(
                f"wmFill{number:08d}",
                f"{name}经理{number}",
                corp_name=f"{name}氏第{number}{trade}有限公司",
                unionid=f"ouFill{number:08d}",
                followers={
                    next(turns): {
                        "remark": f"{name}经理 {number}",
                        "description": "",
                        "createtime": 1_700_000_000 + number,
                        "remark_corp_name": "",
                        "remark_mobiles": [f"138{number:08d}"],
                        "add_way": 1,
                        "state": "",
                        "tag_ids": [],
                    }
                },
            )
    return {"customers": len(state.customers)}


VENDOR_ROUTES = {
    "/cgi-bin/externalcontact/get_follow_user_list": (
        "GET",
        lambda s, q, b: follow_users(s),
    ),
    "/cgi-bin/externalcontact/list": ("GET", lambda s, q, b: list_ids(s, q)),
    "/cgi-bin/externalcontact/batch/get_by_user": (
        "POST",
        lambda s, q, b: batch_get(s, b),
    ),
}
CONTROL_ROUTES = {("POST", "/_sim/customers/fill"): lambda s, q, b: fill(s, b)}
