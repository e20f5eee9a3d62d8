"""Logins and page tickets of the simulator, as the fact sheet has them."""

import json
import logging
import urllib.error
import urllib.request
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.simulators.wecom import Member, WecomSimulator, login

BACK = "http://127.0.0.1:8069/back?x=1"


@pytest.fixture
def simulator():
    clock = type("Clock", (), {"at": 1_700_000_000.0, "__call__": lambda self: self.at})
    now = clock()
    with WecomSimulator(members=[Member("zhang", "张三")], now=now) as running:
        running.clock = now
        yield running


def call(simulator, path, **query):
    token = simulator.state.get_token(simulator.state.corp_id, simulator.state.secret)
    values = urlencode({"access_token": token["access_token"], **query})
    url = f"{simulator.base_url}/cgi-bin/{path}?{values}"
    with urllib.request.urlopen(url, timeout=60) as answer:
        return json.load(answer)


def page(simulator, **changes):
    state = simulator.state
    query = {
        "appid": state.corp_id,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc123",
        "agentid": state.agent_id,
        **changes,
    }
    url = f"{simulator.base_url}/connect/oauth2/authorize?{urlencode(query)}"
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_the_page_names_the_members_and_refuses_what_the_vendor_refuses(simulator):
    status, text = page(simulator)
    assert status == 200 and 'data-userid="zhang"' in text
    bad = [{"appid": "ww0"}, {"scope": "x"}, {"agentid": 1}, {"state": "a-b"}]
    assert [page(simulator, **one)[0] for one in bad] == [400] * len(bad)


def test_a_code_names_its_member_once_and_for_five_minutes(simulator):
    url = login.choose(
        simulator.state, {"userid": "zhang", "redirect_uri": BACK, "state": "abc"}
    )
    query = dict(parse_qsl(urlsplit(url).query))
    assert (query["x"], query["state"]) == ("1", "abc")
    answer = call(simulator, "auth/getuserinfo", code=query["code"])
    assert (answer["errcode"], answer["userid"]) == (0, "zhang")
    again = call(simulator, "auth/getuserinfo", code=query["code"])
    assert again["errcode"] == 40029
    late = login.issue_code(simulator.state, "zhang")
    simulator.clock.at += 301
    assert call(simulator, "auth/getuserinfo", code=late)["errcode"] == 40029
    outside = login.issue_code(simulator.state, login.OUTSIDE)
    assert "openid" in call(simulator, "auth/getuserinfo", code=outside)


def test_tickets_are_two_stay_the_same_and_are_limited(simulator):
    corp = call(simulator, "get_jsapi_ticket")
    app = call(simulator, "ticket/get", type="agent_config")
    assert corp["ticket"] == call(simulator, "get_jsapi_ticket")["ticket"]
    assert corp["ticket"] != app["ticket"]
    answers = [
        call(simulator, "ticket/get", type="agent_config")["errcode"]
        for _ in range(100)
    ]
    assert answers == [0] * 99 + [45009]
    simulator.clock.at += 3601
    assert call(simulator, "ticket/get", type="agent_config")["errcode"] == 0


def test_the_code_of_a_login_never_reaches_a_log(
    simulator, clients, connector_clients, caplog
):
    state = simulator.state
    client = clients.wecom.WecomClient(
        simulator.base_url, state.corp_id, state.secret, lambda fetch, _s: fetch()[0]
    )
    refusal = pytest.raises(connector_clients.errors.ClientLoginCode)
    with caplog.at_level(logging.DEBUG), refusal as refused:
        client.login_user("very-secret-code")
    assert "very-secret-code" not in caplog.text + str(refused.value)
    assert "getuserinfo" in caplog.text
