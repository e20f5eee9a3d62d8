"""How long 200 rule tags take on 100,000 customers: the first night, and the next."""

import json
from collections.abc import Iterator

CUSTOMERS = 100_000
TAGS = 200

SCRIPT = """
import json, time

env = env(context={"lang": "zh_CN", "tracking_disable": True})
cr = env.cr
model = env["res.partner"]
industries = env["res.partner.industry"].search([]).ids
grades = env["crm.customer.grade"].search([]).ids
stages = env["crm.lifecycle.stage"].search([]).ids
one = model.create({"name": "Customer", "is_company": True})
env.flush_all()
filled = {
    "name": "'Customer ' || n",
    "complete_name": "'Customer ' || n",
    "commercial_partner_id": "NULL",
    "city": "'City ' || n % 50",
    "customer_size": "(ARRAY['micro', 'small', 'medium', 'large'])[1 + n % 4]",
    "customer_grade_id": f"(ARRAY{grades})[1 + n % {len(grades)}]",
    "lifecycle_stage_id": f"(ARRAY{stages})[1 + n % {len(stages)}]",
    "industry_id": f"(ARRAY{industries})[1 + n % {len(industries)}]",
    "create_date": "now() at time zone 'utc' - interval '1 day' * (n % 2000)",
}
names = [
    name for name, field in model._fields.items()
    if field.store and field.column_type and name != "id" and name not in filled
]
listed = ", ".join(f'"{name}"' for name in names)
cr.execute(f'''
    INSERT INTO res_partner ({listed}, {", ".join(filled)})
    SELECT {listed}, {", ".join(filled.values())}
    FROM res_partner, generate_series(1, {CUSTOMERS}) n WHERE id = {one.id}''')
cr.execute("UPDATE res_partner SET commercial_partner_id = id "
           "WHERE commercial_partner_id IS NULL")
cr.execute("ANALYZE")
rules = []
for number in range(TAGS):
    rules.append([
        [("city", "=", f"City {number % 50}")],
        [("customer_size", "=", "large"), ("city", "like", f"City {number % 10}")],
        [("customer_grade_id", "in", grades[:2]),
         ("lifecycle_stage_id.name", "=", "Dormant"),
         ("create_date", ">", f"2024-{1 + number % 12:02}-01")],
        [("industry_id", "=", industries[number % len(industries)]),
         ("opportunity_ids", "=", False)],
        [("create_date", ">", "today -90d"), ("customer_size", "!=", "micro")],
    ][number % 5])
tags = env["res.partner.category"].create([
    {"name": f"Tag {number}", "is_rule": True, "rule_domain": repr(rule)}
    for number, rule in enumerate(rules)
])
cr.commit()


def night():
    started = time.perf_counter()
    given = taken = 0
    for tag in tags:
        more, fewer = tag._refresh()
        given, taken = given + more, taken + fewer
        cr.commit()
    return time.perf_counter() - started, given, taken


found = {"first": night()}
cr.execute("UPDATE res_partner SET city = 'City 1' WHERE id % 97 = 0")
cr.execute("ANALYZE")
found["next"] = night()
print("RESULT" + json.dumps(found))
"""


def run(context) -> Iterator[dict]:
    """Yield the seconds of a first night and of one after 1 % has changed."""
    db = context.database(["crm_customer"])
    values = f"CUSTOMERS = {CUSTOMERS}\nTAGS = {TAGS}\n"
    printed = context.shell(db, values + SCRIPT)
    found = json.loads(printed.partition("RESULT")[2].splitlines()[0])
    for night, (seconds, given, taken) in found.items():
        value = round(seconds, 1)
        yield {"metric": f"{night}_night", "value": value, "unit": "s", "n": TAGS}
        for metric, number in (("given", given), ("taken", taken)):
            name = f"{night}_{metric}"
            yield {"metric": name, "value": number, "unit": "rows", "n": TAGS}
