"""The body of a work notice."""

import json
from collections.abc import Iterable, Mapping

from .card import orientation

MAX_RECIPIENTS = 100
# Limits of a work notice; the whole message is counted.
MESSAGE_BYTES, TITLE_BYTES, LABEL_BYTES = 2048, 128, 20
ELLIPSIS = "…"
# What people wrote must not become a link, a picture, a heading or markup.
_PLAIN = str.maketrans("[]<>*`#", "［］＜＞＊｀＃")


def cut_bytes(text: str, limit: int) -> str:
    """Cut ``text`` to ``limit`` bytes of UTF-8, never inside a character.

    >>> cut_bytes("短文", 6), cut_bytes("四个汉字", 10), cut_bytes("汉字", 2)
    ('短文', '四个…', '')
    """
    raw = text.encode()
    if len(raw) <= limit:
        return text
    room = limit - len(ELLIPSIS.encode())
    return raw[:room].decode(errors="ignore") + ELLIPSIS if room > 0 else ""


def plain(text: str) -> str:
    """``text`` as markdown that reads as it was written.

    >>> plain("# [x](http://e.cn) *b*")
    '＃ ［x］(http://e.cn) ＊b＊'
    """
    return text.translate(_PLAIN)


def _size(message: Mapping) -> int:
    return len(json.dumps(message, ensure_ascii=False).encode())


def _lines(payload: Mapping[str, str], with_url: bool) -> str:
    """Title, text and time below each other; markdown wants empty lines between.

    The time makes a repeated message another one: DingTalk delivers the same words
    once a day only, and does not say so.
    """
    parts = [f"### {plain(payload['title'])}"]
    parts += plain(payload.get("body") or "").splitlines()
    parts.append(plain(payload.get("note") or ""))
    if with_url:
        parts.append(payload.get("url") or "")
    return "\n\n".join(filter(None, parts))


def _with_buttons(title: str, text: str, buttons: list[dict]) -> dict:
    return {
        "msgtype": "action_card",
        "action_card": {
            "title": title,
            "markdown": text,
            "btn_orientation": orientation(buttons),
            "btn_json_list": [
                {**one, "title": cut_bytes(one["title"], LABEL_BYTES)}
                for one in buttons
            ],
        },
    }


def _message(payload: Mapping, text: str) -> dict:
    title = cut_bytes(payload["title"], TITLE_BYTES)
    if buttons := payload.get("buttons"):
        return _with_buttons(title, text, buttons)
    if payload.get("layout") != "card" or not payload.get("url"):
        return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    return {
        "msgtype": "action_card",
        "action_card": {
            "title": title,
            "markdown": text,
            "single_title": cut_bytes(payload.get("link") or "→", LABEL_BYTES),
            "single_url": payload["url"],
        },
    }


def prepare_message(payload: Mapping) -> dict:
    """The ``msg`` of a work notice.

    :param payload: ``title``, ``body``, ``note``, ``url``, ``link`` (the words on the
        button), ``layout`` and where it asks for a decision ``buttons``

    >>> prepare_message({"title": "已签约", "body": "HT1\\n云岭", "note": "09:30",
    ...                  "layout": "text"})["markdown"]["text"]
    '### 已签约\\n\\nHT1\\n\\n云岭\\n\\n09:30'
    >>> card = prepare_message({"title": "已签约", "body": "字" * 2000, "note": "09:30",
    ...     "url": "https://e.cn/1", "link": "查看详情", "layout": "card"})
    >>> card["action_card"]["single_title"], _size(card) <= MESSAGE_BYTES
    ('查看详情', True)
    >>> card["action_card"]["markdown"][-6:]
    '\\n09:30'
    >>> asked = prepare_message({"title": "请审批", "body": "云岭", "layout": "card",
    ...     "buttons": [{"title": "同意", "action_url": "https://e.cn/1"}]})
    >>> asked["action_card"]["btn_orientation"], asked["action_card"]["btn_json_list"]
    ('1', [{'title': '同意', 'action_url': 'https://e.cn/1'}])
    """
    is_card = payload.get("layout") == "card" and bool(payload.get("url"))
    note = payload.get("note") or ""
    whole = _message(payload, _lines(payload, not is_card))
    excess = _size(whole) - MESSAGE_BYTES
    if excess <= 0:
        return whole
    # The text is cut, never the time: it tells this message from the one before.
    tail = f"\n\n{plain(note)}" if note else ""
    text = _lines({**payload, "note": ""}, False)
    room = MESSAGE_BYTES - _size(_message(payload, "")) - len(tail.encode())
    # Line ends take two bytes in JSON.
    room -= text.count("\n") + tail.count("\n")
    return _message(payload, cut_bytes(text, room) + tail)


def prepare_notice(
    payload: Mapping[str, str], userids: Iterable[str], agent_id: str
) -> dict:
    """The body of ``asyncsend_v2`` for one message to some colleagues.

    >>> body = prepare_notice({"title": "T", "layout": "text"}, ["a", "b"], "12")
    >>> body["agent_id"], body["userid_list"], body["to_all_user"]
    (12, 'a,b', False)
    """
    return {
        "agent_id": int(agent_id),
        "userid_list": ",".join(userids),
        "to_all_user": False,
        "msg": prepare_message(payload),
    }
