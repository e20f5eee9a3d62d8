"""The DingTalk simulator answers as the vendor's documentation says."""

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.simulators.dingtalk import (
    Callback,
    Department,
    DingtalkSimulator,
    Fault,
    Person,
)
from tests.simulators.dingtalk.reports import send_event

ROOT = Path(__file__).resolve().parents[2]
SEND = "/topapi/message/corpconversation/asyncsend_v2"
MARKDOWN = {"msgtype": "markdown", "markdown": {"title": "通知", "text": "你好"}}
AES_KEY = "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7"


class Clock:
    def __init__(self):
        self.at = 1_700_000_000.0

    def __call__(self):
        return self.at


class Caller:
    """A caller of both interfaces that knows a token."""

    def __init__(self, simulator):
        self.simulator = simulator

    def http(self, method, path, body=None, headers=None):
        request = urllib.request.Request(
            self.simulator.base_url + path,
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers=headers or {},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.loads(response.read())
        except urllib.error.HTTPError as error:
            return {"status": error.code, **json.loads(error.read() or b"{}")}

    def token(self, secret=None):
        state = self.simulator.state
        secret = secret or state.secret
        return self.http("GET", f"/gettoken?appkey={state.app_key}&appsecret={secret}")

    def older(self, path, body):
        token = self.token()["access_token"]
        return self.http("POST", f"{path}?access_token={token}", body)

    def newer(self, method, path, body=None, token=None):
        token = token or self.token()["access_token"]
        headers = {"x-acs-dingtalk-access-token": token}
        return self.http(method, f"/v1.0/{path}", body, headers)

    def send(self, userids="zhang", msg=MARKDOWN, **changes):
        agent_id = self.simulator.state.agent_id
        body = {"agent_id": agent_id, "userid_list": userids, "msg": msg} | changes
        return self.older(SEND, body)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def caller(clock):
    people = [Person("zhang", "张三"), Person("li", "李四", departments=[1, 2])]
    departments = [Department(2, "设计部"), Department(3, "效果图组", 2)]
    with DingtalkSimulator(
        people=people, departments=departments, now=clock
    ) as simulator:
        yield Caller(simulator)


def test_the_same_token_comes_from_both_interfaces(caller, clock):
    state = caller.simulator.state
    older = caller.token()
    body = {"appKey": state.app_key, "appSecret": state.secret}
    clock.at += 100
    newer = caller.http("POST", "/v1.0/oauth2/accessToken", body)
    assert newer == {"accessToken": older["access_token"], "expireIn": 7100}
    clock.at += 7200
    assert caller.token()["access_token"] != older["access_token"]


def test_each_interface_refuses_in_its_own_shape(caller):
    answer = caller.token(secret="wrong")
    assert (answer["errcode"], "status" in answer) == (40089, False)
    body = {"appKey": "x", "appSecret": "y"}
    answer = caller.http("POST", "/v1.0/oauth2/accessToken", body)
    assert (answer["status"], answer["code"]) == (400, "invalidClientIdOrSecret")
    answer = caller.newer("GET", "event/callbacks/failedResults", token="made-up")
    assert answer["code"] == "InvalidAuthentication"
    assert {"message", "requestid"} <= set(answer)
    answer = caller.http("POST", f"{SEND}?access_token=made-up", {})
    assert answer["errcode"] == 40014
    assert caller.newer("GET", "nothing/here")["status"] == 404


def test_permissions_that_lack_are_named(caller):
    caller.simulator.state.add_fault(
        Fault(code="Forbidden.AccessDenied.ApiCountLimitForOrg", http_status=403)
    )
    answer = caller.http("GET", "/v1.0/event/callbacks/failedResults")
    assert answer["status"] == 403


def card(*titles, url="https://crm.example.cn/1", **changes):
    buttons = [{"title": title, "action_url": url} for title in titles]
    content = {"title": "审批", "markdown": "报价单", "btn_orientation": "1"}
    return {
        "msgtype": "action_card",
        "action_card": {**content, "btn_json_list": buttons, **changes},
    }


def test_a_card_has_one_link_or_some_buttons(caller):
    assert caller.send(msg=card("同意", "驳回"))["errcode"] == 0
    (row,) = caller.simulator.state.inbox("zhang")
    assert [one["title"] for one in row["buttons"]] == ["同意", "驳回"]
    for wrong in (
        card(),
        card("一", "二", "三", "四", "五", "六"),
        card("这是一个太长的按钮"),
        card("同意", url="javascript:alert(1)"),
        card("同意", btn_orientation="2"),
        card("同意", btn_json_list=None),
    ):
        assert caller.send(msg=wrong)["errcode"] == 400002


def test_what_became_of_a_notice_is_told_for_a_day(caller, clock):
    results = "/topapi/message/corpconversation/getsendresult"
    agent_id = caller.simulator.state.agent_id
    task = caller.send("zhang,ghost")["task_id"]
    again = caller.send("zhang,li")["task_id"]

    def ask(task_id):
        body = {"agent_id": agent_id, "task_id": task_id}
        answer = caller.older(results, body)
        found = answer.get("send_result") or {}
        return answer["errcode"], {name: ids for name, ids in found.items() if ids}

    assert ask(task) == (
        0,
        {"unread_user_id_list": ["zhang"], "invalid_user_id_list": ["ghost"]},
    )
    assert ask(again)[1] == {
        "forbidden_user_id_list": ["zhang"],
        "unread_user_id_list": ["li"],
    }
    assert ask(1)[0] == 400002
    clock.at += 86401
    assert ask(task)[0] == 400002


def test_the_same_words_arrive_once_a_day(caller, clock):
    for _time in range(2):
        assert caller.send()["errcode"] == 0
    assert len(caller.simulator.state.inbox("zhang")) == 1
    assert caller.simulator.state.lost["duplicate"] == 1
    clock.at += 86400
    caller.send()
    assert len(caller.simulator.state.inbox("zhang")) == 2


def test_the_excess_of_500_a_day_is_dropped_silently(caller):
    state = caller.simulator.state
    state.sent_at["zhang"] = [state.now()] * 500
    assert caller.send()["errcode"] == 0
    assert (state.inbox("zhang"), state.lost["limit"]) == ([], 1)


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"userid_list": ""}, 400002),
        ({"userid_list": ",".join(f"u{n}" for n in range(101))}, 400002),
        ({"userid_list": "ghost"}, 33012),
        ({"agent_id": 5}, 400002),
        ({"to_all_user": True}, 400002),
        ({"msg": {"msgtype": "video"}}, 400002),
        ({"msg": {"msgtype": "markdown", "markdown": {"title": "a"}}}, 400002),
        (
            {"msg": {"msgtype": "text", "text": {"content": "字" * 700}}},
            400002,
        ),
    ],
)
def test_malformed_notices_are_refused(caller, changes, errcode):
    assert caller.send(**changes)["errcode"] == errcode
    assert caller.simulator.state.inbox() == []


