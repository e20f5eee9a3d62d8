"""A thin client for both generations of DingTalk's server interface.

The older one (oapi) takes the token in the query and answers HTTP 200 with an
``errcode``; the newer one takes it in a header and answers HTTP statuses. An
application's token is good for both.
"""

import time
from collections import defaultdict, deque
from collections.abc import Iterator
from urllib.parse import quote

import requests

from odoo.addons.crm_connector.clients.errors import ClientBanned, ClientUnreachable
from odoo.addons.crm_connector.clients.vendor import TokenSource, VendorClient

from .errors import BAN, effective_code, error_for, error_of_status

TOKEN_HEADER = "x-acs-dingtalk-access-token"
PAGE = 100  # people a page, the vendor's maximum
# The vendor takes 40 calls of one interface in a second from one application, over all
# workers: one of them leaves room for others.
CALLS_A_SECOND = 30


class DingtalkClient(VendorClient):
    """Calls of one application of one company.

    :param oapi_url: the older interface's address, checked by the caller, without a
        trailing slash
    :param api_url: the newer interface's address, likewise
    :param options: see :class:`VendorClient`
    """

    vendor = "DingTalk"

    def __init__(
        self,
        oapi_url: str,
        api_url: str,
        app_key: str,
        app_secret: str,
        token_source: TokenSource,
        **options: object,
    ):
        super().__init__(oapi_url, token_source, **options)
        self._api_url = api_url
        self._app_key = app_key
        self._app_secret = app_secret
        self._called_at: dict[str, deque[float]] = defaultdict(deque)

    # -- the token -----------------------------------------------------------
    def fetch_token(self) -> tuple[str, int]:
        """A token and the seconds it lives; the token source calls this.

        :raise ClientError: e.g. when the app key or the secret is wrong
        """
        params = {"appkey": self._app_key, "appsecret": self._app_secret}
        answer = self._oapi_request("GET", "gettoken", params)
        return self._lasting(answer, "access_token", "gettoken")

    def check(self) -> None:
        """Prove both addresses, the app key and the secret with new tokens.

        :raise ClientError: when one of them is wrong
        """
        result = super().check()
        body = {"appKey": self._app_key, "appSecret": self._app_secret}
        self._api_request("POST", "oauth2/accessToken", json=body)
        return result

    # -- messages and reports ------------------------------------------------
    def send_notice(self, body: dict) -> dict:
        """A work notice to at most 100 colleagues; answers ``task_id``.

        :raise ClientError: when nobody received it
        """
        return self.oapi(
            "POST", "topapi/message/corpconversation/asyncsend_v2", json=body
        )

    def failed_reports(self) -> tuple[list[dict], bool]:
        """Reports that did not reach us, and whether there are more of them.

        :raise ClientError: when they could not be asked for
        """
        answer = self.api("GET", "event/callbacks/failedResults")
        rows = answer.get("failedList") or []
        return [row for row in rows if isinstance(row, dict)], bool(
            answer.get("hasMore")
        )

    # -- the directory -------------------------------------------------------
    def sub_departments(self, dept_id: int) -> list[dict]:
        """The departments directly below ``dept_id``; 1 is the company.

        :raise ClientRecipient: when there is no such department
        """
        answer = self.oapi(
            "POST", "topapi/v2/department/listsub", json={"dept_id": dept_id}
        )
        return list(answer.get("result") or [])

    def user(self, userid: str) -> dict:
        """Somebody of the company, with his ``unionid``.

        :raise ClientRecipient: when he does not work there (any more)
        """
        answer = self.oapi("POST", "topapi/v2/user/get", json={"userid": userid})
        return dict(answer.get("result") or {})

    def users(self, dept_id: int) -> Iterator[dict]:
        """The people of a department itself, page by page to the end.

        :raise ClientRecipient: when there is no such department
        """
        cursor, seen = 0, set()
        while cursor not in seen:  # a vendor that repeats itself must not hold us
            seen.add(cursor)
            body = {"dept_id": dept_id, "cursor": cursor, "size": PAGE}
            answer = self.oapi("POST", "topapi/v2/user/list", json=body)
            result = answer.get("result") or {}
            yield from result.get("list") or []
            if not result.get("has_more"):
                return
            cursor = result.get("next_cursor")
        raise ClientUnreachable("a page came twice", "topapi/v2/user/list")

    # -- how calls are made --------------------------------------------------
    def oapi(self, method: str, path: str, json: dict | None = None) -> dict:
        """A call of the older interface with a token.

        :raise ClientError: by its ``errcode``
        """
        return self._with_token(
            path,
            lambda token: self._oapi_request(
                method, path, {"access_token": token}, json
            ),
        )

    def api(
        self,
        method: str,
        path: str,
        params: dict | None = None,
        json: dict | None = None,
        headers: dict | None = None,
    ) -> dict:
        """A call of the newer interface (below ``/v1.0``) with a token.

        :raise ClientError: by its ``code``
        """
        return self._with_token(
            path,
            lambda token: self._api_request(
                method, path, params, json, {**(headers or {}), TOKEN_HEADER: token}
            ),
        )

    def oapi_without_token(self, path: str, params: dict, json: dict) -> dict:
        """A call of the older interface that proves itself by ``params``.

        :raise ClientError: by its ``errcode``
        """
        return self._oapi_request("POST", path, params, json)

    def _oapi_request(
        self, method: str, path: str, params: dict, json: dict | None = None
    ) -> dict:
        url = f"{self._base_url}/{path}"
        response = self._send(method, url, path, params=params, json=json)
        answer = self._read(response, path)
        if response.status_code != 200:
            raise ClientUnreachable(f"HTTP {response.status_code}", path)
        if answer is None or "errcode" not in answer:
            raise ClientUnreachable("answer is not the vendor's JSON", path)
        code = effective_code(answer)
        if code != "0":
            raise error_for(code, path)
        return answer

    def _api_request(
        self,
        method: str,
        path: str,
        params: dict | None = None,
        json: dict | None = None,
        headers: dict | None = None,
    ) -> dict:
        url = f"{self._api_url}/v1.0/{path}"
        response = self._send(
            method, url, path, params=params, json=json, headers=headers
        )
        status, answer = response.status_code, self._read(response, path)
        if 200 <= status < 300:
            if answer is None:
                raise ClientUnreachable("answer is not the vendor's JSON", path)
            return answer
        if 300 <= status < 400:
            raise ClientUnreachable(f"HTTP {status}", path)
        raise error_of_status(status, answer or {}, path)

    def _send(
        self, method: str, url: str, path: str, **arguments: object
    ) -> requests.Response:
        self._pace(path)
        return super()._send(method, url, path, **arguments)

    def _pace(self, path: str) -> None:
        """Wait where one interface would be called too often within a second."""
        called_at = self._called_at[path]
        if len(called_at) >= CALLS_A_SECOND:
            wait = called_at.popleft() + 1 - time.monotonic()
            if wait > 0:
                time.sleep(wait)
        called_at.append(time.monotonic())

    @staticmethod
    def _read(response: requests.Response, path: str) -> dict | None:
        """The JSON object of an answer; None when it is something else.

        :raise ClientBanned: the gateway bans this server's address; its answer has
            another shape than all others
        """
        if not response.content:
            return {}
        try:
            answer = response.json()
        except (ValueError, RecursionError):
            return None
        if not isinstance(answer, dict):
            return None
        if answer.get("punish") == "deny":
            raise ClientBanned(BAN, path)
        return answer


def path_part(text: str) -> str:
    """``text`` as one part of an address: an id may hold a slash.

    >>> path_part("a/b c")
    'a%2Fb%20c'
    """
    return quote(text, safe="")
