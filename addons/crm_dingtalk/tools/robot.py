"""The body of what a group's robot writes."""

from collections.abc import Mapping

from .message import cut_bytes, plain

TEXT_BYTES, TITLE_BYTES = 4000, 128


def robot_body(payload: Mapping[str, str]) -> dict:
    """The body of ``robot/send``; its names differ from those of a work notice.

    :param payload: ``title``, ``body``, ``note``, ``url``, ``link`` and ``layout``

    >>> robot_body({"title": "签约", "body": "HT1", "layout": "text"})["markdown"]
    {'title': '签约', 'text': '### 签约\\n\\nHT1'}
    >>> card = robot_body({"title": "签约", "url": "https://e.cn", "link": "查看",
    ...                    "layout": "card"})
    >>> card["msgtype"], card["actionCard"]["singleURL"]
    ('actionCard', 'https://e.cn')
    """
    url = payload.get("url") or ""
    is_card = payload.get("layout") == "card" and bool(url)
    lines = [f"### {plain(payload['title'])}"]
    lines += plain(payload.get("body") or "").splitlines()
    lines.append(plain(payload.get("note") or ""))
    if not is_card:
        lines.append(url)
    text = cut_bytes("\n\n".join(filter(None, lines)), TEXT_BYTES)
    title = cut_bytes(payload["title"], TITLE_BYTES)
    if not is_card:
        return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    return {
        "msgtype": "actionCard",
        "actionCard": {
            "title": title,
            "text": text,
            "singleTitle": payload.get("link") or "→",
            "singleURL": url,
        },
    }
