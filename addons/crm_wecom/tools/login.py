"""Logging in with WeCom: the addresses to which people are sent.

From the vendor's pages on the web authorisation of applications (OAuth, scope
``snsapi_base``) and on the login of web pages (``login_type=CorpApp``).
"""

from collections.abc import Mapping
from urllib.parse import urlencode

VENDOR_URL = "https://qyapi.weixin.qq.com"
INSIDE_URL = "https://open.weixin.qq.com/connect/oauth2/authorize"
WEB_URL = "https://login.work.weixin.qq.com/wwlogin/sso/login"
_INSIDE_PATH, _WEB_PATH = "/connect/oauth2/authorize", "/wwlogin/sso/login"


def is_vendor(base_url: str) -> bool:
    """Whether a connection is with WeCom itself, not with a simulator.

    >>> is_vendor("https://qyapi.weixin.qq.com/"), is_vendor("http://127.0.0.1:8089")
    (True, False)
    """
    return (base_url or "").rstrip("/") == VENDOR_URL


def is_inside(user_agent: str) -> bool:
    """Whether this is WeCom's own browser.

    >>> is_inside("Mozilla/5.0 ... MicroMessenger/7.0.1 wxwork/4.1.10"), is_inside("")
    (True, False)
    """
    return "wxwork" in user_agent.lower()


def inside_url(
    base_url: str, corp_id: str, agent_id: int, back_url: str, state: str
) -> str:
    """Where WeCom's own browser is sent: it knows who looks at it.

    >>> page, query = inside_url(VENDOR_URL, "ww1", 7, "https://a.cn/b", "s").split("?")
    >>> page == INSIDE_URL, query[:45]
    (True, 'appid=ww1&redirect_uri=https%3A%2F%2Fa.cn%2Fb')
    >>> query[46:]
    'response_type=code&scope=snsapi_base&state=s&agentid=7#wechat_redirect'
    >>> inside_url("http://127.0.0.1:1", "ww1", 7, "b", "s")[:47]
    'http://127.0.0.1:1/connect/oauth2/authorize?app'
    """
    page = INSIDE_URL if is_vendor(base_url) else f"{base_url}{_INSIDE_PATH}"
    query = {
        "appid": corp_id,
        "redirect_uri": back_url,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
        "agentid": agent_id,
    }
    return f"{page}?{urlencode(query)}#wechat_redirect"


def web_url(
    base_url: str, corp_id: str, agent_id: int, back_url: str, state: str
) -> str:
    """Where any other browser is sent: a QR code to scan with WeCom.

    >>> page, query = web_url(VENDOR_URL, "ww1", 7, "https://a.cn/b", "s").split("?")
    >>> page == WEB_URL, query[:38]
    (True, 'login_type=CorpApp&appid=ww1&agentid=7')
    >>> query[38:]
    '&redirect_uri=https%3A%2F%2Fa.cn%2Fb&state=s'
    """
    page = WEB_URL if is_vendor(base_url) else f"{base_url}{_WEB_PATH}"
    query = {
        "login_type": "CorpApp",
        "appid": corp_id,
        "agentid": agent_id,
        "redirect_uri": back_url,
        "state": state,
    }
    return f"{page}?{urlencode(query)}"


def member_of(answer: Mapping) -> str:
    """The member that auth/getuserinfo names; empty for somebody of outside.

    Older applications are answered in other letters.

    >>> member_of({"userid": "ZhangWei"}), member_of({"UserId": "li.na"})
    ('ZhangWei', 'li.na')
    >>> member_of({"openid": "o1"}), member_of({"userid": 7})
    ('', '')
    """
    userid = answer.get("userid") or answer.get("UserId") or ""
    return userid if isinstance(userid, str) else ""
