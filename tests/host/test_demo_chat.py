"""The demo company's connectors and the simulators, which really run."""

from __future__ import annotations

import json

import pytest
from host import demo_chat
from host.demo_chat import Connector

from tests.simulators.dingtalk import DingtalkSimulator
from tests.simulators.local_server import LocalHandler, LocalSimulator
from tests.simulators.wecom import WecomSimulator

AES_KEY = "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7"
PEOPLE = [{"userid": "zhang.wei", "name": "张伟"}]


class Deaf(LocalHandler):
    """An Odoo that answers nothing a simulator could take; it counts the calls."""

    def _dispatch(self, method: str) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.state.append((method, self.path.partition("?")[0]))
        self._answer(200, b"")


class Database:
    """The demo company's database, as far as it is asked for members."""

    def sql(self, statement: str, db: str, **values: str) -> str:
        """Answer the members, and nothing else."""
        assert statement == demo_chat.MEMBERS
        return json.dumps(PEOPLE)


@pytest.mark.parametrize(
    ("kind", "simulator"), [("wecom", WecomSimulator), ("dingtalk", DingtalkSimulator)]
)
def test_each_simulator_verifies_the_address_of_odoo(kind, simulator, capsys):
    calls: list[tuple[str, str]] = []
    with simulator() as running, LocalSimulator(Deaf, calls) as odoo:
        one = Connector(1, kind, running.base_url, "key", "mryue", AES_KEY)
        demo_chat.connect(Database(), "demo", odoo.base_url, [one])
        names = {
            member.name for member in getattr(running.state, "members", {}).values()
        }
    assert {path for _method, path in calls} == {f"/crm_{kind}/callback/key"}
    # It answered nothing that counts: that is said, and stops nobody.
    assert f"The simulator of {kind} does not reach Odoo" in capsys.readouterr().err
    assert names == ({"张伟"} if kind == "wecom" else set())
