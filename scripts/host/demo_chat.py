"""The demo company's chat tools: its connectors meet the simulators that run.

Both sides need the same secrets and the address at which Odoo is called back. They are
made for each database, so that a clone holds none.
"""

from __future__ import annotations

import base64
import http.client
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass

from host.messages import HostError, say
from host.postgres import Server as Postgres

TIMEOUT_SECONDS = 10
# A simulator has just been started when it is told.
PATIENCE_SECONDS = 15
LOOPBACK = "http://127.0.0.1:%"
CONNECTORS = """
    select coalesce(json_agg(row_to_json(found)), '[]') from (
        select id, kind, base_url, callback_key, callback_token, callback_aes_key
        from crm_connector where active and base_url like :'loopback' order by id
    ) as found
"""
MEMBERS = """
    select coalesce(json_agg(row_to_json(found)), '[]') from (
        select identity.external_id as userid, partner.name as name
        from crm_connector_identity as identity
        join res_users as person on person.id = identity.user_id
        join res_partner as partner on partner.id = person.partner_id
        where identity.connector_id = :'connector'::int order by identity.id
    ) as found
"""
SECRETS = """
    update crm_connector set callback_token = :'token', callback_aes_key = :'key'
    where id = :'connector'::int
      and (callback_token is null or callback_aes_key is null)
"""


@dataclass(frozen=True)
class Connector:
    """A connector of the demo company whose server is on this machine."""

    id: int
    kind: str
    base_url: str
    callback_key: str | None
    callback_token: str | None
    callback_aes_key: str | None

    def callback(self, odoo_url: str) -> dict[str, str]:
        """What is entered in the chat tool's console.

        >>> one = Connector(1, "wecom", "http://127.0.0.1:8089", "k", "t", "a")
        >>> one.callback("http://127.0.0.1:8069")["url"]
        'http://127.0.0.1:8069/crm_wecom/callback/k'
        """
        return {
            "url": f"{odoo_url}/crm_{self.kind}/callback/{self.callback_key}",
            "token": self.callback_token or "",
            "aes_key": self.callback_aes_key or "",
        }


def prepare(pg: Postgres, db: str, addresses: Iterable[str]) -> list[Connector]:
    """Give the connectors of these simulators the secrets that they lack.

    Before Odoo starts, because it keeps what it has read.
    """
    if pg.sql("select to_regclass('crm_connector')", db).strip() != "crm_connector":
        return []
    found = _connectors(pg, db, set(addresses))
    for one in found:
        if not (one.callback_token and one.callback_aes_key):
            # 43 characters of base64: 32 bytes without the last sign.
            key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            pg.sql(
                SECRETS,
                db,
                token=secrets.token_hex(16),
                key=key.replace("+", "A").replace("/", "B"),
                connector=str(one.id),
            )
    return _connectors(pg, db, set(addresses))


def connect(
    pg: Postgres, db: str, odoo_url: str, connectors: Iterable[Connector]
) -> None:
    """Tell each simulator who works here, and where Odoo is called back."""
    for one in connectors:
        try:
            if one.kind == "wecom":  # the other one has a company of its own
                members = json.loads(pg.sql(MEMBERS, db, connector=str(one.id)))
                _post(f"{one.base_url}/_sim/members", {"members": members})
            _post(f"{one.base_url}/_sim/callback", one.callback(odoo_url))
        except HostError as error:
            say(f"The simulator of {one.kind} does not reach Odoo: {error}")


def _connectors(pg: Postgres, db: str, addresses: set[str]) -> list[Connector]:
    rows = json.loads(pg.sql(CONNECTORS, db, loopback=LOOPBACK))
    return [Connector(**row) for row in rows if row["base_url"] in addresses]


def _post(url: str, values: dict) -> None:
    request = urllib.request.Request(url, json.dumps(values).encode())
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with opener.open(request, timeout=TIMEOUT_SECONDS):
                return
        except urllib.error.HTTPError as error:
            raise HostError(f"{error.code} {error.read(300).decode()}") from None
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() > deadline:
                raise HostError(str(error)) from None
            time.sleep(0.2)
