"""A group's robot: signed calls, twenty a minute, then a block of ten minutes."""

import base64
import hashlib
import hmac

from .state import DingtalkState, Refusal

PER_MINUTE, BLOCK_SECONDS = 20, 600
SKEW_MILLISECONDS = 3_600_000
FIELDS = {
    "text": ("content",),
    "markdown": ("title", "text"),
    "actionCard": ("title", "text", "singleTitle", "singleURL"),
}


def send(state: DingtalkState, query: dict, body: dict) -> dict:
    """robot/send"""
    with state.lock:
        robot = state.robots.get(query.get("access_token", ""))
        if robot is None:
            raise Refusal(300001, "token is not exist")
        _check_sign(state, robot["secret"], query)
        _check_limit(state, robot)
        kind = body.get("msgtype")
        content = body.get(kind) if kind in FIELDS else None
        if not isinstance(content, dict) or not all(
            isinstance(content.get(name), str) and content[name]
            for name in FIELDS[kind]
        ):
            raise Refusal(400002, "参数错误")
        state.group_messages.append(
            {
                "group": robot["group"],
                "msgtype": kind,
                "title": content.get("title", ""),
                "text": content.get("text") or content.get("content", ""),
                "url": content.get("singleURL", ""),
                "button": content.get("singleTitle", ""),
                "at": state.now(),
            }
        )
        return {}


def _check_sign(state: DingtalkState, secret: str, query: dict) -> None:
    if not secret:
        return
    timestamp = query.get("timestamp", "")
    now = state.now() * 1000
    if not timestamp.isdigit() or abs(now - int(timestamp)) > SKEW_MILLISECONDS:
        raise Refusal(310000, "invalid timestamp")
    text = f"{timestamp}\n{secret}".encode()
    digest = hmac.new(secret.encode(), text, hashlib.sha256).digest()
    if base64.b64encode(digest).decode() != query.get("sign"):
        raise Refusal(310000, "sign not match")


def _check_limit(state: DingtalkState, robot: dict) -> None:
    now = state.now()
    if now < robot["blocked_until"]:
        raise Refusal(130101, "send too fast, exceed 20 times per minute")
    robot["sent_at"] = [at for at in robot["sent_at"] if now - at < 60]
    if len(robot["sent_at"]) >= PER_MINUTE:
        robot["blocked_until"] = now + BLOCK_SECONDS
        raise Refusal(130101, "send too fast, exceed 20 times per minute")
    robot["sent_at"].append(now)


def add_robot(state: DingtalkState, body: dict) -> dict:
    """What a tester does: add a robot to a group."""
    robot = {
        "key": body["key"],
        "secret": body.get("secret") or "",
        "group": body.get("group") or "项目群",
        "sent_at": [],
        "blocked_until": 0,
    }
    state.robots[robot["key"]] = robot
    return {"key": robot["key"]}
