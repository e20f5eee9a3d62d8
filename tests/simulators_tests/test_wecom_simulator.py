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


class Address:
    """The company's address: what is reported arrives here."""

    def __init__(self):
        self.reports = []

    def post(self, xml, _corp_id):
        self.reports.append(xml)


def test_colleagues_who_change_are_reported_lost_or_late(caller):
    state = caller.simulator.state
    state.callback = address = Address()
    caller.http(
        "POST", "/_sim/directory/member", {"userid": "zhang", "position": "总监"}
    )
    assert "<ChangeType>update_user</ChangeType>" in address.reports[-1]
    assert "Mobile" not in address.reports[-1]
    lost = {"userid": "zhang", "lost": True}
    caller.http("POST", "/_sim/directory/leave", lost)
    assert len(address.reports) == 1
    for number in (5, 6):
        body = {"id": number, "name": f"部门{number}", "held": True}
        caller.http("POST", "/_sim/directory/department", body)
    assert len(address.reports) == 1
    assert caller.http("POST", "/_sim/directory/release", {}) == {"sent": 2}
    assert ["<Id>6</Id>" in xml for xml in address.reports[1:]] == [True, False]


def test_departments_are_named_one_by_one(caller):
    token = caller.token()["access_token"]
    base = "/cgi-bin/department"
    rows = caller.http("GET", f"{base}/simplelist?access_token={token}")
    assert [row["id"] for row in rows["department_id"]] == [1, 2]
    assert "name" not in rows["department_id"][0]
    answer = caller.http("GET", f"{base}/get?id=2&access_token={token}")
    assert answer["department"]["parentid"] == 1
    assert caller.http("GET", f"{base}/get?id=9&access_token={token}")["errcode"]


def test_an_approval_of_all_is_passed_by_the_last_one(caller):
    token = caller.token()["access_token"]
    path = f"/cgi-bin/oa/applyevent?access_token={token}"
    form = {
        "creator_userid": "zhang",
        "template_id": "T1",
        "use_template_approver": 0,
        "approver": [{"attr": 2, "userid": ["zhang", "LiSi"]}],
        "apply_data": {
            "contents": [{"control": "Text", "id": "Text-1", "value": {"text": "a"}}]
        },
    }
    assert caller.http("POST", path, {**form, "apply_data": {}})["errcode"] == 301025
    number = caller.http("POST", path, form)["sp_no"]
    states = []
    for userid in ("zhang", "LiSi"):
        vote = {"sp_no": number, "userid": userid, "approve": True}
        states.append(caller.http("POST", "/_sim/approvals/decide", vote)["sp_status"])
    assert states == [1, 2]
    path = f"/cgi-bin/oa/getapprovaldetail?access_token={token}"
    info = caller.http("POST", path, {"sp_no": number})["info"]
    assert [d["sp_status"] for d in info["sp_record"][0]["details"]] == [2, 2]
