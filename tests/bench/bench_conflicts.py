"""How well and how fast one customer is found among very many (``CORPUS=dir``).

The folder holds ``companies.csv`` (``id,name,phone,credit_code,city``), the register,
and ``queries.csv`` (``query,phone,kind,truth``), what a salesperson types; ``truth``
is the id in the register, empty for a stranger.
"""

import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from host.messages import HostError

SHELL = Path(__file__).with_name("conflicts_in_odoo.py")
FILES = ("companies.csv", "queries.csv")
#: a stock database and ours create leads in turn, so that both meet the same load
LEAD_ROUNDS = 3


def run(context) -> Iterator[dict]:
    """Yield quality by kind, then speed, then sizes and the cost of a lead."""
    if not context.corpus:  # the other measurements need none
        sys.stderr.write("conflicts: left out, no CORPUS=dir was given\n")
        return
    corpus = Path(context.corpus).resolve()
    if not all((corpus / name).is_file() for name in FILES):
        raise HostError(f"{corpus} holds no {' and '.join(FILES)}.")
    stock, ours = context.database(["crm"]), context.database(["crm_pipeline"])

    def in_odoo(db: str, function: str) -> dict:
        script = f"{SHELL.read_text(encoding='utf-8')}\n{function}(env)\n"
        printed = context.shell(db, script, BENCH_CORPUS=str(corpus))
        return json.loads(printed.partition("RESULT")[2].splitlines()[0])

    loaded = in_odoo(ours, "load")
    companies = loaded["companies"]
    for metric in ("load", "rebuild"):
        yield line(f"{metric}_companies", loaded[metric], "s", companies)
    checked = in_odoo(ours, "check")
    yield from quality(checked["found"])
    yield from speed(checked)
    for table, size in in_odoo(ours, "sizes").items():
        yield line(f"size_{table}", size, "MB", companies)
    yield from lead_cost(in_odoo, stock, ours)


def line(metric: str, value: float, unit: str, count: int) -> dict:
    """Return one line of the outcome."""
    return {"metric": metric, "value": round(value, 4), "unit": unit, "n": count}


def quality(found: Iterable[tuple[str, int | None, str | None]]) -> Iterator[dict]:
    """Yield the shares of each kind.

    :param found: per query (kind, rank of the true company, the level that counts:
        of the true company, for a stranger of the worst one found)

    >>> list(quality([("stranger", None, "info"), ("exact", 1, "review")]))[0]["metric"]
    'exact_recall_at_10'
    """
    by_kind = defaultdict(list)
    for kind, place, level in found:
        by_kind[kind].append((place, level in ("review", "block")))
    for kind, rows in sorted(by_kind.items()):
        count = len(rows)
        flagged = sum(is_flagged for _place, is_flagged in rows) / count
        if kind == "stranger":
            yield line("stranger_flagged", flagged, "share", count)
            continue
        recall = sum(place is not None for place, _flagged in rows) / count
        first = sum(place == 1 for place, _flagged in rows) / count
        yield line(f"{kind}_recall_at_10", recall, "share", count)
        yield line(f"{kind}_first", first, "share", count)
        yield line(f"{kind}_review", flagged, "share", count)


def speed(checked: dict) -> Iterator[dict]:
    """Yield median and 95th percentile of both ways, and the seconds of a batch."""
    for name in ("check", "naive"):
        times = checked[name]
        p95 = statistics.quantiles(times, n=20)[-1]
        yield line(f"{name}_median", statistics.median(times), "ms", len(times))
        yield line(f"{name}_p95", p95, "ms", len(times))
    yield line("batch_1000", checked["batch"], "s", 1000)


def lead_cost(in_odoo, stock: str, ours: str) -> Iterator[dict]:
    """Yield the time a lead takes in stock Odoo, with us, and without our keys."""
    times = defaultdict(list)
    for _round in range(LEAD_ROUNDS):
        for name, db, function in (
            ("stock", stock, "leads"),
            ("ours", ours, "leads"),
            ("ours_without_keys", ours, "leads_without_keys"),
        ):
            for way, values in in_odoo(db, function).items():
                times[name, way] += values
    for way in ("single", "batch"):
        medians = {name: statistics.median(times[name, way]) for name, _way in times}
        count = len(times["stock", way])
        for name, median in medians.items():
            yield line(f"lead_{way}_{name}", median, "ms", count)
        for name in ("stock", "ours_without_keys"):
            ratio = medians["ours"] / medians[name]
            yield line(f"lead_{way}_ratio_to_{name}", ratio, "times", count)
