"""The HTTP side of the WeCom simulator, on 127.0.0.1 only."""

import json
from dataclasses import asdict
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from ..local_server import LocalHandler, LocalSimulator
from . import (
    approvals,
    cards,
    contacts,
    customer_list,
    customers,
    directory,
    groups,
    login,
    tags,
    transfers,
)
from .callbacks import Callback
from .messages import send_message
from .state import ApiError, Fault, Member, WecomState

PAGE = Path(__file__).with_name("page.html")
ORGANISATION = Path(__file__).with_name("organisation.js")
CUSTOMERS_PAGE = Path(__file__).with_name("customers.html")
SIDEBAR_PAGE = Path(__file__).with_name("sidebar.html")
# Nobody can scan it: on the simulator's page a customer is added by a button.
QR_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160">'
    '<rect width="160" height="160" fill="#fff" stroke="#333" stroke-width="8"/>'
    '<rect x="20" y="20" width="40" height="40"/><rect x="100" y="20" width="40" '
    'height="40"/><rect x="20" y="100" width="40" height="40"/>'
    '<text x="80" y="92" font-size="15" text-anchor="middle">模拟二维码</text></svg>'
).encode()

# path -> (method, what it does with the query and the body)
VENDOR_ROUTES = {
    **approvals.VENDOR_ROUTES,
    "/cgi-bin/message/send": ("POST", lambda s, q, b: send_message(s, b)),
    "/cgi-bin/message/update_template_card": (
        "POST",
        lambda s, q, b: cards.update_card(s, b),
    ),
    "/cgi-bin/user/get": ("GET", lambda s, q, b: contacts.get_user(s, q)),
    "/cgi-bin/user/list": ("GET", lambda s, q, b: contacts.list_users(s, q)),
    "/cgi-bin/user/list_id": ("POST", lambda s, q, b: contacts.list_user_ids(s, b)),
    "/cgi-bin/department/simplelist": (
        "GET",
        lambda s, q, b: directory.list_departments(s, q),
    ),
    "/cgi-bin/department/get": ("GET", lambda s, q, b: directory.get_department(s, q)),
    "/cgi-bin/auth/getuserinfo": ("GET", lambda s, q, b: login.get_user_info(s, q)),
    "/cgi-bin/get_jsapi_ticket": ("GET", lambda s, q, b: login.get_ticket(s, "jsapi")),
    "/cgi-bin/ticket/get": ("GET", lambda s, q, b: login.app_ticket(s, q)),
    "/cgi-bin/externalcontact/get": (
        "GET",
        lambda s, q, b: customers.get_contact(s, q),
    ),
    "/cgi-bin/externalcontact/add_contact_way": (
        "POST",
        lambda s, q, b: customers.add_contact_way(s, b),
    ),
    "/cgi-bin/externalcontact/send_welcome_msg": (
        "POST",
        lambda s, q, b: customers.send_welcome(s, b),
    ),
}

LOGIN_PATHS = (login.INSIDE_PAGE, login.WEB_PAGE, login.CHOSEN)


def _stats(state: WecomState) -> dict:
    known = {"corp_id": state.corp_id, "agent_id": state.agent_id}
    return {**state.stats(), **known}


def _set_members(state: WecomState, body: dict) -> dict:
    members = [Member(**values) for values in body.get("members", [])]
    state.set_members(members, replace=bool(body.get("replace")))
    return {"members": len(state.members)}


def _set_callback(state: WecomState, body: dict) -> dict:
    """Enter the company's address, as in the console: it is verified first."""
    callback = Callback(body["url"], body["token"], body["aes_key"])
    if callback.verify_url(state.corp_id, "echo-1288432") != b"echo-1288432":
        raise ValueError("the address did not answer what was asked")
    state.callback = callback
    return {"url": callback.url}


def _customers(state: WecomState) -> dict:
    with state.lock:
        return {
            "customers": [asdict(one) for one in state.customers.values()],
            "ways": list(state.ways.values()),
            "welcomes": list(state.welcomes),
            "is_called_back": state.callback is not None,
        }


