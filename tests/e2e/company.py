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
    "zhoukai": "ZhouKai",
    "liumin": "LiuMin",
}


class Company:
    """The demo company on a running server, one API key a person."""

    def __init__(self, url: str, db: str, simulator: str):
        self.url, self.db, self.simulator = url, db, simulator

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
        admin = self.administrator
        (connector,) = admin.search("crm.connector", ["kind", "=", "wecom"])
        admin.call(
            "crm.connector", "write", [connector], vals={"base_url": self.simulator}
        )
        admin.call("crm.connector", "action_test_connection", [connector])
        facts = admin.read("crm.connector", connector, "name", "state")
        assert facts["state"] == "connected", facts
        return facts["name"]

    def wecom_messages(self) -> list[dict]:
        """Everything that arrived in the simulator, oldest first."""
        return self._control("GET", "messages")["messages"]

    def _control(self, method: str, path: str, body: dict | None = None) -> dict:
        answer = requests.request(
            method, f"{self.simulator}/_sim/{path}", json=body, timeout=(5, 30)
        )
        answer.raise_for_status()
        return answer.json()
