"""What an approval costs: a decision, a write beside it, the inbox of a busy firm."""

import json
from collections.abc import Iterator

OPEN = 10_000
DOCUMENTS = 50
ROUNDS = 60

SCRIPT = """
import json, statistics, time
from unittest.mock import patch

from odoo.addons.crm_approval.models.crm_approval_mixin_changes import (
    CrmApprovalMixin,
)

env = env(context={"lang": "zh_CN", "tracking_disable": True})
manager = env.ref("base.user_admin")
rep = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Rep", "login": "bench_rep",
    "group_ids": [(6, 0, env.ref("sales_team.group_sale_salesman").ids)],
})
Registration = env["crm.registration"].with_user(rep)
kind = env["crm.design.type"].search([], limit=1)


def new(number):
    return Registration.create({
        "customer_name": f"杭州第{number}装饰工程有限公司",
        "project_name": f"项目 {number}", "site_address": f"文三路 {number} 号",
        "design_type_id": kind.id,
    })


def queries(work):
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    work()
    env.flush_all()
    return env.cr.sql_log_count - before


found = {}

# A decision that opens the next step: the engine's own cost, after a long history.
flow = env.ref("crm_pipeline.crm_approval_flow_registration")
flow.step_ids.unlink()
flow.step_ids = [
    (0, 0, {"name": name, "sequence": number, "user_ids": [(6, 0, manager.ids)]})
    for number, name in enumerate(("One", "Two"))
]
documents = Registration
for number in range(DOCUMENTS):
    documents |= new(number)
long_lived = documents[0]
for number in range(20):
    long_lived.action_submit()
    long_lived.action_withdraw()
for document, metric in ((documents[1], "fresh"), (long_lived, "long_history")):
    document.action_submit()
    request = document.sudo().approval_request_id.with_user(manager)
    request.decide  # the model's caches are warm in a running server
    costs = []
    started = time.perf_counter()
    costs.append(queries(lambda: request.decide("approve", "Fine")))
    found[f"decision_queries_{metric}"] = costs[0]

# Writes of fields that do not count, with the mixin and as if it were not there.
def plain_write(self, vals):
    return super(CrmApprovalMixin, self).write(vals)


def one_write(text):
    started = time.perf_counter()
    documents.write({"note": text})
    env.flush_all()
    return (time.perf_counter() - started) * 1000


times = {"with": [], "without": []}
for number in range(ROUNDS):
    times["with"].append(one_write(f"a{number}"))
    with patch.object(CrmApprovalMixin, "write", plain_write):
        times["without"].append(one_write(f"b{number}"))
found["write_with"] = statistics.median(times["with"])
found["write_without"] = statistics.median(times["without"])
found["write_queries_with"] = queries(lambda: documents.write({"note": "x"}))
with patch.object(CrmApprovalMixin, "write", plain_write):
    found["write_queries_without"] = queries(lambda: documents.write({"note": "y"}))

# The inbox: so many open requests that all wait for one person.
template = documents[2]
template.action_submit()
request = template.sudo().approval_request_id
env.flush_all()
columns = [
    name for name, field in request._fields.items()
    if field.store and field.column_type and name not in ("id", "res_id")
]
step_columns = [
    name for name, field in request.step_ids._fields.items()
    if field.store and field.column_type and name not in ("id", "request_id")
]
listed = ", ".join(f'"{name}"' for name in columns)
env.cr.execute(f'''
    INSERT INTO crm_approval_request ({listed}, res_id)
    SELECT {listed}, 1000000 + n FROM crm_approval_request, generate_series(1, %s) n
     WHERE id = %s''', [OPEN, request.id])
listed = ", ".join(f'step."{name}"' for name in step_columns)
into = ", ".join(f'"{name}"' for name in step_columns)
env.cr.execute(f'''
    INSERT INTO crm_approval_request_step (request_id, {into})
    SELECT request.id, {listed}
      FROM crm_approval_request request, crm_approval_request_step step
     WHERE request.res_id > 1000000 AND step.request_id = %s''', [request.id])
env.cr.execute('''
    UPDATE crm_approval_request request SET current_step_id = step.id
      FROM crm_approval_request_step step
     WHERE request.res_id > 1000000 AND step.request_id = request.id
       AND step.sequence = 1''')
for relation in ("awaited", "approver"):
    table = f"crm_approval_request_{relation}_rel"
    env.cr.execute(f'''
        INSERT INTO {table} (crm_approval_request_id, res_users_id)
        SELECT id, %s FROM crm_approval_request WHERE res_id > 1000000''',
        [manager.id])
env.cr.execute("ANALYZE")
env.invalidate_all()
approver = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Boss", "login": "bench_boss",
    "group_ids": [(6, 0, env.ref("sales_team.group_sale_manager").ids)],
})
for relation in ("awaited", "approver"):
    table = f"crm_approval_request_{relation}_rel"
    env.cr.execute(f"UPDATE {table} SET res_users_id = %s", [approver.id])
view = env.ref("crm_approval.crm_approval_request_view_kanban")
Inbox = env["crm.approval.request"].with_user(approver)
names = ("name", "state", "document_kind", "summary_html", "can_decide", "due_at")
specification = dict.fromkeys((*names, "is_overdue", "opened_at"), {})
specification["requester_id"] = {"fields": {"display_name": {}}}


def open_inbox():
    env.invalidate_all()
    started = time.perf_counter()
    got = Inbox.web_search_read(
        [("can_decide", "=", True)], specification, limit=40,
        order="due_at, opened_at, id", count_limit=10001,
    )
    assert got["length"] >= OPEN, got["length"]
    return (time.perf_counter() - started) * 1000


open_inbox()
inbox = [open_inbox() for _again in range(20)]
found["inbox_median"] = statistics.median(inbox)
found["inbox_p95"] = statistics.quantiles(inbox, n=20)[-1]
print("RESULT" + json.dumps(found))
"""

UNITS = {
    "decision_queries_fresh": ("queries", 1),
    "decision_queries_long_history": ("queries", 1),
    "write_with": ("ms", ROUNDS),
    "write_without": ("ms", ROUNDS),
    "write_queries_with": ("queries", 1),
    "write_queries_without": ("queries", 1),
    "inbox_median": ("ms", 20),
    "inbox_p95": ("ms", 20),
}


def run(context) -> Iterator[dict]:
    """Yield queries of a decision, ms of a write of 50, ms of an inbox of 10,000."""
    db = context.database(["crm_pipeline"])
    values = f"OPEN = {OPEN}\nDOCUMENTS = {DOCUMENTS}\nROUNDS = {ROUNDS}\n"
    printed = context.shell(db, values + SCRIPT)
    found = json.loads(printed.partition("RESULT")[2].splitlines()[0])
    found["write_ratio"] = found["write_with"] / found["write_without"]
    for metric, value in found.items():
        unit, count = UNITS.get(metric, ("ratio", ROUNDS))
        yield {"metric": metric, "value": round(value, 2), "unit": unit, "n": count}
