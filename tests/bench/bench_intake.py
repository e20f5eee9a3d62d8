"""How fast a long list is imported, and how fast one name is checked afterwards."""

import json
import random
from collections.abc import Iterator

from tests.samples.make_sample_list import CUSTOMERS

ROWS = 8800
CHECKS = 200
HEADER = "外部编号,客户名称,项目名称,设计类型,预算,报备日期"
TYPES = ("室内设计", "建筑设计", "景观设计", "室内设汁")

SCRIPT = """
import base64, json, statistics, time

batch = env["crm.intake.batch"].create(
    {"filename": "list.csv", "file": base64.b64encode(LISTING.encode()).decode()}
)
moments = [time.perf_counter()]
batch.action_read()
moments.append(time.perf_counter())
batch.action_import()
while batch.state != "done":
    env["crm.intake.batch"]._cron_import_rows()
    batch.invalidate_recordset()
moments.append(time.perf_counter())
checks = []
for name in NAMES:
    started = time.perf_counter()
    env["crm.registration"].find_conflicts([{"name": name}])
    checks.append((time.perf_counter() - started) * 1000)
print("RESULT" + json.dumps({
    "rows": batch.row_count,
    "read": moments[1] - moments[0],
    "import": moments[2] - moments[1],
    "check_median": statistics.median(checks),
    "check_p95": statistics.quantiles(checks, n=20)[-1],
}))
"""


def run(context) -> Iterator[dict]:
    """Yield the seconds to read and import the list, and the ms of one check."""
    rng = random.Random(7)
    names = [rng.choice(CUSTOMERS) for _number in range(CHECKS)]
    db = context.database(["crm_pipeline"])
    values = f"LISTING = {listing(rng)!r}\nNAMES = {names!r}\n"
    printed = context.shell(db, values + SCRIPT)
    found = json.loads(printed.partition("RESULT")[2].splitlines()[0])
    rows = found["rows"]
    for metric in ("read", "import"):
        value = round(found[metric], 2)
        yield {"metric": f"{metric}_list", "value": value, "unit": "s", "n": rows}
    for metric in ("check_median", "check_p95"):
        value = round(found[metric], 2)
        yield {"metric": metric, "value": value, "unit": "ms", "n": CHECKS}


def listing(rng: random.Random) -> str:
    """Return a csv of opportunities, some of them misspelt."""
    lines = [HEADER]
    for number in range(ROWS):
        lines.append(
            f"X{number:06},{rng.choice(CUSTOMERS)},项目{number},{rng.choice(TYPES)},"
            f"{rng.randrange(5, 900)}万,{rng.randrange(1, 29):02}-03-26"
        )
    return "\n".join(lines)