def test_the_directory_is_listed_by_pages(caller):
    subs = caller.older("/topapi/v2/department/listsub", {"dept_id": 1})["result"]
    assert [one["dept_id"] for one in subs] == [2]
    body = {"dept_id": 1, "cursor": 0, "size": 1}
    page = caller.older("/topapi/v2/user/list", body)["result"]
    assert (page["has_more"], page["next_cursor"]) == (True, 1)
    page = caller.older("/topapi/v2/user/list", {**body, "cursor": 1})["result"]
    assert (page["has_more"], page["list"][0]["dept_id_list"]) == (False, [1, 2])
    for wrong, errcode in (
        ({"dept_id": 9}, 60003),
        ({"dept_id": "1"}, 400002),
        ({"size": 101}, 400002),
        ({"cursor": -1}, 400002),
    ):
        answer = caller.older("/topapi/v2/user/list", {**body, **wrong})
        assert answer["errcode"] == errcode
    answer = caller.older("/topapi/v2/user/get", {"userid": "ghost"})
    assert answer["errcode"] == 60121


def test_the_41st_call_of_an_interface_within_a_second_is_refused(caller, clock):
    body = {"dept_id": 1}
    answers = [caller.older("/topapi/v2/department/listsub", body) for _ in range(41)]
    assert [one["errcode"] for one in answers] == [0] * 40 + [90019]
    clock.at += 1
    assert caller.older("/topapi/v2/department/listsub", body)["errcode"] == 0


