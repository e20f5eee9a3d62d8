"""100,000 customers of WeCom: the first synchronisation, and one that finds no change.

WeCom is the simulator, in a process of its own. ``bench_connectors`` calls ``run``.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator

from host import ports, process
from host.paths import ROOT

CUSTOMERS = 100_000
COLLEAGUES = 300

SCRIPT = """
import json, time
env = env(context={"lang": "en_US", "tracking_disable": True})
cr = env.cr
env["ir.config_parameter"].set_param("crm_connector.is_loopback_allowed", "1")
connector = env["crm.connector"].create({
    "name": "Bench", "kind": "wecom", "base_url": BASE_URL, "state": "connected",
    "wecom_corp_id": CORP, "wecom_agent_id": AGENT, "app_secret": SECRET})
cr.commit()
TABLES = ("crm_wecom_contact", "crm_wecom_follow")


def run():
    started = time.perf_counter()
    sync = env["crm.wecom.sync"]._start(connector)
    cr.commit()
    parts = 0
    while sync.state == "running":
        assert not sync.next_try_at, sync.error
        sync._run()
        cr.commit()  # as each job does
        env.invalidate_all()
        parts += 1
    assert sync.state == "done", sync.error
    return {"seconds": time.perf_counter() - started, "seen": sync.seen_count,
            "new": sync.new_count, "changed": sync.changed_count,
            "ended": sync.ended_count, "jobs": parts}


def written(since):
    total = 0
    for table in TABLES:
        cr.execute(f"SELECT count(*) FROM {table} WHERE xmin::text::bigint >= %s",
                   [since])
        total += cr.fetchone()[0]
    return total


first = run()
for table in TABLES:
    cr.execute(f"ANALYZE {table}")
cr.execute("SELECT txid_current()")
since = cr.fetchone()[0]
cr.commit()
second = run()
second["written"] = written(since)
started = time.perf_counter()
env["crm.wecom.contact"]._match_pending(connector)
matching = time.perf_counter() - started
cr.commit()
print("RESULT" + json.dumps({
    "first": first, "second": second, "match_500": matching}))
"""


def run(context) -> Iterator[dict]:
    """Yield the seconds of both runs, and how many rows the second one wrote."""
    port = ports.free_port()
    simulator = process.start(
        [context.host.python, "-m", "tests.simulators.wecom", "--port", str(port)],
        cwd=ROOT,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        stats = _fill(address)
        db = context.database(["crm_wecom"])
        values = {
            "BASE_URL": address,
            "CORP": stats["corp_id"],
            "AGENT": stats["agent_id"],
            "SECRET": "simulator-secret-not-a-real-one",
        }
        head = "\n".join(f"{name} = {value!r}" for name, value in values.items())
        printed = context.shell(db, f"{head}\n{SCRIPT}")
    finally:
        process.stop(simulator)
    yield from _lines(json.loads(printed.partition("RESULT")[2].splitlines()[0]))


def _lines(found: dict) -> Iterator[dict]:
    """The measurements of what the script printed."""
    for part in ("first", "second"):
        one = found[part]
        seen = one["seen"]
        seconds = round(one["seconds"], 1)
        yield {"metric": f"contacts_{part}", "value": seconds, "unit": "s", "n": seen}
        for name in ("new", "changed", "ended"):
            metric = f"contacts_{part}_{name}"
            yield {"metric": metric, "value": one[name], "unit": "rows", "n": seen}
    written = found["second"]["written"]
    yield {
        "metric": "contacts_second_written",
        "value": written,
        "unit": "rows",
        "n": CUSTOMERS,
    }
    yield {
        "metric": "contacts_matching",
        "value": round(found["match_500"], 2),
        "unit": "s",
        "n": 500,
    }


def _fill(address: str) -> dict:
    """Wait for the simulator; give it colleagues and customers."""
    for _try in range(100):
        try:
            stats = _call(address, "/_sim/stats")
            break
        except OSError:
            time.sleep(0.1)
    else:
        raise RuntimeError("the simulator of WeCom did not start")
    members = [{"userid": f"u{number:04d}"} for number in range(COLLEAGUES)]
    _call(address, "/_sim/members", {"members": members, "replace": True})
    _call(address, "/_sim/customers/fill", {"count": CUSTOMERS})
    return stats


def _call(address: str, path: str, body: dict | None = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(address + path, data=data, timeout=120) as answer:
        return json.load(answer)
