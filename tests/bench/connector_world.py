"""A company with a connector to the WeCom simulator, for the connectors' bench."""

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass

from tests.simulators.wecom import Member, WecomSimulator
from tests.simulators.wecom.callbacks import Callback

TOKEN = "hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo"
AES_KEY = "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt"

SETUP = """
import json, os
given = json.loads(os.environ["WORLD"])
env["ir.config_parameter"].set_param("crm_connector.is_loopback_allowed", "1")
# Each message is to go out at once, whatever the hour and however many there are.
env["res.company"].search([]).write(
    {"quiet_from": 0, "quiet_until": 0, "flood_count": 0})
connector = env["crm.connector"].create({
    "name": "WeCom", "kind": "wecom", "state": "connected", **given["connector"]})
users = env["res.users"].with_context(no_reset_password=True).create([
    {"name": f"Member {n}", "login": f"member{n}", "notification_type": "inbox",
     "group_ids": [(4, env.ref("sales_team.group_sale_salesman").id)]}
    for n in range(given["members"])])
env["crm.connector.identity"].create([
    {"connector_id": connector.id, "user_id": user.id, "external_id": f"m{n}"}
    for n, user in enumerate(users)])
env.cr.commit()
print("RESULT" + json.dumps({"key": connector.callback_key, "id": connector.id}))
"""


@dataclass
class World:
    """A database, its connector, and the simulator it talks to."""

    context: object
    db: str
    simulator: WecomSimulator
    connector: int
    key: str

    @property
    def state(self):
        """What the simulator remembers."""
        return self.simulator.state

    def shell(self, script: str, **values) -> dict:
        """Run a script with ``connector`` and ``given``; return what ``answer`` is."""
        head = (
            "import json, os\n"
            'given = json.loads(os.environ["WORLD"])\n'
            f'connector = env["crm.connector"].browse({self.connector})\n'
        )
        tail = '\nenv.cr.commit()\nprint("RESULT" + json.dumps(answer))\n'
        return shell(self.context, self.db, head + script + tail, values)

    def callback(self, url: str) -> Callback:
        """Return the sender of events to a server that serves this database."""
        return Callback(f"{url}/crm_wecom/callback/{self.key}", TOKEN, AES_KEY)


def shell(context, db: str, script: str, values: dict) -> dict:
    """Run a script that prints RESULT and a JSON object."""
    printed = context.shell(db, script, WORLD=json.dumps(values))
    return json.loads(printed.partition("RESULT")[2].splitlines()[0])


@contextmanager
def world(context, members: int = 0):
    """Give a world with so many colleagues bound to members of WeCom."""
    known = [Member(f"m{n}", f"Member {n}") for n in range(members)]
    with WecomSimulator(members=known) as simulator:
        state = simulator.state
        connector = {
            "base_url": simulator.base_url,
            "wecom_corp_id": state.corp_id,
            "wecom_agent_id": state.agent_id,
            "app_secret": state.secret,
            "callback_token": TOKEN,
            "callback_aes_key": AES_KEY,
        }
        db = context.database(["crm_wecom"])
        values = {"connector": connector, "members": members}
        made = shell(context, db, SETUP, values)
        yield World(context, db, simulator, made["id"], made["key"])


def resident_mb(pid: int) -> float:
    """Return the memory that a process holds, in MiB."""
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
