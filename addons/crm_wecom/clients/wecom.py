"""A thin client for the WeCom server API: its requests, answers and errors."""

from odoo.addons.crm_connector.clients.errors import ClientUnreachable
from odoo.addons.crm_connector.clients.vendor import TokenSource, VendorClient

from .customer_contact import CustomerContactCalls
from .errors import error_for


class WecomClient(CustomerContactCalls, VendorClient):
    """Calls of one application of one company.

    :param corp_id: of the company
    :param secret: of the application
    :param options: see :class:`VendorClient`
    """

    vendor = "WeCom"

    def __init__(
        self,
        base_url: str,
        corp_id: str,
        secret: str,
        token_source: TokenSource,
        **options: object,
    ):
        super().__init__(base_url, token_source, **options)
        self._corp_id = corp_id
        self._secret = secret

    def fetch_token(self) -> tuple[str, int]:
        """A token and the seconds it lives; the token source calls this.

        :raise ClientError: e.g. when the corp id or the secret is wrong
        """
        params = {"corpid": self._corp_id, "corpsecret": self._secret}
        answer = self._request("GET", "gettoken", params)
        return self._lasting(answer, "access_token", "gettoken")

    def send_message(self, body: dict) -> dict:
        """message/send; the answer names the recipients that were left out.

        :raise ClientError: when nobody received it
        """
        return self._call("POST", "message/send", json=body)

    def update_card(self, body: dict) -> None:
        """message/update_template_card: possible once for a code, within 72 h.

        :raise ClientError: the card stays as it was
        """
        self._call("POST", "message/update_template_card", json=body)

    def robot_send(self, key: str, body: dict) -> None:
        """webhook/send: write to the group whose robot has this key.

        :raise ClientError: nothing arrived
        """
        self._request("POST", "webhook/send", {"key": key}, body)

    def get_user(self, userid: str) -> dict:
        """user/get

        :raise ClientRecipient: when there is no such member
        """
        return self._call("GET", "user/get", {"userid": userid})

    def login_user(self, code: str) -> dict:
        """auth/getuserinfo: ``userid`` of a member, ``openid`` of somebody else.

        :raise ClientLoginCode: the code was used already, or is older than five minutes
        """
        return self._call("GET", "auth/getuserinfo", {"code": code})

    def jsapi_ticket(self) -> tuple[str, int]:
        """The company's ticket for pages' JavaScript, and the seconds it lives.

        :raise ClientLimited: 400 calls an hour are used up
        """
        return self._ticket("get_jsapi_ticket", {})

    def agent_ticket(self) -> tuple[str, int]:
        """The application's ticket, and the seconds it lives; not the company's.

        :raise ClientLimited: 100 calls an hour are used up
        """
        return self._ticket("ticket/get", {"type": "agent_config"})

    def _ticket(self, path: str, params: dict) -> tuple[str, int]:
        return self._lasting(self._call("GET", path, params), "ticket", path)

    def external_contact(self, external_userid: str) -> dict:
        """externalcontact/get with all followers, page by page.

        :return: the vendor's ``external_contact``, and all its ``follow_user``
        :raise ClientRecipient: nobody of us follows this customer (any more)
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

        :raise ClientError: when it was not made
        """
        return self._call("POST", "externalcontact/add_contact_way", json=body)

    def send_welcome(self, welcome_code: str, text: str) -> None:
        """externalcontact/send_welcome_msg: once, within 20 s of the event.

        :raise ClientError: when it was not sent
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
        """A call with a token, which travels in the query."""
        return self._with_token(
            path,
            lambda token: self._request(
                method, path, {**(params or {}), "access_token": token}, json
            ),
        )

    def _request(
        self, method: str, path: str, params: dict, json: dict | None = None
    ) -> dict:
        """Send one request; answer the vendor's values or raise its error."""
        url = f"{self._base_url}/cgi-bin/{path}"
        response = self._send(method, url, path, params=params, json=json)
        if response.status_code != 200:
            raise ClientUnreachable(f"HTTP {response.status_code}", path)
        try:
            answer = response.json()
            errcode = int(answer["errcode"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ClientUnreachable("answer is not the vendor's JSON", path) from None
        if errcode:
            raise error_for(errcode, path)
        return answer
