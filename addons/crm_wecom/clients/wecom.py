"""A thin client for the WeCom server API: HTTP and JSON, nothing else.

Every call goes through ``_request``. Tokens come from a source that the caller
injects, so that all workers share one. Secrets and tokens travel in the query
(the vendor wants it so): no address is ever logged or put into an error.
"""

import logging
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import requests

from .customer_contact import CustomerContactCalls
from .errors import WecomToken, WecomUnreachable, error_for

_logger = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS = 3.05, 10
# fetch() answers (token, seconds it lives); stale is a token the vendor refused
TokenFetch = Callable[[], tuple[str, int]]
TokenSource = Callable[[TokenFetch, str | None], str]

_SECRETS = re.compile(r"((?:corpsecret|access_token|[?&]code|[?&]key)=)[^&\s\"']+")


class RedactSecrets(logging.Filter):
    """Hide secrets in the query; urllib3 logs whole addresses at debug level."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without its secrets."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                _SECRETS.sub(r"\1***", arg) if isinstance(arg, str) else arg
                for arg in record.args
            )
        return True


logging.getLogger("urllib3.connectionpool").addFilter(RedactSecrets())


class WecomClient(CustomerContactCalls):
    """Calls of one application of one company.

    :param base_url: checked by the caller, without a trailing slash
    :param token_source: answers a valid token, see :data:`TokenSource`
    :param timeout: seconds to (connect, read)
    """

    def __init__(
        self,
        base_url: str,
        corp_id: str,
        secret: str,
        token_source: TokenSource,
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
    ):
        self._base_url = base_url
        self._corp_id = corp_id
        self._secret = secret
        self._token_source = token_source
        self._timeout = timeout
        self._token = ""
        self._session = requests.Session()
        # A simulator on this machine is not asked for through a company proxy.
        self._session.trust_env = urlsplit(base_url).scheme == "https"

    def fetch_token(self) -> tuple[str, int]:
        """A token and the seconds it lives; the token source calls this.

        :raise WecomError: e.g. when the corp id or the secret is wrong
        """
        params = {"corpid": self._corp_id, "corpsecret": self._secret}
        answer = self._request("GET", "gettoken", params)
        try:
            return str(answer["access_token"]), int(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            raise WecomUnreachable("no token in the answer", "gettoken") from None

    def check(self) -> None:
        """Fetch a new token, which proves address, corp id and secret.

        :raise WecomError: when one of them is wrong
        """
        current = self._token_source(self.fetch_token, None)
        self._token_source(self.fetch_token, current)

    def send_message(self, body: dict) -> dict:
        """message/send; the answer names the recipients that were left out.

        :raise WecomError: when nobody received it
        """
        return self._call("POST", "message/send", json=body)

    def update_card(self, body: dict) -> None:
        """message/update_template_card: possible once for a code, within 72 h.

        :raise WecomError: the card stays as it was
        """
        self._call("POST", "message/update_template_card", json=body)

    def robot_send(self, key: str, body: dict) -> None:
        """webhook/send: write to the group whose robot has this key.

        :raise WecomError: nothing arrived
        """
        self._request("POST", "webhook/send", {"key": key}, body)

    def get_user(self, userid: str) -> dict:
        """user/get

        :raise WecomRecipient: when there is no such member
        """
        return self._call("GET", "user/get", {"userid": userid})

    def login_user(self, code: str) -> dict:
        """auth/getuserinfo: ``userid`` of a member, ``openid`` of somebody else.

        :raise WecomCode: the code was used already, or is older than five minutes
        """
        return self._call("GET", "auth/getuserinfo", {"code": code})

    def jsapi_ticket(self) -> tuple[str, int]:
        """The company's ticket for pages' JavaScript, and the seconds it lives.

        :raise WecomLimited: 400 calls an hour are used up
        """
        return self._ticket("get_jsapi_ticket", {})

    def agent_ticket(self) -> tuple[str, int]:
        """The application's ticket, and the seconds it lives; not the company's.

        :raise WecomLimited: 100 calls an hour are used up
        """
        return self._ticket("ticket/get", {"type": "agent_config"})

    def _ticket(self, path: str, params: dict) -> tuple[str, int]:
        answer = self._call("GET", path, params)
        try:
            return str(answer["ticket"]), int(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            raise WecomUnreachable("no ticket in the answer", path) from None

    def external_contact(self, external_userid: str) -> dict:
        """externalcontact/get with all followers, page by page.

        :return: the vendor's ``external_contact``, and all its ``follow_user``
        :raise WecomRecipient: nobody of us follows this customer (any more)
        """
        path = "externalcontact/get"
        params = {"external_userid": external_userid}
        answer = self._call("GET", path, params)
        followers = list(answer.get("follow_user") or [])
        while answer.get("next_cursor"):
            answer = self._call(
                "GET", path, {**params, "cursor": answer["next_cursor"]}
            )
            followers += answer.get("follow_user") or []
        contact = dict(answer.get("external_contact") or {})
        return {"external_contact": contact, "follow_user": followers}

    def add_contact_way(self, body: dict) -> dict:
        """externalcontact/add_contact_way; answers ``config_id`` and ``qr_code``.

        :raise WecomError: when it was not made
        """
        return self._call("POST", "externalcontact/add_contact_way", json=body)

    def send_welcome(self, welcome_code: str, text: str) -> None:
        """externalcontact/send_welcome_msg: once, within 20 s of the event.

        :raise WecomError: when it was not sent
        """
        body = {"welcome_code": welcome_code, "text": {"content": text}}
        self._call("POST", "externalcontact/send_welcome_msg", json=body)

    def _call(
        self,
        method: str,
        path: str,
        params: dict | None = None,
        json: dict | None = None,
    ) -> dict:
        """A call with a token; a refused token is renewed once, never more."""
        # A job makes hundreds of calls: the shared token is looked up once.
        token = self._token or self._token_source(self.fetch_token, None)
        self._token = token
        try:
            return self._request(
                method, path, {**(params or {}), "access_token": token}, json
            )
        except WecomToken:
            _logger.info("WeCom %s: token refused, renewing it once", path)
        self._token = self._token_source(self.fetch_token, token)
        return self._request(
            method, path, {**(params or {}), "access_token": self._token}, json
        )

    def _request(
        self, method: str, path: str, params: dict, json: dict | None = None
    ) -> dict:
        """Send one request; answer the vendor's values or raise its error."""
        started = time.monotonic()
        try:
            response = self._session.request(
                method,
                f"{self._base_url}/cgi-bin/{path}",
                params=params,
                json=json,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # The library's text holds the whole address: only the class is kept.
            raise WecomUnreachable(type(error).__name__, path) from None
        if response.status_code != 200:
            raise WecomUnreachable(f"HTTP {response.status_code}", path)
        try:
            answer = response.json()
            errcode = int(answer["errcode"])
        except (ValueError, KeyError, TypeError):
            raise WecomUnreachable("answer is not the vendor's JSON", path) from None
        elapsed = (time.monotonic() - started) * 1000
        _logger.debug("WeCom %s %s: %s in %.0f ms", method, path, errcode, elapsed)
        if errcode:
            raise error_for(errcode, path)
        return answer
