"""message/send: strict validation, partly bad recipients, duplicates, limits."""

import hashlib
import json

from .cards import check_card, new_code
from .state import ApiError, WecomState

MAX_RECIPIENTS = 1000
MAX_TEXT_BYTES = 2048
CARD_LIMITS = {"title": 128, "description": 512, "url": 2048}
MAX_DUPLICATE_SECONDS = 4 * 3600
PER_MINUTE, PER_HOUR = 30, 1000


def send_message(state: WecomState, body: dict) -> dict:
    """Deliver one message; answer the vendor's fields.

    :raise ApiError: for every malformed call, and when no recipient is valid
    """
    userids = _recipients(body)
    kind, content = _content(state, body)
    interval = _duplicate_interval(body)
    with state.lock:
        good, bad, unlicensed = _sort_recipients(state, userids)
        if not good:
            raise ApiError(81013, "user & party & tag all invalid")
        message_id = state.next_message_id()
        codes = _card_codes(state, kind, content, good)
        for member in good:
            if _is_duplicate(state, member.userid, kind, content, interval):
                state.lost["duplicate"] += 1
            elif _is_over_limit(state, member.userid):
                state.lost["limit"] += 1
            else:
                state.deliveries.append(
                    _delivery(state, message_id, member, kind, content)
                )
        return {
            "invaliduser": "|".join(userid.lower() for userid in bad),
            "invalidparty": "",
            "invalidtag": "",
            "unlicenseduser": "|".join(unlicensed),
            "msgid": message_id,
            **codes,
        }


def _card_codes(state: WecomState, kind: str, content: dict, members: list) -> dict:
    """What changes the card afterwards; only cards with buttons have it."""
    if kind != "template_card":
        return {}
    userids = [member.userid for member in members]
    return {"response_code": new_code(state, content["task_id"], userids)}


def _recipients(body: dict) -> list[str]:
    touser = body.get("touser", "")
    if not isinstance(touser, str):
        raise ApiError(40063, "touser is not a string")
    if body.get("toparty") or body.get("totag"):
        raise ApiError(40063, "this simulator knows members only, no party or tag")
    userids = list(dict.fromkeys(filter(None, touser.split("|"))))
    if not userids:
        raise ApiError(40063, "touser, toparty and totag are all empty")
    if len(userids) > MAX_RECIPIENTS:
        raise ApiError(40063, f"touser holds more than {MAX_RECIPIENTS} members")
    return userids


def _content(state: WecomState, body: dict) -> tuple[str, dict]:
    if body.get("agentid") != state.agent_id:
        raise ApiError(301002, "not allowed operate another agent with this token")
    kind = body.get("msgtype")
    if kind == "template_card":
        return kind, check_card(body.get(kind))
    if kind not in ("text", "markdown", "textcard"):
        raise ApiError(40008, "invalid message type")
    content = body.get(kind)
    if not isinstance(content, dict):
        raise ApiError(40063, f"{kind} is missing")
    limits = CARD_LIMITS if kind == "textcard" else {"content": MAX_TEXT_BYTES}
    for name, limit in limits.items():
        value = content.get(name)
        if not isinstance(value, str) or not value:
            raise ApiError(40063, f"{kind}.{name} is empty")
        if len(value.encode()) > limit:
            raise ApiError(45002, f"{kind}.{name} is longer than {limit} bytes")
    if kind == "textcard" and not content["url"].startswith(("http://", "https://")):
        raise ApiError(40063, "textcard.url is not a web address")
    return kind, content


def _duplicate_interval(body: dict) -> int:
    flag = body.get("enable_duplicate_check", 0)
    if flag not in (0, 1) or isinstance(flag, bool):
        raise ApiError(40063, "enable_duplicate_check is neither 0 nor 1")
    interval = body.get("duplicate_check_interval", 1800)
    if not isinstance(interval, int) or not 0 < interval <= MAX_DUPLICATE_SECONDS:
        raise ApiError(40063, "duplicate_check_interval is out of range")
    return interval if flag else 0


def _sort_recipients(state: WecomState, userids: list[str]):
    good, bad, unlicensed = [], [], []
    for userid in userids:
        member = state.find_member(userid)
        if member is None or not member.reachable:
            bad.append(userid)
        elif not member.licensed:
            unlicensed.append(member.userid)
        else:
            good.append(member)
    return good, bad, unlicensed


def _is_duplicate(state, userid: str, kind: str, content: dict, interval: int) -> bool:
    raw = json.dumps([userid, kind, content], sort_keys=True)
    digest = hashlib.sha256(raw.encode()).hexdigest()
    seen_at = state.seen_contents.get(digest)
    is_duplicate = bool(
        interval and seen_at is not None and state.now() - seen_at < interval
    )
    if not is_duplicate:
        state.seen_contents[digest] = state.now()
    return is_duplicate


def _is_over_limit(state: WecomState, userid: str) -> bool:
    """The excess is dropped without an error, as the vendor does."""
    now = state.now()
    recent = [at for at in state.sent_at.get(userid, []) if now - at < 3600]
    in_minute = sum(now - at < 60 for at in recent)
    state.sent_at[userid] = recent
    if in_minute >= PER_MINUTE or len(recent) >= PER_HOUR:
        return True
    recent.append(now)
    return False


def _delivery(state: WecomState, message_id: str, member, kind: str, content: dict):
    base = {
        "msgid": message_id,
        "userid": member.userid,
        "name": member.name,
        "msgtype": kind,
        "at": state.now(),
    }
    if kind == "template_card":
        return base | {
            "title": content["main_title"]["title"],
            "text": content.get("sub_title_text", ""),
            "url": (content.get("card_action") or {}).get("url", ""),
            "task_id": content["task_id"],
            "card": content,
        }
    return base | {
        "title": content.get("title", ""),
        "text": content.get("description") or content.get("content", ""),
        "url": content.get("url", ""),
    }
