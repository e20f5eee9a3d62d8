"""Work notices: strict validation, and what is silently not delivered."""

import json

from . import results
from .state import DingtalkState, Refusal

MAX_RECIPIENTS = 100
MAX_BYTES = 2048
PER_DAY, PER_MINUTE = 500, 5000
DAY_SECONDS = 86400
FIELDS = {
    "text": ("content",),
    "markdown": ("title", "text"),
    "action_card": ("title", "markdown"),
}
SINGLE = ("single_title", "single_url")
MAX_BUTTONS, BUTTON_BYTES = 5, 20


def send_notice(state: DingtalkState, body: dict) -> dict:
    """topapi/message/corpconversation/asyncsend_v2

    :raise Refusal: for every malformed call, and when nobody of them works here
    """
    userids = _recipients(body)
    if str(body.get("agent_id")) != str(state.agent_id):
        raise Refusal(400002, "参数错误: agent_id")
    message = _message(body.get("msg"))
    with state.lock:
        found = {userid: state.find_person(userid) for userid in userids}
        if not any(found.values()):
            raise Refusal(33012, "无效的USERID")
        task_id = 100_000_000 + state.next_number()
        for userid, person in found.items():
            if person:
                _deliver(state, task_id, person, message)
            else:
                results.note(state, task_id, "invalid", userid)
        return {"task_id": task_id, "request_id": f"sim{task_id}"}


def _recipients(body: dict) -> list[str]:
    if body.get("to_all_user") or body.get("dept_id_list"):
        raise Refusal(400002, "this simulator knows userid_list only")
    text = body.get("userid_list")
    if not isinstance(text, str) or not text.strip(","):
        raise Refusal(400002, "参数错误: userid_list")
    userids = list(dict.fromkeys(filter(None, text.split(","))))
    if len(userids) > MAX_RECIPIENTS:
        raise Refusal(400002, f"userid_list holds more than {MAX_RECIPIENTS}")
    return userids


def _message(message) -> dict:
    kind = message.get("msgtype") if isinstance(message, dict) else None
    if kind not in FIELDS:
        raise Refusal(400002, "参数错误: msg.msgtype")
    content = message.get(kind)
    names = FIELDS[kind]
    if kind == "action_card" and not _has_buttons(content):
        names += SINGLE
    for name in names:
        value = content.get(name) if isinstance(content, dict) else None
        if not isinstance(value, str) or not value:
            raise Refusal(400002, f"参数错误: msg.{kind}.{name}")
    if len(json.dumps(message, ensure_ascii=False).encode()) > MAX_BYTES:
        raise Refusal(400002, "参数错误: msg is too long")
    return message


def _has_buttons(content) -> bool:
    """Whether a card has buttons of its own, which then have to be right."""
    buttons = content.get("btn_json_list") if isinstance(content, dict) else None
    if buttons is None:
        return False
    if content.get("btn_orientation") not in ("0", "1"):
        raise Refusal(400002, "参数错误: msg.action_card.btn_orientation")
    if not isinstance(buttons, list) or not 0 < len(buttons) <= MAX_BUTTONS:
        raise Refusal(400002, "参数错误: msg.action_card.btn_json_list")
    for button in buttons:
        title, url = button.get("title"), button.get("action_url")
        if not title or len(title.encode()) > BUTTON_BYTES:
            raise Refusal(400002, "参数错误: btn_json_list.title")
        if not str(url).startswith(("http://", "https://")):
            raise Refusal(400002, "参数错误: btn_json_list.action_url")
    return True


def _deliver(state: DingtalkState, task_id: int, person, message: dict) -> None:
    """Beyond the limits DingTalk says that all is well, and delivers nothing."""
    now = state.now()
    day = int(now // DAY_SECONDS)
    words = (person.userid, json.dumps(message, sort_keys=True), day)
    recent = [
        at for at in state.sent_at.get(person.userid, []) if at // DAY_SECONDS == day
    ]
    in_minute = sum(now - row["at"] < 60 for row in state.deliveries[-PER_MINUTE:])
    state.sent_at[person.userid] = recent
    if words in state.seen_contents:
        state.lost["duplicate"] += 1
        results.note(state, task_id, "forbidden", person.userid)
    elif len(recent) >= PER_DAY or in_minute >= PER_MINUTE:
        state.lost["limit"] += 1
        results.note(state, task_id, "forbidden", person.userid)
    else:
        results.note(state, task_id, "unread", person.userid)
        state.seen_contents.add(words)
        recent.append(now)
        state.deliveries.append(_row(task_id, person, message, now))


def _row(task_id: int, person, message: dict, now: float) -> dict:
    kind = message["msgtype"]
    content = message[kind]
    return {
        "task_id": task_id,
        "userid": person.userid,
        "name": person.name,
        "msgtype": kind,
        "title": content.get("title", ""),
        "text": content.get("markdown") or content.get("text") or content["content"],
        "button": content.get("single_title", ""),
        "url": content.get("single_url", ""),
        "buttons": [
            {"title": one["title"], "url": one["action_url"]}
            for one in content.get("btn_json_list") or []
        ],
        "at": now,
    }
