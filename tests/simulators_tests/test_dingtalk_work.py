"""Todos, meetings, approvals and robots: the client's calls against the simulator."""

import pytest

from tests.simulators.dingtalk import DingtalkSimulator, Person, robot, work

PATIENT = (5, 20)
TODO = {
    "subject": "回访",
    "description": "",
    "due": 1_796_119_200_000,
    "url": "https://crm.example.cn/1",
}


@pytest.fixture
def simulator():
    people = [Person("zhang", "张三"), Person("li", "李四", unionid="a/b=")]
    with DingtalkSimulator(people=people) as running:
        yield running


@pytest.fixture
def client(simulator, dingtalk_clients):
    state, url = simulator.state, simulator.base_url
    return dingtalk_clients.dingtalk.DingtalkClient(
        url,
        url,
        state.app_key,
        state.secret,
        lambda fetch, stale: fetch()[0],
        timeout=PATIENT,
    )


@pytest.fixture
def calls(client, dingtalk_clients):
    return dingtalk_clients.work.DingtalkWork(client)


@pytest.mark.parametrize("unionid", ["union-zhang", "a/b="])
def test_a_todo_lives_as_the_sheet_says(
    simulator, calls, dingtalk_tools, connector_clients, unionid
):
    body = dingtalk_tools.todo.todo_body(TODO, unionid, "s/1")
    task_id = calls.create_todo(unionid, body)
    with pytest.raises(connector_clients.errors.ClientExists):
        calls.create_todo(unionid, body)
    found = calls.todo_of_source(unionid, "s/1")
    assert (found["id"], dingtalk_tools.todo.is_done(found)) == (task_id, False)
    calls.update_todo(unionid, task_id, {"done": True})
    assert dingtalk_tools.todo.is_done(calls.todo_of_source(unionid, "s/1"))
    for _time in range(2):  # what is gone already is no error
        calls.delete_todo(unionid, task_id)
    assert calls.todo_of_source(unionid, "s/1") is None
    with pytest.raises(connector_clients.errors.ClientMissing):
        calls.update_todo(unionid, task_id, {"done": True})


def test_a_repeated_call_makes_no_second_meeting(simulator, calls):
    moment = {"dateTime": "2026-11-27T01:00:00+00:00", "timeZone": "UTC"}
    body = {"summary": "汇报", "start": moment, "end": moment, "attendees": []}
    first = calls.create_event("union-zhang", body, "s1")
    assert calls.create_event("union-zhang", body, "s1") == first
    assert calls.create_event("union-zhang", body, "s2") != first
    calls.update_event("union-zhang", first, {**body, "summary": "改期"})
    assert simulator.state.meetings[first]["summary"] == "改期"
    for _time in range(2):
        calls.delete_event("union-zhang", first)
    assert first not in simulator.state.meetings


def test_an_approval_is_started_and_read(simulator, calls, connector_clients):
    body = {
        "originatorUserId": "zhang",
        "processCode": "PROC-SIMULATOR",
        "formComponentValues": [{"name": "金额", "value": "100"}],
    }
    number = calls.start_approval(body)
    assert calls.approval(number)["status"] == "RUNNING"
    decision = {"number": number, "decision": "agree", "userid": "li"}
    work.decide_approval(simulator.state, decision)
    assert calls.approval(number)["result"] == "agree"
    with pytest.raises(ValueError, match="already"):
        work.decide_approval(simulator.state, decision)
    with pytest.raises(connector_clients.errors.ClientMissing):
        calls.approval("unknown")
    with pytest.raises(connector_clients.errors.ClientMessage):
        calls.start_approval({**body, "processCode": "PROC-OTHER"})


def test_the_robots_signature_is_the_vendors(dingtalk_clients):
    # Recomputed with openssl dgst -sha256 -hmac over "timestamp\nsecret".
    signature = dingtalk_clients.robot.sign("SECabc", "1700000000000")
    assert signature == "jcUpW0QmtKduN03n4JqQ0PBosVjqnM8gU7fIIvsDmCM="


def test_a_robot_wants_its_signature_and_rests_when_it_wrote_too_much(
    simulator, client, dingtalk_clients, connector_clients
):
    state = simulator.state
    robot.add_robot(state, {"key": "k", "secret": "SECabc", "group": "云岭项目群"})
    body = {"msgtype": "markdown", "markdown": {"title": "签约", "text": "HT1"}}
    now = int(state.now() * 1000)

    def send(key="k", secret="SECabc", at=now):
        dingtalk_clients.robot.send(client, key, secret, body, at)

    for wrong in ({"secret": "SECx"}, {"key": "x"}, {"at": now - 3_700_000}):
        with pytest.raises(connector_clients.errors.ClientRobot):
            send(**wrong)
    for _time in range(20):
        send()
    assert len(state.group_messages) == 20
    for _time in range(2):
        with pytest.raises(connector_clients.errors.ClientBanned):
            send()