def test_faults_hit_the_next_calls_of_their_path(caller):
    fault = {"path": SEND, "code": 88, "sub_code": "60011", "times": 1}
    caller.http("POST", "/_sim/faults", fault)
    answer = caller.send()
    assert (answer["errcode"], answer["sub_code"]) == (88, "60011")
    caller.http("POST", "/_sim/faults", {"path": SEND, "is_banned": True})
    assert "errcode" not in caller.send()
    assert caller.send()["errcode"] == 0


class Company(BaseHTTPRequestHandler):
    """The other side of a callback: keeps what comes and says success."""

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        callback = self.server.callback
        event = json.loads(callback.decrypt(json.loads(raw)["encrypt"])[0])
        self.server.taken.append(event)
        encrypted = callback.encrypt(self.server.answer)
        answer = {
            "msg_signature": callback.sign("1", "n", encrypted),
            "timeStamp": "1",
            "nonce": "n",
            "encrypt": encrypted,
        }
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def company(caller):
    server = HTTPServer(("127.0.0.1", 0), Company)
    server.taken, server.answer = [], b"success"
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    server.callback = Callback(url, "mryue", AES_KEY, caller.simulator.state.app_key)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    answer = caller.http(
        "POST", "/_sim/callback", {"url": url, "token": "mryue", "aes_key": AES_KEY}
    )
    assert answer == {"url": url}
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def kinds(company):
    return [event["EventType"] for event in company.taken]


def test_an_address_is_verified_when_it_is_entered(company):
    assert kinds(company) == ["check_url"]


def test_joining_and_leaving_are_reported(caller, company):
    caller.http("POST", "/_sim/join", {"userid": "wang", "name": "王五"})
    caller.http("POST", "/_sim/leave", {"userid": "wang"})
    assert kinds(company)[1:] == ["user_add_org", "user_leave_org"]
    assert company.taken[-1]["UserId"] == ["wang"]


def test_reports_get_lost_come_twice_or_in_another_order(caller, company):
    state = caller.simulator.state
    for way, kind in (("lost", "a"), ("twice", "b"), ("held", "c"), ("held", "d")):
        caller.http("POST", "/_sim/delivery", {"way": way})
        send_event(state, kind)
    assert kinds(company)[1:] == ["b", "b"]
    assert caller.http("POST", "/_sim/release", {}) == {"released": 2}
    assert kinds(company)[3:] == ["d", "c"]
    missed = caller.newer("GET", "event/callbacks/failedResults")
    assert [row["callBackTag"] for row in missed["failedList"]] == ["a"]
    assert caller.newer("GET", "event/callbacks/failedResults")["failedList"] == []


def test_an_answer_that_is_not_success_counts_as_missed(caller, company):
    company.answer = b"ok"
    send_event(caller.simulator.state, "user_add_org")
    assert len(caller.simulator.state.failed_events) == 1


def test_a_rebound_host_name_is_turned_away(caller):
    request = urllib.request.Request(
        caller.simulator.base_url + "/_sim/messages", headers={"Host": "evil.example"}
    )
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=30)


def test_it_runs_by_hand_and_ends_on_sigterm():
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.simulators.dingtalk", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        url = process.stdout.readline().split()[-1]
        with urllib.request.urlopen(url, timeout=30) as response:
            assert "钉钉模拟器" in response.read().decode()
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0
        process.stdout.close()
