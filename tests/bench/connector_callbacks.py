"""50 callbacks a second, a tenth of them twice; then 10,000 that are broken."""

import http.client
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from tests.simulators.mutations import mutations
from tests.simulators.wecom.callbacks import event_xml
from tests.simulators.wecom.customers import Customer

from .connector_world import resident_mb, world

A_SECOND, SECONDS, REPEATED = 50, 60, 0.1
MUTATED = 10_000
# A first part fills what is filled once: pools, caches, compiled patterns.
WARM_UP = 2_000
PATIENCE = 1800
CALL_SECONDS = 30
WORKERS = 0

COUNT = """
env.cr.execute("SELECT state, count(*) FROM crm_connector_event GROUP BY state")
states = dict(env.cr.fetchall())
env.cr.execute("SELECT count(*), count(DISTINCT digest) FROM crm_connector_event")
rows, digests = env.cr.fetchone()
env.cr.execute("SELECT coalesce(sum(count), 0) FROM crm_connector_refusal")
answer = {"states": states, "rows": rows, "digests": digests,
          "refused": int(env.cr.fetchone()[0])}
"""


def run(context) -> Iterator[dict]:
    """Yield how long answers took, how often an event was dealt with, and memory."""
    with world(context, members=10) as here:
        for number in range(A_SECOND * SECONDS):
            here.state.customers[f"wm{number}"] = Customer(
                f"wm{number}", f"Client {number}", followers={"m1": {"createtime": 1}}
            )
        with context.server(here.db, workers=WORKERS) as url:
            yield from under_load(here, url)
            yield from broken(here, url)


def under_load(here, url: str) -> Iterator[dict]:
    """Yield the answers' times, and what became of the events."""
    posts = prepared(here, url)
    wanted = len({body for _query, body in posts})
    started = time.monotonic()
    with ThreadPoolExecutor(40) as pool:
        calls = []
        for number, (query, body) in enumerate(posts):
            time.sleep(max(0.0, started + number / A_SECOND - time.monotonic()))
            calls.append(pool.submit(post, here, url, query, body))
        answers = [call.result() for call in calls]
    took = sorted(seconds for _status, seconds in answers)
    assert {status for status, _seconds in answers} == {200}
    for name, value in (
        ("median", statistics.median(took)),
        ("p99", took[int(len(took) * 0.99)]),
        ("max", took[-1]),
    ):
        yield measured(f"callback_{name}", round(value * 1000, 1), "ms", len(took))
    deadline = time.monotonic() + PATIENCE
    while here.shell(COUNT)["states"].get("received"):
        assert time.monotonic() < deadline, here.shell(COUNT)
        time.sleep(5)
    found = here.shell(COUNT)
    assert found["rows"] == found["digests"] == wanted, (found, wanted)
    seconds = round(time.monotonic() - started, 1)
    yield measured("callbacks_sent", len(posts), "callbacks", 1)
    for state, count in found["states"].items():
        yield measured(f"events_{state}", count, "events", 1)
    yield measured("events_until_all_were_dealt_with", seconds, "s", wanted)


def prepared(here, url: str) -> list[tuple[str, bytes]]:
    """Return what is sent, in its order: a tenth of it repeats what was before."""
    chance = random.Random(7)
    callback = here.callback(url)
    corp = here.state.corp_id
    posts: list[tuple[str, bytes]] = []
    for number in range(A_SECOND * SECONDS):
        if posts and chance.random() < REPEATED:
            posts.append(chance.choice(posts))
            continue
        xml = event_xml(
            corp,
            "change_external_contact",
            ChangeType="edit_external_contact",
            UserID="m1",
            ExternalUserID=f"wm{number}",
        )
        posts.append(callback.sealed(xml, corp))
    return posts


def broken(here, url: str) -> Iterator[dict]:
    """Yield the answers to mutated callbacks, and the memory they cost."""
    callback, corp = here.callback(url), here.state.corp_id
    xml = event_xml(corp, "change_contact", ChangeType="create_user", UserID="m1")
    query, body = callback.sealed(xml, corp)
    statuses: Counter = Counter()
    before = 0.0
    for number, (changed, other) in enumerate(
        mutations(query, body, WARM_UP + MUTATED)
    ):
        if number == WARM_UP:
            before = memory(url)
        status, _seconds = post(here, url, changed, other)
        statuses[status] += 1
    after = memory(url)
    assert max(statuses) < 500, statuses
    for status, count in sorted(statuses.items()):
        yield measured(f"mutated_answered_{status}", count, "answers", 1)
    yield measured("memory_before", before, "MiB", WARM_UP)
    yield measured("memory_after", after, "MiB", MUTATED)
    tracebacks = here.context.server_log(url).count("Traceback")
    yield measured("tracebacks", tracebacks, "tracebacks", 1)


def memory(url: str) -> float:
    """Return what the server and its workers hold together, in MiB."""
    port = str(urlsplit(url).port)
    pids = server_pids(port)
    return round(sum(resident_mb(pid) for pid in pids), 1)


def server_pids(port: str) -> list[int]:
    """Return the processes of the server on a port: they name its configuration."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if any(word.endswith(f"server-{port}.conf".encode()) for word in words):
                found.append(int(folder.name))
    return found


def post(here, url: str, query: str, body: bytes) -> tuple[int, float]:
    """Send one callback; return the status and the seconds until the answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(
        parts.hostname, parts.port, timeout=CALL_SECONDS
    )
    started = time.monotonic()
    try:
        connection.request(
            "POST",
            f"/crm_wecom/callback/{here.key}?{query}",
            body,
            {"Content-Type": "text/xml"},
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.monotonic() - started
    finally:
        connection.close()


def measured(metric: str, value: float, unit: str, times: int) -> dict:
    """Return one line of the bench."""
    return {"metric": metric, "value": value, "unit": unit, "n": times}
