"""The night of 100,000 instalments: what passed its day, what has its day, amounts."""

import json
from collections.abc import Iterator

CONTRACTS = 25_000  # of four instalments each
DUE_TONIGHT = 100  # each gets a draft invoice
WRONG = 100  # whose amounts somebody has changed by SQL

SCRIPT = """
import json, time
from odoo import fields
from odoo.fields import Command

env = env(context={"lang": "en_US", "tracking_disable": True})
cr = env.cr
today = env["crm.payment.plan.line"]._today()
past = fields.Date.add(today, days=-20)
env["account.chart.template"].try_loading("generic_coa", env.company)
product = env["product.product"].create(
    {"name": "Fee", "type": "service", "taxes_id": False})
template = env["crm.payment.plan.template"].create({"name": "Bench", "line_ids": [
    Command.create({"name": f"Part {n}", "share": 25, "trigger": "contract_signed",
                    "sequence": n}) for n in range(3)
] + [Command.create({"name": "Day", "share": 25, "trigger": "fixed_date",
                     "sequence": 9})]})
order = env["sale.order"].create({
    "partner_id": env["res.partner"].create({"name": "Client"}).id,
    "order_line": [Command.create({"product_id": product.id, "price_unit": 1000})]})
order.write({"state": "sale"})
order.action_create_contract()
contract = order.contract_id
contract.plan_template_id = template
contract.action_sign()
paid, invoiced, due, day = contract.plan_line_ids.sorted("sequence")
for line in (paid, invoiced):
    line.invoice_ids.action_post()
env["account.payment.register"].with_context(
    active_model="account.move", active_ids=paid.invoice_ids.ids
).create({})._create_payments()
due.invoice_ids.unlink()
day.fixed_date = "2099-01-01"
env.flush_all()
assert contract.plan_line_ids.sorted("sequence").mapped("state") == [
    "paid", "invoiced", "due", "waiting"]

START = 10_000_000
kept = {}


def clone(records, **filled):
    # Each record CONTRACTS times; the copies of one record have ids of their own.
    for record in records:
        table = record._table
        base = START + CONTRACTS * len(kept)
        kept[record] = base
        columns = {
            name: f'"{name}"' for name, field in record._fields.items()
            if field.store and field.column_type
        }
        columns |= {"id": f"{base} + n"} | {
            name: value for name, value in filled.items() if name in columns}
        listed = ", ".join(f'"{name}"' for name in columns)
        cr.execute(f'''
            INSERT INTO {table} ({listed})
            SELECT {", ".join(columns.values())}
            FROM {table}, generate_series(1, {CONTRACTS}) n WHERE id = {record.id}''')


def to(record):
    return f"{kept[record]} + n"


def number(record):
    return f"'{record.name}-' || n"


clone(contract, name=number(contract))
clone(order, name=number(order), contract_id=to(contract), access_token="NULL")
clone(order.order_line, order_id=to(order))
clone(contract.plan_ids, contract_id=to(contract))
for line in contract.plan_line_ids:
    clone(line, plan_id=to(contract.plan_ids), contract_id=to(contract))
for line in (paid, invoiced):
    move = line.invoice_ids
    clone(move, name=number(move), plan_line_id=to(line), contract_id=to(contract),
          sequence_number="n", access_token="NULL")
    for item in move.line_ids:
        clone(item, move_id=to(move))
partial = env["account.partial.reconcile"].search(
    [("debit_move_id", "in", paid.invoice_ids.line_ids.ids)])
credit = partial.credit_move_id
clone(credit.move_id, name=number(credit.move_id), sequence_number="n")
for item in credit.move_id.line_ids:
    clone(item, move_id=to(credit.move_id))
clone(partial, debit_move_id=to(partial.debit_move_id), credit_move_id=to(credit))
cr.execute('''UPDATE crm_payment_plan_line SET due_date = %s
              WHERE trigger = 'contract_signed' ''', [past])
cr.execute('''UPDATE crm_payment_plan_line SET fixed_date = %s, scheduled_date = %s
              WHERE id BETWEEN %s AND %s''',
           [today, today, kept[day] + 1, kept[day] + DUE_TONIGHT])
cr.execute('''UPDATE crm_payment_plan_line SET amount_received = 1
              WHERE id BETWEEN %s AND %s''', [kept[paid] + 1, kept[paid] + WRONG])
cr.commit()
cr.execute("ANALYZE")
cr.commit()
env.invalidate_all()
model = env["crm.payment.plan.line"]


def states():
    cr.execute("SELECT state, count(*) FROM crm_payment_plan_line GROUP BY 1")
    return dict(cr.fetchall())


def timed(function):
    started = time.perf_counter()
    result = function()
    env.flush_all()
    cr.commit()
    return round(time.perf_counter() - started, 2), result


mended = timed(lambda: len(model._mend_amounts()))
swept = timed(lambda: model._sweep_states(today))
night = timed(model._cron_update_instalments)
again = timed(model._cron_update_instalments)
print("RESULT" + json.dumps({
    "mended": mended, "swept": swept, "night": night[0], "again": again[0],
    "states": states(), "lines": model.search_count([])}))
"""


def run(context) -> Iterator[dict]:
    """Yield the seconds of the parts of a night, and of the night after it."""
    db = context.database(["crm_finance_link"])
    values = f"CONTRACTS = {CONTRACTS}\nDUE_TONIGHT = {DUE_TONIGHT}\nWRONG = {WRONG}\n"
    printed = context.shell(db, values + SCRIPT)
    found = json.loads(printed.partition("RESULT")[2].splitlines()[0])
    lines = found["lines"]
    for part in ("mended", "swept"):
        seconds, rows = found[part]
        yield {"metric": part, "value": seconds, "unit": "s", "n": lines}
        yield {"metric": f"{part}_rows", "value": rows, "unit": "rows", "n": lines}
    yield {"metric": "night", "value": found["night"], "unit": "s", "n": DUE_TONIGHT}
    yield {"metric": "next_night", "value": found["again"], "unit": "s", "n": lines}
    for state, count in sorted(found["states"].items()):
        yield {"metric": f"state_{state}", "value": count, "unit": "rows", "n": lines}
