"""How fast a night's sweep, its simulation, its undo and one claim are."""

import json
from collections.abc import Iterator

RECORDS = 300_000
DUE = 60_000
OWNERS = 100
CLAIMS = 50

SCRIPT = """
import json, statistics, time
from datetime import timedelta
from odoo import fields

cr = env.cr
group = env.ref("sales_team.group_sale_salesman")
owners = env["res.users"].with_context(no_reset_password=True).create(
    [{"name": f"Owner {n}", "login": f"owner_{n}", "group_ids": [(6, 0, group.ids)]}
     for n in range(OWNERS)]
)
pool = env.ref("crm_pipeline.crm_pool_main")
pool.claim_per_day = CLAIMS + 1
pool.hold_max = RECORDS
lead = env["crm.lead"].create(
    {"name": "Project", "type": "opportunity", "user_id": owners[0].id,
     "expected_revenue": 1000}
)
env.flush_all()
names = [name for name, field in lead._fields.items()
         if field.store and field.column_type and name not in ("id", "user_id", "name",
         "owned_since")]
columns = ", ".join(f'"{name}"' for name in names)
cr.execute(
    f'''INSERT INTO crm_lead ({columns}, name, user_id, owned_since)
    SELECT {columns}, 'Project ' || n, %s + n %% %s,
        now() at time zone 'utc' - CASE WHEN n %% %s = 0 THEN interval '16 days'
        ELSE interval '1 day' END
    FROM crm_lead, generate_series(1, %s) AS n WHERE crm_lead.id = %s''',
    [min(owners.ids), OWNERS, RECORDS // DUE, RECORDS, lead.id],
)
cr.execute(
    '''INSERT INTO crm_ownership (lead_id, user_id, changed_at, reason, decided_by_id)
    SELECT id, user_id, owned_since, 'created', 1 FROM crm_lead'''
)
cr.execute("ANALYZE")
rule = env.ref("crm_pipeline.crm_pool_rule_lead_follow_up")
rule.active = True
rule.effective_from = fields.Date.today()
cr.commit()
env.invalidate_all()

def timed(function):
    started = time.perf_counter()
    value = function()
    return time.perf_counter() - started, value

found = {}
found["simulate"], simulated = timed(rule._simulate)
run = env["crm.pool.run"]._get_open_runs()
cr.commit()

def sweep():
    for moved in run._sweep():
        env["ir.cron"]._commit_progress(moved, remaining=1)

found["sweep"], _none = timed(sweep)
run.invalidate_recordset()
found["count"] = run.line_count
assert found["count"] == simulated["count"] == DUE, (found, simulated)
found["again"], _none = timed(sweep)
assert run.line_count == DUE

claimer = owners[0]
free = env["crm.lead"].search(
    [("pool_id", "=", pool.id), ("pool_previous_user_id", "!=", claimer.id)],
    limit=CLAIMS,
)
claims = []
for lead in free:
    claims.append(timed(lead.with_user(claimer).action_claim)[0] * 1000)
    cr.commit()
found["claim"] = statistics.median(claims)

found["night"], _none = timed(env["crm.pool.run"]._cron_sweep)
run.invalidate_recordset()
found["undo"], _none = timed(run.action_undo)
cr.commit()
returned = [("run_id", "=", run.id), ("state", "=", "returned")]
assert env["crm.pool.run.line"].search_count(returned) == DUE - CLAIMS
print("RESULT" + json.dumps(found))
"""


def run(context) -> Iterator[dict]:
    """Yield records per second and seconds, with 60,000 due of 300,000."""
    db = context.database(["crm_pipeline"])
    names = ("RECORDS", "DUE", "OWNERS", "CLAIMS")
    values = "".join(f"{name} = {globals()[name]}\n" for name in names)
    printed = context.shell(db, values + SCRIPT)
    found = json.loads(printed.partition("RESULT")[2].splitlines()[0])
    rate = round(found["count"] / found["sweep"])
    yield {"metric": "sweep_rate", "value": rate, "unit": "records/s", "n": DUE}
    rate = round((found["count"] - CLAIMS) / found["undo"])
    yield {"metric": "undo_rate", "value": rate, "unit": "records/s", "n": DUE}
    for metric in ("sweep", "again", "night", "simulate"):
        value = round(found[metric], 2)
        yield {"metric": metric, "value": value, "unit": "s", "n": 1}
    value = round(found["claim"], 2)
    yield {"metric": "claim_median", "value": value, "unit": "ms", "n": CLAIMS}
