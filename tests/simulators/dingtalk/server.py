"""The HTTP side of the DingTalk simulator, on 127.0.0.1 only."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from ..local_server import LocalHandler, LocalSimulator
from . import directory, reports, results, robot, stream, work
from .callbacks import Callback, NotTaken
from .messages import send_notice
from .state import Department, DingtalkState, Fault, Person, Refusal

PAGE = Path(__file__).with_name("page.html")
TOKEN_HEADER = "x-acs-dingtalk-access-token"
BAN = {"status": 1111, "wait": 5, "source": "x5", "punish": "deny"}
# The older interface's code -> status and code of the newer one.
NEWER = {
    40014: (400, "InvalidAuthentication"),
    42001: (400, "InvalidAuthentication"),
    40001: (400, "InvalidAuthentication"),
    40089: (400, "invalidClientIdOrSecret"),
    90019: (403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"),
    90002: (403, "Forbidden.AccessDenied.QpsLimitForApi"),
    90020: (403, "Forbidden.AccessDenied.ApiCountLimitForOrg"),
}

# The older interface: path -> what it does with the body; all are posted.
OAPI_ROUTES = {
    "/topapi/message/corpconversation/asyncsend_v2": send_notice,
    "/topapi/message/corpconversation/getsendresult": results.get_send_result,
    "/topapi/v2/department/listsub": directory.list_sub_departments,
    "/topapi/v2/user/list": directory.list_users,
    "/topapi/v2/user/get": directory.get_user,
    "/topapi/v2/user/getbymobile": directory.get_by_mobile,
}


# The newer one: (method, path pattern) -> what it does with path values, query, body.
API_ROUTES = {
    **work.API_ROUTES,
    ("GET", "event/callbacks/failedResults"): lambda s, p, q, b: reports.failed_results(
        s
    ),
}


def find_api(method: str, path: str):
    """The action of the newer interface for a path, and the values in it."""
    parts = [unquote(part) for part in path.strip("/").split("/")[1:]]
    for (allowed, pattern), action in API_ROUTES.items():
        names = pattern.split("/")
        if allowed != method or len(names) != len(parts):
            continue
        pairs = list(zip(names, parts, strict=True))
        if all(name == part for name, part in pairs if name[0] != "{"):
            return action, [part for name, part in pairs if name[0] == "{"]
    raise Refusal("InvalidAction.NotFound", "Specified api is not found", 404)


def _stats(state: DingtalkState) -> dict:
    with state.lock:
        return {
            **state.stats(),
            "corp_id": state.corp_id,
            "app_key": state.app_key,
            "agent_id": state.agent_id,
            "delivery": state.delivery,
            "sent_events": len(state.sent_events),
            "failed_events": len(state.failed_events),
            "held_events": len(state.held_events),
        }


def _set_people(state: DingtalkState, body: dict) -> dict:
    state.set_departments(Department(**row) for row in body.get("departments", []))
    people = [Person(**values) for values in body.get("people", [])]
    state.set_people(people, replace=bool(body.get("replace")))
    return {"people": len(state.people)}


def _people(state: DingtalkState) -> dict:
    with state.lock:
        return {
            "people": [asdict(one) for one in state.people.values()],
            "departments": [asdict(one) for one in state.departments.values()],
        }


def _set_callback(state: DingtalkState, body: dict) -> dict:
    """Enter the company's address, as in the console: it is verified first."""
    owner = body.get("owner") or state.app_key
    callback = Callback(body["url"], body["token"], body["aes_key"], owner)
    callback.post({"EventType": "check_url"})
    state.callback = callback
    return {"url": callback.url}


CONTROL_ROUTES = {
    ("GET", "/_sim/messages"): lambda s, q, b: {"messages": s.inbox(q.get("userid"))},
    ("GET", "/_sim/people"): lambda s, q, b: _people(s),
    ("GET", "/_sim/groups"): lambda s, q, b: {"groups": list(s.group_messages)},
    ("POST", "/_sim/robots"): lambda s, q, b: robot.add_robot(s, b),
    **work.CONTROL_ROUTES,
    ("GET", "/_sim/stats"): lambda s, q, b: _stats(s),
    ("GET", "/_sim/events"): lambda s, q, b: {"events": list(s.sent_events)},
    ("POST", "/_sim/people"): lambda s, q, b: _set_people(s, b),
    ("POST", "/_sim/notices"): lambda s, q, b: results.set_kind(s, b),
    ("POST", "/_sim/join"): lambda s, q, b: directory.join(s, b),
    ("POST", "/_sim/leave"): lambda s, q, b: directory.leave(s, b),
    ("POST", "/_sim/callback"): lambda s, q, b: _set_callback(s, b),
    ("POST", "/_sim/events"): lambda s, q, b: (
        reports.send_event(s, b.pop("EventType"), **b) or {}
    ),
    ("POST", "/_sim/delivery"): lambda s, q, b: reports.set_delivery(s, b["way"]) or {},
    ("POST", "/_sim/release"): lambda s, q, b: {"released": reports.release(s)},
    ("POST", "/_sim/reset"): lambda s, q, b: s.reset() or {},
    ("POST", "/_sim/faults"): lambda s, q, b: s.add_fault(Fault(**b)) or {},
    ("POST", "/_sim/expire_tokens"): lambda s, q, b: s.expire_tokens(**b) or {},
}


