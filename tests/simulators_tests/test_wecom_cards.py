"""Cards with buttons and group robots, as the vendor's documentation says."""

import pytest

from tests.simulators.wecom import Member, WecomSimulator, cards
from tests.simulators.wecom.messages import send_message
from tests.simulators.wecom.state import ApiError, WecomState


class Clock:
    def __init__(self):
        self.at = 1_700_000_000.0

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def state(clock):
    return WecomState(members=[Member("Zhang", "张伟"), Member("li")], now=clock)


def face(**changes):
    buttons = [{"text": "同意", "style": 1, "key": "approve"}]
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": "请审批"},
        "task_id": "task_1",
        "button_list": buttons,
    }
    return card | changes


def send(state, card, touser="Zhang"):
    return send_message(
        state,
        {
            "touser": touser,
            "agentid": state.agent_id,
            "msgtype": "template_card",
            "template_card": card,
        },
    )


def update(state, code, users=("zhang",), **changes):
    body = {
        "userids": list(users),
        "agentid": state.agent_id,
        "response_code": code,
        "template_card": face(replace_text="已同意", sub_title_text="已同意"),
    }
    return cards.update_card(state, body | changes)


def test_a_card_is_changed_once_by_its_code(state):
    code = send(state, face())["response_code"]
    update(state, code)
    (row,) = state.inbox("Zhang")
    assert (row["card"]["replace_text"], row["text"]) == ("已同意", "已同意")
    with pytest.raises(ApiError) as refused:
        update(state, code)
    assert refused.value.errcode == 42014


def test_a_code_ends_after_three_days(state, clock):
    code = send(state, face())["response_code"]
    clock.at += 72 * 3600 + 1
    with pytest.raises(ApiError):
        update(state, code)


def test_a_code_is_for_its_members_alone(state):
    code = send(state, face())["response_code"]
    with pytest.raises(ApiError):
        update(state, code, users=("li",))


@pytest.mark.parametrize(
    "changes",
    [
        {"task_id": ""},
        {"task_id": "a b"},
        {"button_list": []},
        {"button_list": [{"text": "x"}]},
        {"main_title": {}},
        {"card_type": "news_notice"},
    ],
)
def test_a_malformed_card_is_refused(state, changes):
    with pytest.raises(ApiError):
        send(state, face(**changes))
    assert not state.inbox()


def test_a_pressed_button_is_reported_with_a_code_of_its_own(state):
    question = {"question_key": "reason", "title": "理由", "option_list": []}
    send(state, face(button_selection=question))
    body = {"userid": "Zhang", "task_id": "task_1", "key": "refuse", "choice": "2"}
    xml = cards.press(state, body)["xml"]
    assert "<FromUserName>Zhang</FromUserName>" in xml
    assert "<OptionId>2</OptionId>" in xml
    update(state, xml.split("<ResponseCode>")[1].split("<")[0])
    with pytest.raises(ValueError, match="gone"):
        cards.press(state, body)


def test_a_robot_needs_its_key_and_writes_twenty_a_minute(state, clock):
    body = {"msgtype": "text", "text": {"content": "你好"}}
    with pytest.raises(ApiError) as refused:
        cards.robot_send(state, {"key": "unknown"}, body)
    assert refused.value.errcode == 93000
    state.robots["known"] = "设计部"
    for _number in range(20):
        cards.robot_send(state, {"key": "known"}, body)
    with pytest.raises(ApiError) as limited:
        cards.robot_send(state, {"key": "known"}, body)
    assert limited.value.errcode == 45009
    clock.at += 61
    cards.robot_send(state, {"key": "known"}, body)
    assert len(state.inbox("设计部")) == 21


def test_a_client_changes_cards_and_writes_to_groups(clients, connector_clients):
    with WecomSimulator(members=[Member("Zhang")]) as simulator:
        simulator.state.robots["group-key"] = "设计部"
        client = clients.wecom.WecomClient(
            simulator.base_url,
            simulator.state.corp_id,
            simulator.state.secret,
            lambda fetch, _stale: fetch()[0],
        )
        body = {"msgtype": "text", "text": {"content": "你好"}}
        client.robot_send("group-key", body)
        with pytest.raises(connector_clients.errors.ClientError) as refused:
            client.robot_send("other-key", body)
        assert "other-key" not in str(refused.value)
        code = send(simulator.state, face())["response_code"]
        client.update_card(
            {
                "userids": ["Zhang"],
                "agentid": simulator.state.agent_id,
                "response_code": code,
                "template_card": face(replace_text="已同意"),
            }
        )
        assert simulator.state.inbox("Zhang")[0]["card"]["replace_text"]