CONTROL_ROUTES = {
    ("GET", "/_sim/messages"): lambda s, q, b: {"messages": s.inbox(q.get("userid"))},
    ("GET", "/_sim/members"): lambda s, q, b: {
        "members": [asdict(member) for member in s.members.values()]
    },
    ("GET", "/_sim/stats"): lambda s, q, b: _stats(s),
    ("GET", "/_sim/customers"): lambda s, q, b: _customers(s),
    ("POST", "/_sim/callback"): lambda s, q, b: _set_callback(s, b),
    ("POST", "/_sim/customers"): lambda s, q, b: customers.add_customer(s, b),
    ("POST", "/_sim/customers/remove"): lambda s, q, b: customers.remove_customer(s, b),
    ("POST", "/_sim/members"): lambda s, q, b: _set_members(s, b),
    ("POST", "/_sim/press"): lambda s, q, b: cards.press(s, b),
    ("POST", "/_sim/robots"): lambda s, q, b: s.robots.update(b) or {},
    **directory.CONTROL_ROUTES,
    **approvals.CONTROL_ROUTES,
    ("POST", "/_sim/reset"): lambda s, q, b: s.reset() or {},
    ("POST", "/_sim/faults"): lambda s, q, b: s.add_fault(Fault(**b)) or {},
    ("POST", "/_sim/expire_tokens"): lambda s, q, b: s.expire_tokens(**b) or {},
}
for _module in (customer_list, tags, transfers, groups):
    VENDOR_ROUTES |= _module.VENDOR_ROUTES
    CONTROL_ROUTES |= _module.CONTROL_ROUTES


class Handler(LocalHandler):
    """One request; the state is the server's."""

    server_version = "WecomSimulator"

    def _dispatch(self, method: str) -> None:
        parts = urlsplit(self.path)
        raw = self._raw()
        if not self._is_local_host():
            self._answer(403, b"this simulator answers to the loopback only")
        elif parts.path.startswith("/cgi-bin/"):
            self._vendor(method, parts.path, dict(parse_qsl(parts.query)), raw)
        elif parts.path.startswith("/_sim/qr/") and method == "GET":
            self._answer(200, QR_PICTURE, "image/svg+xml")
        elif parts.path in LOGIN_PATHS and method == "GET":
            self._login(parts.path, dict(parse_qsl(parts.query)))
        elif parts.path == "/_sim/organisation.js" and method == "GET":
            self._answer(200, ORGANISATION.read_bytes(), "text/javascript")
        elif parts.path == "/sidebar" and method == "GET":
            self._answer(200, SIDEBAR_PAGE.read_bytes(), "text/html; charset=utf-8")
        elif parts.path == "/" and method == "GET":
            self._answer(200, PAGE.read_bytes(), "text/html; charset=utf-8")
        elif parts.path == "/customers" and method == "GET":
            self._answer(200, CUSTOMERS_PAGE.read_bytes(), "text/html; charset=utf-8")
        else:
            action = CONTROL_ROUTES.get((method, parts.path))
            self._steer(action, dict(parse_qsl(parts.query)), raw)

    def _login(self, path: str, query: dict) -> None:
        """The vendor's login pages, which are on hosts of their own."""
        if path == login.CHOSEN:
            self.send_response(302)
            self.send_header("Location", login.choose(self.state, query))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        status, page = login.authorize_page(self.state, path, query)
        self._answer(status, page.encode(), "text/html; charset=utf-8")

    def _vendor(self, method: str, path: str, query: dict, raw: bytes) -> None:
        fault = self.state.count_call(path)
        if self._suffer(fault):
            return
        try:
            if fault and fault.errcode is not None:
                raise ApiError(fault.errcode, "as asked by the tester")
            answer = self._call(method, path, query, raw)
        except ApiError as error:
            hint = f"{error.errmsg}, hint: [simulated], from ip: 127.0.0.1"
            self._json({"errcode": error.errcode, "errmsg": hint})
        else:
            self._json({"errcode": 0, "errmsg": "ok", **answer})

    def _call(self, method: str, path: str, query: dict, raw: bytes) -> dict:
        if path == "/cgi-bin/gettoken":
            return self.state.get_token(
                query.get("corpid", ""), query.get("corpsecret", "")
            )
        if path == "/cgi-bin/webhook/send":  # the key is all that is asked for
            return cards.robot_send(self.state, query, self._body(raw))
        self.state.check_token(query.get("access_token", ""))
        allowed, action = VENDOR_ROUTES.get(path, (None, None))
        if allowed != method:
            raise ApiError(43002 if method == "GET" else 43001, f"require {allowed}")
        return action(self.state, query, self._body(raw))

    @staticmethod
    def _body(raw: bytes) -> dict:
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            raise ApiError(47001, "data format error") from None
        if not isinstance(body, dict):
            raise ApiError(47001, "data format error")
        return body


class WecomSimulator(LocalSimulator):
    """The server, started with ``start()`` or as a context manager.

    :param port: 0 takes any free port; see ``base_url``
    :param kwargs: as for :class:`WecomState`
    """

    def __init__(self, port: int = 0, **kwargs):
        super().__init__(Handler, WecomState(**kwargs), port)
        self.state.address = self.base_url
