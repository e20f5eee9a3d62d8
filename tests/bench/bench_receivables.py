"""How long the ageing of 200,000 open receivable lines takes, among paid ones.

By customer and age (what the report and the dashboard ask), as of today and as of a
day in the past, each as finance with record rules, and the whole dashboard. The issue
asks for at most 1.5 s.
"""

import json
from collections.abc import Iterator

OPEN = 200_000
PAID = 100_000
CUSTOMERS = 3_000
ROUNDS = 5
LIMIT = 1.5

SCRIPT = """
import json, statistics, time

from odoo.tools import SQL

env = env(context={"tracking_disable": True})
cr = env.cr
company = env.company
env["account.chart.template"]._load("cn", company, install_demo=False)
receivable = env["account.account"].search(
    [("account_type", "=", "asset_receivable"), ("company_ids", "in", company.ids)],
    limit=1)
journal = env["account.journal"].search(
    [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1)
income = env["account.account"].search(
    [("account_type", "=", "income"), ("company_ids", "in", company.ids)], limit=1)
group = env.ref("account.group_account_invoice")
finance = env["res.users"].with_context(no_reset_password=True).create(
    {"name": "Finance", "login": "bench_finance", "group_ids": [(6, 0, group.ids)]})
partners = env["res.partner"].create(
    [{"name": f"Customer {n}", "is_company": True} for n in range(CUSTOMERS)])
move = env["account.move"].create({"move_type": "out_invoice",
    "partner_id": partners[0].id, "journal_id": journal.id,
    "invoice_line_ids": [(0, 0, {"name": "Fee", "price_unit": 1000, "quantity": 1,
                                 "tax_ids": [], "account_id": income.id})]})
move.action_post()
env.flush_all()
line = move.line_ids.filtered(lambda l: l.account_id == receivable)
assert line, move.line_ids.account_id.mapped("name")


def copied(record, changed, rows, first):
    table = record._table
    names = [name for name, field in record._fields.items()
             if field.store and field.column_type and name not in ("id", *changed)]
    listed = ", ".join(f'"{name}"' for name in names)
    cr.execute(
        f'INSERT INTO {table} (id, {listed}, {", ".join(changed)}) '
        f'SELECT {first} + n, {listed}, {", ".join(changed.values())} '
        f"FROM {table}, generate_series(1, {rows}) AS n WHERE {table}.id = {record.id}")


# Millions of checks that rows made from right ones are right would take minutes.
for table in ("account_move", "account_move_line"):
    cr.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' "
               f"AND conrelid = '{table}'::regclass")
    for (name,) in cr.fetchall():
        cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
ROWS = OPEN + PAID
BASE = 10_000_000
customer = f"{min(partners.ids)} + n % {CUSTOMERS}"
copied(move, {"name": "'B/' || n", "partner_id": customer, "sequence_number": "n",
    "commercial_partner_id": customer, "date": "current_date - n % 700",
    "invoice_date": "current_date - n % 700"}, ROWS, BASE)
is_open = f"n <= {OPEN}"
copied(line, {"move_id": f"{BASE} + n", "partner_id": customer,
    "date": "current_date - n % 700", "date_maturity": "current_date - n % 700 + 30",
    "amount_residual": f"CASE WHEN {is_open} THEN balance ELSE 0 END",
    "amount_residual_currency": f"CASE WHEN {is_open} THEN balance ELSE 0 END",
    "reconciled": f"NOT ({is_open})"}, ROWS, BASE)
cr.execute("ANALYZE")
cr.commit()
env.invalidate_all()
env = env(user=finance)
report = env["crm.receivable.report"]


def timed(function):
    times = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        started = time.perf_counter()
        answer = function()
        times.append(time.perf_counter() - started)
    return statistics.median(times), answer


def ageing(report):
    return report._read_group(
        [], ["partner_id", "bucket"], ["amount:sum", "__count"])


found = {}
found["ageing"], rows = timed(lambda: ageing(report))
assert sum(row[3] for row in rows) == OPEN + 1, len(rows)
past = report.with_context(receivables_at=str(report._get_day()[0].replace(day=1)))
found["ageing_in_the_past"], _rows = timed(lambda: ageing(past))
found["list_page"], _rows = timed(lambda: report.search([], limit=80).read(
    ["partner_id", "move_id", "due_date", "amount"]))
found["dashboard"], board = timed(
    lambda: env["crm.receivable.dashboard"].get_data({}))
assert sum(row["count"] for row in board["ageing"]) == OPEN + 1
query = SQL("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT partner_id, bucket, "
            "SUM(amount) FROM (%s) q GROUP BY 1, 2", report._table_query)
plan = "\\n".join(row[0] for row in env.execute_query(query))
print("RESULT" + json.dumps({"times": found, "plan": plan}))
"""


def run(context) -> Iterator[dict]:
    """Yield the seconds of each question, and whether the limit is kept."""
    db = context.database(["crm_finance_link"])
    names = ("OPEN", "PAID", "CUSTOMERS", "ROUNDS")
    values = "".join(f"{name} = {globals()[name]!r}\n" for name in names)
    printed = context.shell(db, values + SCRIPT)
    found = json.loads(printed.partition("RESULT")[2].splitlines()[0])
    for metric, seconds in found["times"].items():
        value = round(seconds, 2)
        yield {"metric": metric, "value": value, "unit": "s", "n": ROUNDS}
    is_kept = int(found["times"]["ageing"] <= LIMIT)
    yield {"metric": "within_the_limit", "value": is_kept, "unit": "yes", "n": 1}
