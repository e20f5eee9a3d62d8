"""Twenty cold workers ask for one token; a token that is never good costs two."""

import time
from collections.abc import Iterator

from tests.simulators.wecom import Fault

from .connector_world import world

WORKERS = 20
GETTOKEN = "/cgi-bin/gettoken"
SEND = "/cgi-bin/message/send"

COLD = """
import threading
from odoo import SUPERUSER_ID, api
errors = []
barrier = threading.Barrier(given["workers"])


def work():
    try:
        with env.registry.cursor() as cr:
            mine = api.Environment(cr, SUPERUSER_ID, {})["crm.connector"]
            client = mine.browse(connector.id)._wecom_client()
            barrier.wait()
            client._token_source(client.fetch_token, None)
    except Exception as error:
        errors.append(repr(error))


threads = [threading.Thread(target=work) for _n in range(given["workers"])]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
answer = {"errors": errors}
"""

SEND_ONE = """
user = env["crm.connector.identity"].search([], limit=1).user_id
partner = env["res.partner"].create({"name": "Client"})
event = env["crm.business.event"]._emit(
    "contract.signed", partner, "Signed", partner=partner, audience=user)
message = env["crm.connector.message"].search([("event_id", "=", event.id)])
message._deliver()
answer = {"state": message.state, "tries": message.tries}
"""


def run(context) -> Iterator[dict]:
    """Yield the calls of gettoken that both took."""
    with world(context, members=1) as here:
        started = time.monotonic()
        found = here.shell(COLD, workers=WORKERS)
        seconds = time.monotonic() - started
        assert not found["errors"], found
        yield {
            "metric": "gettoken_calls_of_20_cold_workers",
            "value": here.state.calls[GETTOKEN],
            "unit": "calls",
            "n": WORKERS,
        }
        yield {
            "metric": "cold_workers",
            "value": round(seconds, 2),
            "unit": "s",
            "n": 1,
        }
        here.state.reset()
        here.state.add_fault(Fault(times=-1, path=SEND, errcode=40014))
        found = here.shell(SEND_ONE)
        assert found["tries"] == 1, found
        for name, path in (("gettoken", GETTOKEN), ("send", SEND)):
            yield {
                "metric": f"{name}_calls_of_a_job_always_40014",
                "value": here.state.calls[path],
                "unit": "calls",
                "n": 1,
            }
