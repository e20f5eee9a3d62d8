"""The people of the demo company as they appear in the thread."""

from functools import cached_property

import requests

from .odoo_client import Staff

PASSWORD = "demo"
#: login in Odoo -> user id in WeCom, as the demo company has them
WECOM_IDS = {
    "lina": "LiNa",
    "wangqiang": "WangQiang",
    "zhangwei": "ZhangWei",
    "chenjing": "ChenJing",
    "liumin": "LiuMin",
}
#: The lead designer lives in DingTalk.
DINGTALK_IDS = {"zhoukai": "zhoukai"}
CHAT_IDS = WECOM_IDS | DINGTALK_IDS


class Company:
    """The demo company on a running server, one API key a person."""

    def __init__(self, url: str, db: str, simulator: str, dingtalk: str):
        self.url, self.db = url, db
        self.simulator, self.dingtalk = simulator, dingtalk

    def _staff(self, login: str, password: str = PASSWORD) -> Staff:
        return Staff(self.url, self.db, login, password)

    @cached_property
    def rep(self) -> Staff:
        return self._staff("lina")

    @cached_property
    def other_rep(self) -> Staff:
        return self._staff("wangqiang")

    @cached_property
    def manager(self) -> Staff:
        return self._staff("zhangwei")

    @cached_property
    def designer(self) -> Staff:
        return self._staff("chenjing")

    @cached_property
    def lead_designer(self) -> Staff:
        return self._staff("zhoukai")

    @cached_property
    def finance(self) -> Staff:
        return self._staff("liumin")

    @cached_property
    def administrator(self) -> Staff:
        return self._staff("admin", "admin")

    # -- WeCom ---------------------------------------------------------------------

    def connect_wecom(self) -> str:
        """Point the demo connector at the simulator and test it; answer its name."""
        members = [{"userid": userid, "name": userid} for userid in WECOM_IDS.values()]
        self._control("POST", "members", {"members": members, "replace": True})
        return self._connect("wecom", base_url=self.simulator)

    def connect_dingtalk(self) -> str:
        """The same for DingTalk, which has a company of its own."""
        return self._connect(
            "dingtalk", base_url=self.dingtalk, dingtalk_api_url=self.dingtalk
        )

    def _connect(self, kind: str, **addresses: str) -> str:
        admin = self.administrator
        (connector,) = admin.search("crm.connector", ["kind", "=", kind])
        admin.call("crm.connector", "write", [connector], vals=addresses)
        admin.call("crm.connector", "action_test_connection", [connector])
        facts = admin.read("crm.connector", connector, "name", "state")
        assert facts["state"] == "connected", facts
        return facts["name"]

    def let_wecom_call_back(self) -> None:
        """Enter this server's address in WeCom, which verifies it at once."""
        admin = self.administrator
        (connector,) = admin.search("crm.connector", ["kind", "=", "wecom"])
        token, aes_key = "e2eCallbackToken", "e2e" * 14 + "A"
        vals = {"callback_token": token, "callback_aes_key": aes_key}
        admin.call("crm.connector", "write", [connector], vals=vals)
        key = admin.read("crm.connector", connector, "callback_key")["callback_key"]
        url = f"{self.url}/crm_wecom/callback/{key}"
        self._control(
            "POST", "callback", {"url": url, "token": token, "aes_key": aes_key}
        )

    def wecom_messages(self) -> list[dict]:
        """Everything that arrived in the simulator, oldest first."""
        return self._control("GET", "messages")["messages"]

    def dingtalk_messages(self) -> list[dict]:
        """The same for DingTalk."""
        return self._control("GET", "messages", at=self.dingtalk)["messages"]

    def _control(
        self, method: str, path: str, body: dict | None = None, at: str = ""
    ) -> dict:
        answer = requests.request(
            method, f"{at or self.simulator}/_sim/{path}", json=body, timeout=(5, 30)
        )
        answer.raise_for_status()
        return answer.json()
