"""How long the demo company takes to be ready, and its first pages to load."""

import statistics
import time
import urllib.request
from collections.abc import Iterator

PAGES = {"login_page": "/web/login", "health": "/web/health"}
TIMES = 30


def run(context) -> Iterator[dict]:
    """Yield the seconds of a start, and the milliseconds of pages (median, 95th)."""
    db = context.database(["crm_suite"], demo=True)
    started = time.perf_counter()
    with context.server(db) as url:
        seconds = time.perf_counter() - started
        yield {"metric": "start", "value": round(seconds, 2), "unit": "s", "n": 1}
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for name, path in PAGES.items():
            yield from measured(name, lambda page=url + path: opener.open(page).read())


def measured(name, call) -> Iterator[dict]:
    """Yield the median and the 95th percentile of a call, after one to warm up."""
    call()
    found = []
    for _number in range(TIMES):
        started = time.perf_counter()
        call()
        found.append((time.perf_counter() - started) * 1000)
    values = {
        "median": statistics.median(found),
        "p95": statistics.quantiles(found, n=20)[-1],
    }
    for kind, value in values.items():
        metric = f"{name}_{kind}"
        yield {"metric": metric, "value": round(value, 2), "unit": "ms", "n": TIMES}
