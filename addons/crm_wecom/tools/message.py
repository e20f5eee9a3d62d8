"""The body of message/send, and which recipients its answer left out."""

from collections.abc import Iterable, Mapping

TEXT_BYTES = 2048
# Limits of a text card; the vendor cuts longer ones in the middle of nowhere.
TITLE_BYTES, DESCRIPTION_BYTES, URL_BYTES = 128, 512, 2048
# Within this time the vendor drops a repeated message to the same member, which
# makes it safe to send again after a timeout. Four hours are its maximum.
DUPLICATE_SECONDS = 4 * 3600
ELLIPSIS = "…"


def cut_bytes(text: str, limit: int) -> str:
    """Cut ``text`` to ``limit`` bytes of UTF-8, never inside a character.

    >>> cut_bytes("短文", 6)
    '短文'
    >>> cut_bytes("四个汉字", 10), len(cut_bytes("四个汉字", 10).encode())
    ('四个…', 9)
    >>> cut_bytes("a😀b", 4)
    'a…'
    """
    raw = text.encode()
    if len(raw) <= limit:
        return text
    kept = raw[: limit - len(ELLIPSIS.encode())].decode(errors="ignore")
    return kept + ELLIPSIS


def _card_text(text: str) -> str:
    """A card reads div tags; what people wrote must not become one."""
    return text.replace("<", "＜").replace(">", "＞")


def _text_body(payload: Mapping[str, str]) -> dict:
    parts = [payload.get(name) or "" for name in ("title", "body", "note", "url")]
    lines = list(dict.fromkeys(filter(None, parts)))
    return {"content": cut_bytes("\n".join(lines), TEXT_BYTES)}


def _card_body(payload: Mapping[str, str]) -> dict:
    note = payload.get("note") or ""
    tail = f'<div class="gray">{_card_text(note)}</div>' if note else ""
    room = DESCRIPTION_BYTES - len(tail.encode())
    text = _card_text(payload.get("body") or payload["title"])
    return {
        "title": cut_bytes(payload["title"], TITLE_BYTES),
        "description": cut_bytes(text, room) + tail,
        "url": payload["url"],
    }


def prepare_body(
    payload: Mapping[str, str], userids: Iterable[str], agent_id: int
) -> dict:
    """The body of message/send for one message to many members.

    :param payload: ``title``, ``body``, ``note``, ``url`` and ``layout``

    >>> body = prepare_body({"title": "已签约", "body": "", "layout": "text"},
    ...                     ["zhang", "li"], 1000002)
    >>> body["touser"], body["msgtype"], body["text"]
    ('zhang|li', 'text', {'content': '已签约'})
    >>> card = {"title": "T", "body": "a <b>", "note": "now",
    ...         "url": "https://e.cn/1", "layout": "card"}
    >>> prepare_body(card, ["li"], 1)["textcard"]["description"]
    'a ＜b＞<div class="gray">now</div>'
    """
    url = payload.get("url") or ""
    is_card = payload.get("layout") == "card" and 0 < len(url.encode()) <= URL_BYTES
    msgtype = "textcard" if is_card else "text"
    return {
        "touser": "|".join(userids),
        "msgtype": msgtype,
        "agentid": agent_id,
        msgtype: _card_body(payload) if is_card else _text_body(payload),
        "enable_duplicate_check": 1,
        "duplicate_check_interval": DUPLICATE_SECONDS,
    }


def refused_members(answer: Mapping, userids: Iterable[str]) -> dict[str, str]:
    """Which of ``userids`` the vendor left out, and by which field of its answer.

    It answers errcode 0 when only some are bad, and lower-cases their ids.

    >>> refused_members({"invaliduser": "zhangsan|x", "unlicenseduser": "Wu"},
    ...                 ["ZhangSan", "Li", "Wu"])
    {'ZhangSan': 'invaliduser', 'Wu': 'unlicenseduser'}
    >>> refused_members({"invaliduser": ""}, ["Li"])
    {}
    """
    by_lower = {userid.lower(): userid for userid in userids}
    return {
        by_lower[name.lower()]: field
        for field in ("invaliduser", "unlicenseduser")
        for name in (answer.get(field) or "").split("|")
        if name.lower() in by_lower
    }
