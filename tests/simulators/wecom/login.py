"""Logging in with WeCom, and the tickets of its JavaScript.

The pages on which the vendor asks the person are played by lists: one presses who one
is. ``auth/getuserinfo`` then names him, once, within five minutes.
"""

import secrets
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from .state import ApiError, WecomState

CODE_SECONDS = 300
TICKET_SECONDS = 7200
INSIDE_PAGE, WEB_PAGE = "/connect/oauth2/authorize", "/wwlogin/sso/login"
CHOSEN = "/_sim/login"
HOUR = 3600
# of one hour: the company's tickets, and those of one application
CORP_TICKETS, APP_TICKETS = 400, 100
OUTSIDE = "-outside-"
_HEAD = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>企业微信模拟器：登录</title><style>
body { font: 16px/1.5 "Noto Sans CJK SC", "PingFang SC", sans-serif; margin: 0;
  background: #f2f4f7; color: #1f2933; }
main { max-width: 360px; margin: 32px auto; background: #fff; padding: 20px;
  border: 1px solid #dfe3e8; border-radius: 8px; }
h1 { font-size: 18px; margin: 0 0 8px; } p { color: #66788a; margin: 0 0 12px; }
img { display: block; margin: 0 auto 12px; }
a { display: block; padding: 10px 12px; margin-top: 8px; border: 1px solid #dfe3e8;
  border-radius: 6px; color: #2b6cb0; text-decoration: none; }
</style></head><body><main>"""


def authorize_page(state: WecomState, path: str, query: dict) -> tuple[int, str]:
    """The page on which WeCom asks who one is.

    :return: the HTTP status and the page
    """
    problem = _problem(state, path, query)
    if problem:
        return 400, f"{_HEAD}<h1>出错了</h1><p>{escape(problem)}</p></main>"
    with state.lock:
        members = sorted(state.members.values(), key=lambda one: one.userid)
    rows = [
        (one.userid, f"{one.name or one.userid}（{one.userid}）") for one in members
    ]
    rows.append((OUTSIDE, "不是本企业成员"))
    keep = {"redirect_uri": query["redirect_uri"], "state": query.get("state", "")}
    links = "".join(
        f'<a data-userid="{escape(userid)}" '
        f'href="{CHOSEN}?{escape(urlencode({**keep, "userid": userid}))}">'
        f"{escape(label)}</a>"
        for userid, label in rows
    )
    is_web = path == WEB_PAGE
    title = "扫码登录" if is_web else "在企业微信中打开"
    picture = '<img src="/_sim/qr/login" alt="二维码" width="160">' if is_web else ""
    hint = "本机模拟：点选由谁扫码。" if is_web else "本机模拟：点选当前成员。"
    return 200, f"{_HEAD}<h1>{title}</h1>{picture}<p>{hint}</p>{links}</main>"


def _problem(state: WecomState, path: str, query: dict) -> str:
    if query.get("appid") != state.corp_id:
        return "appid 不是本企业的企业 ID。"
    if path == WEB_PAGE and query.get("login_type") != "CorpApp":
        return "login_type 应为 CorpApp。"
    if path == INSIDE_PAGE and (
        query.get("response_type") != "code" or query.get("scope") != "snsapi_base"
    ):
        return "response_type 应为 code，scope 应为 snsapi_base。"
    if query.get("agentid") != str(state.agent_id):
        return "agentid 不是本企业的应用。"
    given = query.get("state", "")
    if not (given.isascii() and given.isalnum() and len(given) <= 128):
        return "state 只能是不超过 128 位的字母和数字。"
    if urlsplit(query.get("redirect_uri", "")).scheme not in ("http", "https"):
        return "redirect_uri 不是网址。"
    return ""


def choose(state: WecomState, query: dict) -> str:
    """Somebody was chosen: the address to which he goes back, with a code."""
    code = issue_code(state, query.get("userid") or OUTSIDE)
    parts = urlsplit(query["redirect_uri"])
    values = [*parse_qsl(parts.query), ("code", code), ("state", query["state"])]
    return parts._replace(query=urlencode(values)).geturl()


def issue_code(state: WecomState, userid: str) -> str:
    """A code that stands for ``userid``, as the vendor's page would give it."""
    code = secrets.token_urlsafe(32)
    with state.lock:
        state.login_codes[code] = (userid, state.now() + CODE_SECONDS)
    return code


def get_user_info(state: WecomState, query: dict) -> dict:
    """auth/getuserinfo: once a code."""
    with state.lock:
        userid, until = state.login_codes.pop(query.get("code", ""), ("", 0))
    if not userid or state.now() > until:
        raise ApiError(40029, "invalid code")
    member = state.members.get(userid.lower())
    if member is None:
        return {"openid": "oSim00000001"}
    return {"userid": member.userid}


def get_ticket(state: WecomState, purpose: str) -> dict:
    """The ticket of the company (``jsapi``) or of the application (``agent_config``).

    The same one within its validity; too many calls an hour are refused.
    """
    now = state.now()
    with state.lock:
        calls = [at for at in state.ticket_calls.get(purpose, []) if now - at < HOUR]
        state.ticket_calls[purpose] = [*calls, now]
        limit = CORP_TICKETS if purpose == "jsapi" else APP_TICKETS
        if len(calls) >= limit:
            raise ApiError(45009, "api freq out of limit")
        ticket, until = state.tickets.get(purpose, ("", 0))
        if until <= now:
            ticket, until = secrets.token_urlsafe(64), now + TICKET_SECONDS
            state.tickets[purpose] = (ticket, until)
    return {"ticket": ticket, "expires_in": int(until - now)}


def app_ticket(state: WecomState, query: dict) -> dict:
    """ticket/get: this simulator knows ``type=agent_config``."""
    if query.get("type") != "agent_config":
        raise ApiError(40058, "type is invalid")
    return get_ticket(state, "agent_config")
