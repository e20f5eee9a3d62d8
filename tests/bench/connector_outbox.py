"""10,000 messages while a fifth of the calls fail and the server dies twice."""

import re
import time
from collections import Counter
from collections.abc import Iterator

from tests.simulators.wecom import Fault

from .connector_world import world

EVENTS, PEOPLE, MEMBERS = 1_000, 10, 500
SEND = "/cgi-bin/message/send"
NUMBER = re.compile(r"HT-\d{5}")
KILLED_AT = (0.25, 0.6)  # of the messages sent
PATIENCE = 3600

EMIT = """
users = env["crm.connector.identity"].search([], order="id").user_id
partner = env["res.partner"].create({"name": "Client"})
people = given["people"]
for number in range(given["events"]):
    start = number * people % len(users)
    env["crm.business.event"]._emit(
        "contract.signed", partner, f"HT-{number:05d}", partner=partner,
        audience=users[start : start + people], key=f"bench:{number}")
answer = {"messages": env["crm.connector.message"].search_count([])}
"""

# The waits of the retries (30 s to hours) are cut short: what is measured is that
# nothing is lost, not how patient the schedule is.
HURRY = """
env.cr.execute(
    "UPDATE queue_job SET eta = NULL WHERE state = 'pending' AND eta IS NOT NULL")
env.cr.execute("UPDATE crm_connector_message SET next_try_at = NULL "
               "WHERE state = 'queued' AND next_try_at IS NOT NULL")
env.cr.execute("UPDATE crm_connector SET paused_until = NULL")
if connector.state == "error":  # a token refused twice in a row: tested by a person
    connector.action_test_connection()
dead = env["crm.connector.message"].search([("state", "in", ("dead", "failed"))])
if dead:
    dead.action_resend()
env.cr.execute("SELECT state, count(*) FROM crm_connector_message GROUP BY state")
answer = {"states": dict(env.cr.fetchall()), "dead": len(dead)}
"""

LOG = """
env.cr.execute("SELECT count(*), count(DISTINCT idempotency_key), "
               "count(*) FILTER (WHERE sent_at IS NOT NULL) FROM crm_connector_message")
rows, keys, sent = env.cr.fetchone()
env.cr.execute("SELECT u.external_id, e.name FROM crm_connector_message m "
               "JOIN crm_business_event e ON e.id = m.event_id "
               "JOIN crm_connector_identity u ON u.id = m.identity_id")
answer = {"rows": rows, "keys": keys, "sent": sent,
          "wanted": [list(row) for row in env.cr.fetchall()]}
"""


def run(context) -> Iterator[dict]:
    """Yield what arrived, how often, and how long it took."""
    with world(context, members=MEMBERS) as here:
        here.state.add_fault(
            Fault(times=-1, path=SEND, http_status=502, body="bad", chance=0.12)
        )
        here.state.add_fault(Fault(times=-1, path=SEND, errcode=-1, chance=0.06))
        here.state.add_fault(Fault(times=-1, path=SEND, errcode=42001, chance=0.03))
        total = here.shell(EMIT, events=EVENTS, people=PEOPLE)["messages"]
        assert total == EVENTS * PEOPLE, total
        started = time.monotonic()
        for share in KILLED_AT:
            with context.server(here.db) as url:
                wait_for(here, total * share)
                context.kill_server(url)
        with context.server(here.db):
            hurried = wait_for(here, total)
        seconds = round(time.monotonic() - started, 1)
        yield from outcome(here, total)
        for metric, value, unit in (
            ("outbox_all_sent", seconds, "s"),
            ("outbox_resent_by_a_person", hurried, "messages"),
            ("outbox_calls", here.state.calls[SEND], "calls"),
        ):
            yield {"metric": metric, "value": value, "unit": unit, "n": total}


def wait_for(here, sent: float) -> int:
    """Wait until so many messages are sent; return how many were sent again by hand."""
    deadline = time.monotonic() + PATIENCE
    again = 0
    while True:
        found = here.shell(HURRY)
        again += found["dead"]
        if found["states"].get("sent", 0) >= sent:
            return again
        assert time.monotonic() < deadline, found
        time.sleep(5)


def outcome(here, total: int) -> Iterator[dict]:
    """Yield what is in the log, and what the simulator has."""
    log = here.shell(LOG)
    assert log["rows"] == log["keys"] == log["sent"] == total, log
    arrived = Counter(
        (one["userid"], NUMBER.search(f"{one['title']} {one['text']}")[0])
        for one in here.state.inbox()
    )
    missing = {(userid, name) for userid, name in log["wanted"]} - set(arrived)
    assert not missing, sorted(missing)[:5]
    twice = sum(count - 1 for count in arrived.values())
    for metric, value in (
        ("outbox_messages", total),
        ("outbox_arrived", len(arrived)),
        ("outbox_arrived_twice", twice),
        ("outbox_missing", len(missing)),
        ("outbox_dropped_by_vendor", here.state.lost["limit"]),
        ("outbox_kept_back_as_duplicate", here.state.lost["duplicate"]),
    ):
        yield {"metric": metric, "value": value, "unit": "messages", "n": 1}
