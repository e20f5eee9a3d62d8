"""The WeCom client against the simulator, without Odoo."""

import logging
import traceback

import pytest

from tests.simulators.wecom import Fault, Member, WecomSimulator, customers

PAYLOAD = {"title": "合同已签订", "body": "HT2026-0001", "layout": "text"}
SEND = "/cgi-bin/message/send"


# Seconds to (connect, read): a busy machine is no failure.
PATIENT = (5, 20)


class Tokens:
    """The simplest token source: one process, one token."""

    def __init__(self):
        self.token = None

    def __call__(self, fetch, stale):
        if self.token is None or self.token == stale:
            self.token, _seconds = fetch()
        return self.token


@pytest.fixture
def simulator():
    with WecomSimulator(members=[Member("zhang", "张三")]) as running:
        yield running


@pytest.fixture
def client(simulator, clients):
    state = simulator.state
    return clients.wecom.WecomClient(
        simulator.base_url, state.corp_id, state.secret, Tokens(), timeout=PATIENT
    )


@pytest.fixture
def body(simulator, tools):
    return tools.message.prepare_body(PAYLOAD, ["zhang"], simulator.state.agent_id)


def gettoken_calls(simulator):
    return simulator.state.calls["/cgi-bin/gettoken"]


def test_a_message_arrives(simulator, client, body):
    answer = client.send_message(body)
    (arrived,) = simulator.state.inbox("zhang")
    assert arrived["msgid"] == answer["msgid"]
    assert arrived["text"] == "合同已签订\nHT2026-0001"


@pytest.mark.parametrize("errcode", [40014, 42001])
def test_an_expired_token_is_renewed_once(simulator, client, body, errcode):
    client.send_message(body)
    simulator.state.expire_tokens(errcode)
    client.send_message(body | {"enable_duplicate_check": 0})
    assert gettoken_calls(simulator) == 2
    assert len(simulator.state.inbox()) == 2


@pytest.mark.parametrize("errcode", [40014, 42001, 40001])
def test_a_server_that_always_refuses_tokens_costs_two_gettoken_calls(
    simulator, client, connector_clients, body, errcode
):
    simulator.state.add_fault(Fault(times=-1, path=SEND, errcode=errcode))
    with pytest.raises(connector_clients.errors.ClientToken):
        client.send_message(body)
    assert gettoken_calls(simulator) == 2
    assert simulator.state.calls[SEND] == 2


def test_a_wrong_secret_is_not_tried_twice(simulator, clients, connector_clients):
    client = clients.wecom.WecomClient(
        simulator.base_url, simulator.state.corp_id, "wrong", Tokens()
    )
    with pytest.raises(connector_clients.errors.ClientSetup):
        client.check()
    assert gettoken_calls(simulator) == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(errcode=-1), "busy"),
        (Fault(errcode=45033), "busy"),
        (Fault(errcode=45009), "limited"),
        (Fault(errcode=81013), "recipient"),
        (Fault(errcode=60111), "recipient"),
        (Fault(errcode=48002), "setup"),
        (Fault(errcode=60020), "setup"),
        (Fault(errcode=44004), "message"),
        (Fault(errcode=41037), "message"),
        (Fault(errcode=41051), "message"),
        (Fault(errcode=41096), "busy"),
        (Fault(errcode=6000), "busy"),
        (Fault(errcode=84061), "recipient"),
        (Fault(errcode=60011), "setup"),
        (Fault(errcode=301002), "setup"),
        (Fault(errcode=40013), "setup"),
        (Fault(http_status=502, body="<html>bad gateway"), "unreachable"),
        (Fault(http_status=302), "unreachable"),
        (Fault(http_status=200, body="<html>captive portal"), "unreachable"),
        (Fault(http_status=200, body="[]"), "unreachable"),
        (Fault(delay=1), "unreachable"),
    ],
)
def test_each_failure_has_its_kind(
    simulator, client, connector_clients, body, fault, kind
):
    client.check()
    client._timeout = (5, fault.delay / 2) if fault.delay else PATIENT
    fault.path = SEND
    simulator.state.add_fault(fault)
    with pytest.raises(connector_clients.errors.ClientError) as caught:
        client.send_message(body)
    assert caught.value.kind == kind
    assert simulator.state.calls[SEND] == 1


def test_no_server_is_unreachable_and_its_error_holds_no_secret(
    clients, connector_clients
):
    client = clients.wecom.WecomClient(
        "http://127.0.0.1:1", "ww1", "top-secret", Tokens(), timeout=(0.5, 0.5)
    )
    with pytest.raises(connector_clients.errors.ClientUnreachable) as caught:
        client.check()
    assert "top-secret" not in "".join(traceback.format_exception(caught.value))


def test_no_log_line_holds_a_secret_or_a_token(simulator, client, body, caplog):
    with caplog.at_level(logging.DEBUG):
        client.send_message(body)
    token = next(iter(simulator.state.tokens))
    assert "gettoken" in caplog.text
    assert simulator.state.secret not in caplog.text
    assert token not in caplog.text


def test_a_partly_refused_message_names_the_members_as_we_do(tools):
    answer = {"errcode": 0, "invaliduser": "zhangsan", "unlicenseduser": ""}
    refused = tools.message.refused_members(answer, ["ZhangSan", "li"])
    assert refused == {"ZhangSan": "invaliduser"}


def test_long_texts_stay_within_the_limits(simulator, client, tools):
    simulator.state.set_members([Member("li")])
    for layout in ("text", "card"):
        payload = {
            "title": "标题" * 100,
            "body": "内容😀" * 800,
            "note": "2026-11-22 14:05",
            "url": "https://crm.example.cn/mail/view?model=crm.contract&res_id=1",
            "layout": layout,
        }
        client.send_message(
            tools.message.prepare_body(payload, ["li"], simulator.state.agent_id)
        )
    text, card = simulator.state.inbox("li")
    assert 2040 < len(text["text"].encode()) <= 2048
    assert card["text"].endswith('…<div class="gray">2026-11-22 14:05</div>')


def test_all_who_follow_a_customer_are_read_beyond_the_first_page(simulator, client):
    customer = customers.Customer("wm1", "周敏")
    customer.followers = {
        f"u{number}": {"createtime": 1, "remark": "", "tag_ids": []}
        for number in range(customers.FOLLOWERS_A_PAGE + 1)
    }
    simulator.state.customers["wm1"] = customer
    answer = client.external_contact("wm1")
    assert len(answer["follow_user"]) == customers.FOLLOWERS_A_PAGE + 1
    assert simulator.state.calls["/cgi-bin/externalcontact/get"] == 2
