"""Template cards with buttons, and group robots: what members see and press."""

import secrets
from xml.sax.saxutils import escape

from .callbacks import event_xml
from .state import ApiError, WecomState

CODE_SECONDS = 72 * 3600
ROBOT_A_MINUTE = 20
ROBOT_BYTES = {"text": 2048, "markdown": 4096}


def check_card(card: object) -> dict:
    """A card as message/send takes it.

    :raise ApiError: for what the vendor would not show
    """
    if not isinstance(card, dict):
        raise ApiError(40063, "template_card is missing")
    if card.get("card_type") != "button_interaction":
        raise ApiError(40063, "this simulator shows button_interaction only")
    if not (card.get("main_title") or {}).get("title"):
        raise ApiError(40063, "template_card.main_title.title is empty")
    task_id = card.get("task_id")
    if not isinstance(task_id, str) or not 0 < len(task_id) <= 128:
        raise ApiError(40063, "template_card.task_id is missing or too long")
    if not all(char.isalnum() or char in "_-@" for char in task_id):
        raise ApiError(40063, "template_card.task_id has other characters")
    buttons = card.get("button_list") or []
    if not 0 < len(buttons) <= 6:
        raise ApiError(40063, "template_card.button_list needs 1 to 6 buttons")
    if not all(button.get("text") and button.get("key") for button in buttons):
        raise ApiError(40063, "a button needs text and key")
    return card


def new_code(state: WecomState, task_id: str, userids: list[str]) -> str:
    """A code that lets the application change these members' cards, once."""
    code = secrets.token_hex(16)
    state.card_codes[code] = (task_id, userids, state.now() + CODE_SECONDS)
    return code


def update_card(state: WecomState, body: dict) -> dict:
    """message/update_template_card"""
    if body.get("agentid") != state.agent_id:
        raise ApiError(301002, "not allowed operate another agent with this token")
    card = check_card(body.get("template_card"))
    with state.lock:
        known = state.card_codes.pop(body.get("response_code"), None)
        if known is None or known[2] < state.now():
            raise ApiError(42014, "response_code is used or expired")
        task_id, allowed, _until = known
        userids = [userid.lower() for userid in body.get("userids") or []]
        if not set(userids) <= {userid.lower() for userid in allowed}:
            raise ApiError(81013, "the code is not these members'")
        for delivery in state.deliveries:
            if delivery.get("task_id") == task_id:
                if delivery["userid"].lower() in userids:
                    delivery["card"] = card
                    delivery["text"] = card.get("sub_title_text", "")
    return {"invaliduser": ""}


def press(state: WecomState, body: dict) -> dict:
    """A member presses a button of a card (or a stranger pretends to).

    :param body: ``userid``, ``task_id``, ``key`` and where chosen ``choice``
    :return: the XML that WeCom reports; it is sent where a callback is entered
    """
    card = next(
        one["card"]
        for one in state.inbox()
        if one.get("task_id") == body["task_id"] and one.get("card")
    )
    if card.get("replace_text"):
        raise ValueError("the buttons of this card are gone")
    with state.lock:
        code = new_code(state, body["task_id"], [body["userid"]])
    xml = event_xml(
        state.corp_id,
        "template_card_event",
        FromUserName=body["userid"],
        EventKey=body["key"],
        TaskId=body["task_id"],
        CardType=card["card_type"],
        ResponseCode=code,
        AgentID=str(state.agent_id),
    )
    if body.get("choice"):
        question = card["button_selection"]["question_key"]
        xml = xml.replace("</xml>", f"{_chosen(question, body['choice'])}</xml>")
    if state.callback:
        state.callback.post(xml, state.corp_id)
    state.sent_events.append(xml)
    return {"xml": xml, "is_sent": state.callback is not None}


def _chosen(question: str, option: str) -> str:
    return (
        f"<SelectedItems><SelectedItem><QuestionKey>{escape(question)}</QuestionKey>"
        f"<OptionIds><OptionId>{escape(option)}</OptionId></OptionIds>"
        "</SelectedItem></SelectedItems>"
    )


def robot_send(state: WecomState, query: dict, body: dict) -> dict:
    """webhook/send: the key is the right to write; 20 messages a minute."""
    key = query.get("key", "")
    with state.lock:
        if key not in state.robots and state.is_open and key:
            state.robots[key] = f"群聊 {len(state.robots) + 1}"
        if key not in state.robots:
            raise ApiError(93000, "invalid webhook url")
        kind = body.get("msgtype")
        content = (body.get(kind) or {}).get("content") if kind in ROBOT_BYTES else None
        if not isinstance(content, str) or not content:
            raise ApiError(40008, "invalid message type or empty content")
        if len(content.encode()) > ROBOT_BYTES[kind]:
            raise ApiError(40058, "content is too long")
        name = state.robots[key]
        now = state.now()
        recent = [at for at in state.sent_at.get(f"robot:{key}", []) if now - at < 60]
        state.sent_at[f"robot:{key}"] = recent
        if len(recent) >= ROBOT_A_MINUTE:
            raise ApiError(45009, "api freq out of limit")
        recent.append(now)
        state.deliveries.append(
            {
                "msgid": state.next_message_id(),
                "userid": name,
                "name": name,
                "is_group": True,
                "msgtype": kind,
                "title": "",
                "text": content,
                "url": "",
                "at": now,
            }
        )
    return {}
