"""The DingTalk client against the simulator, without Odoo."""

import logging
import traceback

import pytest

from tests.simulators.dingtalk import DingtalkSimulator, Fault, Person

SEND = "/topapi/message/corpconversation/asyncsend_v2"
MISSED = "/v1.0/event/callbacks/failedResults"
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
    with DingtalkSimulator(people=[Person("zhang", "张三")]) as running:
        yield running


@pytest.fixture
def connect(simulator, dingtalk_clients):
    state = simulator.state

    def make(url=simulator.base_url, secret=state.secret, timeout=PATIENT):
        return dingtalk_clients.dingtalk.DingtalkClient(
            url, url, state.app_key, secret, Tokens(), timeout=timeout
        )

    return make


@pytest.fixture
def client(connect):
    return connect()


@pytest.fixture
def body(simulator, dingtalk_tools):
    payload = {"title": "合同已签订", "body": "HT2026-0001", "layout": "text"}
    agent_id = str(simulator.state.agent_id)
    return dingtalk_tools.message.prepare_notice(payload, ["zhang"], agent_id)


def token_calls(simulator):
    return simulator.state.calls["/gettoken"]


def test_a_notice_arrives(simulator, client, body):
    answer = client.send_notice(body)
    (arrived,) = simulator.state.inbox("zhang")
    assert arrived["task_id"] == answer["task_id"]
    assert arrived["text"] == "### 合同已签订\n\nHT2026-0001"


def test_one_token_serves_both_interfaces(simulator, client, body):
    client.send_notice(body)
    assert client.failed_reports() == ([], False)
    assert token_calls(simulator) == 1


@pytest.mark.parametrize("errcode", [40014, 42001, 40001])
def test_an_expired_token_is_renewed_once(simulator, client, body, errcode):
    client.check()
    simulator.state.expire_tokens(errcode)
    before = token_calls(simulator)
    client.send_notice(body)
    simulator.state.expire_tokens(errcode)
    client.failed_reports()
    assert token_calls(simulator) == before + 2


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        (SEND, Fault(times=-1, code=40014)),
        (MISSED, Fault(times=-1, code="InvalidAuthentication", http_status=401)),
    ],
)
def test_a_server_that_refuses_all_tokens_costs_two(
    simulator, client, connector_clients, body, path, fault
):
    fault.path = path
    simulator.state.add_fault(fault)
    with pytest.raises(connector_clients.errors.ClientToken):
        client.send_notice(body) if path == SEND else client.failed_reports()
    assert token_calls(simulator) == 2


def test_a_wrong_secret_is_told_by_both_interfaces(connect, connector_clients):
    wrong = connect(secret="wrong")
    with pytest.raises(connector_clients.errors.ClientSetup) as caught:
        wrong.check()
    assert caught.value.code == "40089"


FAILURES = [
    (SEND, Fault(code=-1), "busy"),
    (SEND, Fault(code=15), "unreachable"),
    (SEND, Fault(code=88), "unreachable"),
    (SEND, Fault(code=88, sub_code="60011"), "setup"),
    (SEND, Fault(code=90019), "busy"),
    (SEND, Fault(code=90002), "limited"),
    (SEND, Fault(code=90020), "setup"),
    (SEND, Fault(is_banned=True), "banned"),
    (SEND, Fault(code=60020), "setup"),
    (SEND, Fault(code=60003), "recipient"),
    (SEND, Fault(code=400002), "message"),
    (SEND, Fault(http_status=502, body="<html>bad gateway"), "unreachable"),
    (SEND, Fault(http_status=302), "unreachable"),
    (SEND, Fault(http_status=200, body="<html>captive portal"), "unreachable"),
    (SEND, Fault(http_status=200, body="[]"), "unreachable"),
    (SEND, Fault(http_status=200, body="{}"), "unreachable"),
    (SEND, Fault(delay=1), "unreachable"),
    (MISSED, Fault(http_status=504), "unreachable"),
    (MISSED, Fault(code="ServiceUnavailable", http_status=503), "unreachable"),
    (MISSED, Fault(code=90019), "busy"),
    (MISSED, Fault(code=90002), "limited"),
    (MISSED, Fault(code=90020), "setup"),
    (MISSED, Fault(is_banned=True), "banned"),
    (MISSED, Fault(code="param.error"), "message"),
    (MISSED, Fault(http_status=302), "unreachable"),
    (MISSED, Fault(http_status=429), "limited"),
    (MISSED, Fault(http_status=200, body="<html>"), "unreachable"),
]


@pytest.mark.parametrize(("path", "fault", "kind"), FAILURES)
def test_each_failure_has_its_kind(
    simulator, client, connector_clients, body, path, fault, kind
):
    client.check()
    client._timeout = (5, fault.delay / 2) if fault.delay else PATIENT
    fault.path = path
    simulator.state.add_fault(fault)
    with pytest.raises(connector_clients.errors.ClientError) as caught:
        client.send_notice(body) if path == SEND else client.failed_reports()
    assert caught.value.kind == kind
    assert simulator.state.calls[path] == 1


def test_no_server_is_unreachable_and_its_error_holds_no_secret(
    connect, connector_clients
):
    client = connect("http://127.0.0.1:1", "top-secret", (0.5, 0.5))
    with pytest.raises(connector_clients.errors.ClientUnreachable) as caught:
        client.check()
    assert "top-secret" not in "".join(traceback.format_exception(caught.value))


def test_no_log_line_holds_a_secret_or_a_token(simulator, client, body, caplog):
    with caplog.at_level(logging.DEBUG):
        client.check()
        client.send_notice(body)
        client.failed_reports()
    (token,) = simulator.state.tokens
    assert "gettoken" in caplog.text
    assert simulator.state.secret not in caplog.text
    assert token not in caplog.text


def test_departments_and_people_are_read_to_the_last_page(simulator, client):
    state = simulator.state
    people = [Person(f"u{number:03d}", departments=[1]) for number in range(250)]
    state.set_people(people, replace=True)
    assert [row["userid"] for row in client.users(1)] == [p.userid for p in people]
    assert state.calls["/topapi/v2/user/list"] == 3
    assert client.sub_departments(1) == []


def test_a_department_that_is_not_there(client, connector_clients):
    with pytest.raises(connector_clients.errors.ClientRecipient):
        client.sub_departments(77)
    with pytest.raises(connector_clients.errors.ClientRecipient):
        list(client.users(77))


def test_many_calls_at_once_stay_below_the_vendors_limit(simulator, client):
    for _call in range(65):
        client.sub_departments(1)
    assert simulator.state.calls["/topapi/v2/department/listsub"] == 65


def test_long_texts_stay_within_the_limit_and_keep_their_time(
    simulator, client, dingtalk_tools
):
    for number, layout in enumerate(("text", "card")):
        payload = {
            "title": "标题" * 100,
            "body": "内容😀\n" * 800,
            "note": f"2026-11-22 14:0{number}",
            "url": "https://crm.example.cn/mail/view?model=crm.contract&res_id=1",
            "link": "查看详情",
            "layout": layout,
        }
        agent_id = str(simulator.state.agent_id)
        client.send_notice(
            dingtalk_tools.message.prepare_notice(payload, ["zhang"], agent_id)
        )
    text, card = simulator.state.inbox("zhang")
    assert text["text"].endswith("…\n\n2026-11-22 14:00")
    assert card["text"].endswith("…\n\n2026-11-22 14:01")
    assert (card["button"], card["msgtype"]) == ("查看详情", "action_card")