class Handler(LocalHandler):
    """One request; the state is the server's."""

    server_version = "DingtalkSimulator"
    refusals = (*LocalHandler.refusals, NotTaken, Refusal)

    def do_PUT(self):
        self._dispatch("PUT")

    def do_DELETE(self):
        self._dispatch("DELETE")

    def _dispatch(self, method: str) -> None:
        parts = urlsplit(self.path)
        raw = self._raw()
        query = dict(parse_qsl(parts.query))
        if not self._is_local_host():
            self._answer(403, b"this simulator answers to the loopback only")
        elif parts.path == "/connect" and method == "GET":
            stream.connect(self.state, self, query.get("ticket", ""))
        elif parts.path == "/" and method == "GET":
            self._answer(200, PAGE.read_bytes(), "text/html; charset=utf-8")
        elif parts.path.startswith("/_sim/"):
            self._steer(CONTROL_ROUTES.get((method, parts.path)), query, raw)
        else:
            self._vendor(method, parts.path, query, raw)

    def _vendor(self, method: str, path: str, query: dict, raw: bytes) -> None:
        is_newer = path.startswith("/v1.0/")
        fault = self.state.count_call(path)
        try:
            if fault and self._go_wrong(fault):
                return
            if is_newer:
                answer = self._call_newer(method, path, query, self._body(raw))
            else:
                answer = self._call_older(method, path, query, self._body(raw))
        except Refusal as refusal:
            self._refuse(refusal, is_newer)
        else:
            self._json(answer if is_newer else {"errcode": 0, "errmsg": "ok", **answer})

    def _go_wrong(self, fault: Fault) -> bool:
        """Whether the call is answered by that already."""
        if fault.is_banned:
            self._json(BAN)
            return True
        if fault.code is None:
            return self._suffer(fault)
        time.sleep(fault.delay)
        raise Refusal(
            fault.code,
            fault.body or "as asked by the tester",
            fault.http_status or 400,
            fault.sub_code,
        )

    def _refuse(self, refusal: Refusal, is_newer: bool) -> None:
        number = f"sim{self.state.next_number()}"
        if not is_newer:
            values = {"errcode": refusal.code, "errmsg": refusal.message}
            if refusal.sub_code:
                values |= {"sub_code": refusal.sub_code, "sub_msg": refusal.message}
            self._json({**values, "request_id": number})
            return
        status, code = NEWER.get(refusal.code, (refusal.status, str(refusal.code)))
        values = {"code": code, "requestid": number, "message": refusal.message}
        if refusal.scopes:
            values["accessdenieddetail"] = {"requiredScopes": refusal.scopes}
        self._json(values, status)

    @staticmethod
    def _body(raw: bytes) -> dict:
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Refusal(400002, "参数错误: body")
        return body

    def _call_older(self, method: str, path: str, query: dict, body: dict) -> dict:
        if path == "/gettoken":
            token, seconds = self.state.get_token(
                query.get("appkey", ""), query.get("appsecret", "")
            )
            return {"access_token": token, "expires_in": seconds}
        if path == "/robot/send" and method == "POST":
            return robot.send(self.state, query, body)
        self.state.check_token(query.get("access_token", ""))
        self.state.check_rate(path)
        action = OAPI_ROUTES.get(path)
        if action is None or method != "POST":
            raise Refusal(404, "请求的URI地址不存在")
        return action(self.state, body)

    def _call_newer(self, method: str, path: str, query: dict, body: dict) -> dict:
        if (method, path) == ("POST", "/v1.0/oauth2/accessToken"):
            token, seconds = self.state.get_token(
                str(body.get("appKey", "")), str(body.get("appSecret", ""))
            )
            return {"accessToken": token, "expireIn": seconds}
        if (method, path) == ("POST", "/v1.0/gateway/connections/open"):
            return stream.open_connection(self.state, body)
        self.state.check_token(self.headers.get(TOKEN_HEADER) or "")
        action, values = find_api(method, path)
        self.state.check_rate(path)
        # A header that makes calls repeatable counts like a parameter.
        query["x-client-token"] = self.headers.get("x-client-token") or ""
        return action(self.state, values, query, body)


class DingtalkSimulator(LocalSimulator):
    """The server, started with ``start()`` or as a context manager.

    Both interfaces are at the same address, ``base_url``.

    :param port: 0 takes any free port
    :param kwargs: as for :class:`DingtalkState`
    """

    def __init__(self, port: int = 0, **kwargs):
        super().__init__(Handler, DingtalkState(**kwargs), port)
        self.state.address = self.base_url
