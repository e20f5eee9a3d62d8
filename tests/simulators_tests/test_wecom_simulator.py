"""The WeCom simulator answers as the vendor's documentation says."""

import json
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from tests.simulators.wecom import Fault, Member, WecomSimulator

ROOT = Path(__file__).resolve().parents[2]


class Clock:
    def __init__(self):
        self.at = 1_700_000_000.0

    def __call__(self):
        return self.at


class Caller:
    """A caller of the HTTP interface that knows a token."""

    def __init__(self, simulator):
        self.simulator = simulator

    def http(self, method, path, body=None, headers=None):
        request = urllib.request.Request(
            self.simulator.base_url + path,
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers=headers or {},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read())

    def token(self, secret=None):
        state = self.simulator.state
        secret = secret or state.secret
        return self.http(
            "GET", f"/cgi-bin/gettoken?corpid={state.corp_id}&corpsecret={secret}"
        )

    def send(self, touser="zhang", words="你好", **changes):
        body = {
            "touser": touser,
            "msgtype": "text",
            "agentid": self.simulator.state.agent_id,
            "text": {"content": words},
        } | changes
        token = self.token()["access_token"]
        return self.http("POST", f"/cgi-bin/message/send?access_token={token}", body)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def caller(clock):
    members = [
        Member("zhang", "张三"),
        Member("LiSi", "李四", department=[1, 2]),
        Member("hidden", reachable=False),
        Member("nolicence", licensed=False),
    ]
    with WecomSimulator(members=members, now=clock) as simulator:
        yield Caller(simulator)


def test_the_same_token_comes_back_within_its_validity(caller, clock):
    first = caller.token()
    clock.at += 100
    second = caller.token()
    assert first["access_token"] == second["access_token"]
    assert (first["expires_in"], second["expires_in"]) == (7200, 7100)
    assert len(first["access_token"]) <= 512
    clock.at += 7200
    assert caller.token()["access_token"] != first["access_token"]


def test_wrong_credentials_are_refused_by_errcode_with_http_200(caller):
    assert caller.token(secret="wrong")["errcode"] == 40001
    answer = caller.http("GET", "/cgi-bin/gettoken?corpid=other&corpsecret=x")
    assert answer["errcode"] == 40013


def test_expired_and_unknown_tokens_answer_40014(caller, clock):
    token = caller.token()["access_token"]
    path = f"/cgi-bin/user/get?userid=zhang&access_token={token}"
    assert caller.http("GET", path)["name"] == "张三"
    clock.at += 7201
    assert caller.http("GET", path)["errcode"] == 40014
    path = "/cgi-bin/user/get?userid=zhang&access_token=made-up"
    assert caller.http("GET", path)["errcode"] == 40014


def test_tokens_can_be_expired_early_with_a_chosen_errcode(caller):
    token = caller.token()["access_token"]
    caller.http("POST", "/_sim/expire_tokens", {"errcode": 42001})
    path = f"/cgi-bin/user/get?userid=zhang&access_token={token}"
    assert caller.http("GET", path)["errcode"] == 42001


def test_partly_bad_recipients_answer_0_and_are_named_in_lower_case(caller):
    answer = caller.send("zhang|LISI|Ghost|hidden|nolicence")
    assert answer["errcode"] == 0
    assert answer["invaliduser"] == "ghost|hidden"
    assert answer["unlicenseduser"] == "nolicence"
    arrived = caller.http("GET", "/_sim/messages")["messages"]
    assert [row["userid"] for row in arrived] == ["zhang", "LiSi"]


def test_all_bad_recipients_answer_81013(caller):
    assert caller.send("ghost|hidden")["errcode"] == 81013
    assert caller.simulator.state.inbox() == []


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"touser": ""}, 40063),
        ({"touser": "|".join(f"u{n}" for n in range(1001))}, 40063),
        ({"agentid": 5}, 301002),
        ({"agentid": "1000002"}, 301002),
        ({"msgtype": "video"}, 40008),
        ({"text": {"content": ""}}, 40063),
        ({"text": {"content": "字" * 683}}, 45002),
        ({"enable_duplicate_check": True}, 40063),
        ({"duplicate_check_interval": 14401}, 40063),
        ({"msgtype": "textcard", "textcard": {"title": "a"}}, 40063),
    ],
)
def test_malformed_messages_are_refused(caller, changes, errcode):
    assert caller.send(**changes)["errcode"] == errcode
    assert caller.simulator.state.inbox() == []


def test_a_repeated_message_is_dropped_only_when_asked_for(caller, clock):
    check = {"enable_duplicate_check": 1, "duplicate_check_interval": 1800}
    for _ in range(2):
        assert caller.send(**check)["errcode"] == 0
    assert len(caller.simulator.state.inbox()) == 1
    clock.at += 1801
    caller.send(**check)
    caller.send()
    assert len(caller.simulator.state.inbox()) == 3


def test_the_excess_of_30_a_minute_is_dropped_silently(caller, clock):
    for number in range(32):
        assert caller.send(words=f"n{number}")["errcode"] == 0
    assert len(caller.simulator.state.inbox()) == 30
    assert caller.simulator.state.lost["limit"] == 2
    clock.at += 61
    caller.send(words="later")
    assert len(caller.simulator.state.inbox("ZHANG")) == 31


def test_faults_hit_the_next_calls_of_their_path(caller):
    fault = {"path": "/cgi-bin/message/send", "errcode": -1, "times": 2}
    caller.http("POST", "/_sim/faults", fault)
    assert caller.token()["errcode"] == 0
    assert [caller.send()["errcode"] for _ in range(3)] == [-1, -1, 0]


def test_http_errors_and_delays_can_be_asked_for(caller):
    state = caller.simulator.state
    state.add_fault(Fault(http_status=502, body="<html>", delay=0.01))
    with pytest.raises(urllib.error.HTTPError, match="502"):
        caller.token()
    assert caller.token()["errcode"] == 0


def test_the_directory_is_listed_by_pages(caller):
    token = caller.token()["access_token"]
    path = f"/cgi-bin/user/list_id?access_token={token}"
    rows, cursor = [], ""
    while True:
        page = caller.http("POST", path, {"limit": 2, "cursor": cursor})
        rows += page["dept_user"]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(rows) == 5
    path = f"/cgi-bin/user/list?department_id=2&access_token={token}"
    assert [u["userid"] for u in caller.http("GET", path)["userlist"]] == ["LiSi"]
    path = f"/cgi-bin/user/get?userid=ghost&access_token={token}"
    assert caller.http("GET", path)["errcode"] == 60111


def test_an_open_directory_takes_unknown_members_in(clock):
    with WecomSimulator(now=clock, is_open=True) as simulator:
        Caller(simulator).send("someone.new")
        assert [row["userid"] for row in simulator.state.inbox()] == ["someone.new"]


def test_a_rebound_host_name_is_turned_away(caller):
    with pytest.raises(urllib.error.HTTPError, match="403"):
        caller.http("GET", "/_sim/messages", headers={"Host": "evil.example"})


def test_twenty_callers_at_once_get_one_token(caller):
    tokens = []
    threads = [
        threading.Thread(target=lambda: tokens.append(caller.token()["access_token"]))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(tokens)) == 1
    assert caller.simulator.state.calls["/cgi-bin/gettoken"] == 20


def test_it_runs_by_hand_and_ends_on_sigterm():
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.simulators.wecom", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        url = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(url, timeout=30) as response:
            assert "企业微信模拟器" in response.read().decode()
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0
        process.stdout.close()
