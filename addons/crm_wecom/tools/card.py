"""Template cards with buttons: what is sent, changed and reported back."""

from collections.abc import Mapping

from .message import URL_BYTES, cut_bytes

# The vendor's lengths, in characters; it cuts longer ones where it likes.
TITLE, SENTENCE, TEXT, FACT_NAME, FACT, BUTTON, OPTION = 36, 44, 160, 5, 30, 10, 16
MAX_FACTS, MAX_BUTTONS, MAX_OPTIONS = 6, 6, 10
# The vendor's: a card can be changed once within this time.
CODE_SECONDS = 72 * 3600
STYLES = {"primary": 1, "danger": 3}
DEFAULT_STYLE = 4
QUESTION = "reason"
ROBOT_BYTES = 4096


def _cut(text: str, limit: int) -> str:
    line = str(text or "").strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _face(payload: Mapping) -> dict:
    """What the card looks like, with buttons or without."""
    card = payload["card"]
    face = {
        "card_type": "button_interaction",
        "main_title": {
            "title": _cut(payload["title"], TITLE),
            "desc": _cut(payload.get("note") or "", SENTENCE),
        },
        "sub_title_text": _cut(payload.get("body") or "", TEXT),
        "horizontal_content_list": [
            {"keyname": _cut(name, FACT_NAME), "value": _cut(value, FACT)}
            for name, value in card.get("facts", [])[:MAX_FACTS]
        ],
        "task_id": card["key"],
    }
    url = payload.get("url") or ""
    if 0 < len(url.encode()) <= URL_BYTES:
        face["card_action"] = {"type": 1, "url": url}
    return face


def has_buttons(payload: Mapping) -> bool:
    """Whether this message is a card that decides.

    >>> has_buttons({"layout": "card"}), has_buttons({"card": {"buttons": [{}]}})
    (False, True)
    """
    return bool((payload.get("card") or {}).get("buttons"))


def card_body(payload: Mapping, userids: list[str], agent_id: int) -> dict:
    """The body of message/send for a card with buttons.

    >>> payload = {"title": "T", "body": "B", "url": "https://e.cn/1", "card": {
    ...     "key": "k", "facts": [["Sum", "1"]],
    ...     "buttons": [{"key": "approve", "label": "Yes", "style": "primary"}],
    ...     "choices": {"label": "Why", "options": [["1", "Too dear"]]}}}
    >>> card = card_body(payload, ["li"], 7)["template_card"]
    >>> card["button_list"]
    [{'text': 'Yes', 'style': 1, 'key': 'approve'}]
    >>> card["button_selection"]["option_list"]
    [{'id': '1', 'text': 'Too dear'}]
    """
    card = payload["card"]
    face = _face(payload)
    face["button_list"] = [
        {
            "text": _cut(button["label"], BUTTON),
            "style": STYLES.get(button.get("style"), DEFAULT_STYLE),
            "key": button["key"],
        }
        for button in card["buttons"][:MAX_BUTTONS]
    ]
    if choices := card.get("choices"):
        face["button_selection"] = {
            "question_key": QUESTION,
            "title": _cut(choices["label"], FACT_NAME * 2),
            "option_list": [
                {"id": key, "text": _cut(label, OPTION)}
                for key, label in choices["options"][:MAX_OPTIONS]
            ],
        }
    return {
        "touser": "|".join(userids),
        "msgtype": "template_card",
        "agentid": agent_id,
        "template_card": face,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 4 * 3600,
    }


def update_body(
    payload: Mapping, userid: str, agent_id: int, code: str, outcome: str
) -> dict:
    """The body of message/update_template_card: grey, with its outcome.

    >>> payload = {"title": "T", "card": {"key": "k", "done": "Done", "buttons": [
    ...     {"key": "approve", "label": "Yes"}]}}
    >>> body = update_body(payload, "li", 7, "code", "Done by you")
    >>> body["userids"], body["template_card"]["button_list"][0]["text"]
    (['li'], 'Yes')
    >>> body["template_card"]["replace_text"], body["template_card"]["sub_title_text"]
    ('Done', 'Done by you')
    """
    card = card_body(payload, [userid], agent_id)["template_card"]
    card.pop("button_selection", None)
    card["sub_title_text"] = _cut(outcome, TEXT)
    card["replace_text"] = _cut(payload["card"].get("done") or outcome, BUTTON)
    return {
        "userids": [userid],
        "agentid": agent_id,
        "response_code": code,
        "template_card": card,
    }


def pressed(event: Mapping) -> dict:
    """What the report of a pressed button says, as the inbox understands it.

    >>> pressed({"EventKey": "refuse", "ResponseCode": "c", "SelectedItems": {
    ...     "SelectedItem": {"QuestionKey": "reason", "OptionIds": {"OptionId": "2"}}}})
    {'button': 'refuse', 'choice': '2', 'code': 'c', 'code_seconds': 259200}
    >>> pressed({"EventKey": ["a"], "SelectedItems": "x"})["choice"]
    """
    return {
        "button": _text(event.get("EventKey")),
        "choice": _choice(event.get("SelectedItems")),
        "code": _text(event.get("ResponseCode")),
        "code_seconds": CODE_SECONDS,
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _choice(items: object) -> str | None:
    found = items.get("SelectedItem") if isinstance(items, dict) else None
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, dict) and item.get("QuestionKey") == QUESTION:
            options = item.get("OptionIds")
            return _text(options.get("OptionId")) if isinstance(options, dict) else None
    return None


def robot_body(payload: Mapping) -> dict:
    """The body of webhook/send: what a group reads.

    >>> robot_body({"title": "Signed", "body": "A [1] <b>", "url": "https://e.cn/1"})
    {'msgtype': 'markdown', 'markdown': {'content': '**Signed**\\nA [1] <b>\\n\
https://e.cn/1'}}
    """
    parts = [payload.get("body"), payload.get("note"), payload.get("url")]
    lines = [f"**{payload['title']}**", *filter(None, parts)]
    content = cut_bytes("\n".join(lines), ROBOT_BYTES)
    return {"msgtype": "markdown", "markdown": {"content": content}}
