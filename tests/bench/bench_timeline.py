"""A customer's timeline with 50, 5,000 and 50,000 entries: queries and server time."""

import json
from collections.abc import Iterator

SIZES = (50, 5_000, 50_000)
OTHERS = 10_000
ROUNDS = 15

SCRIPT = """
import json, statistics, time

env = env(context={"lang": "zh_CN", "tz": "Asia/Shanghai", "tracking_disable": True})
cr = env.cr
rep = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Rep", "login": "bench_rep",
    "group_ids": [(6, 0, env.ref("sales_team.group_sale_salesman").ids)],
})


def copies(model, row_id, number, **values):
    '''Insert ``number`` copies of a row, with SQL for some of its columns.'''
    record = env[model].browse(row_id)
    env.flush_all()
    names = [
        name for name, field in record._fields.items()
        if field.store and field.column_type and name != "id" and name not in values
    ]
    listed = ", ".join(f'"{name}"' for name in names)
    extra = "".join(f', "{name}"' for name in values)
    filled = "".join(f", {value}" for value in values.values())
    cr.execute(f'''
        INSERT INTO {record._table} ({listed}{extra})
        SELECT {listed}{filled} FROM {record._table}, generate_series(1, {number}) n
         WHERE id = %s RETURNING id''', [row_id])
    return [row[0] for row in cr.fetchall()]


def earlier(alias="n"):
    return f"now() at time zone 'utc' - interval '1 minute' * 7 * {alias}"


def customer_with(entries):
    partner = env["res.partner"].create({
        "name": f"Customer of {entries}", "is_company": True, "user_id": rep.id,
    })
    contacts = env["res.partner"].create([
        {"name": f"Contact {number}", "parent_id": partner.id} for number in range(5)
    ])
    lead = env["crm.lead"].create({
        "name": "Lead", "type": "opportunity", "partner_id": contacts[0].id,
        "user_id": rep.id, "expected_revenue": 1000,
    })
    leads = copies("crm.lead", lead.id, entries // 10, create_date=earlier())
    cr.execute("ANALYZE crm_lead")  # or each foreign key reads all of it
    chosen = f"{leads[0]} + n %% {len(leads)}"
    kind = env.ref("crm_pipeline.crm_follow_up_kind_visit")
    [row] = env["crm.follow.up"].sudo().create({
        "partner_id": partner.id, "kind_id": kind.id, "user_id": rep.id,
        "outcome": "counted", "note": "Spoke of the budget and of the next steps",
    })
    copies("crm.follow.up", row.id, entries * 4 // 10,
           happened_at=earlier(), lead_id=chosen)
    event = env["crm.business.event"].with_user(rep)._emit(
        "bench.done", lead, "Something happened", partner=partner,
    )
    copies("crm.business.event", event.id, entries * 2 // 10, happened_at=earlier(),
           res_id=chosen, key=f"'{partner.id}:' || n")
    message = lead.message_post(
        body="The plan is attached. " * 20, message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    copies("mail.message", message.id, entries * 2 // 10, date=earlier(),
           res_id=chosen, message_id=f"'{partner.id}-' || n")
    order = env["sale.order"].create({"partner_id": partner.id, "user_id": rep.id})
    copies("sale.order", order.id, entries // 20, create_date=earlier())
    meeting = env["calendar.event"].with_context(no_mail_to_attendees=True).create({
        "name": "Meeting", "start": "2026-01-01 08:00:00",
        "stop": "2026-01-01 09:00:00", "partner_ids": [(6, 0, contacts[0].ids)],
    })
    ids = copies("calendar.event", meeting.id, entries // 20, start=earlier())
    cr.execute('''
        INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id)
        SELECT unnest(%s), %s''', [ids, contacts[0].id])
    return partner


customers = {size: customer_with(size) for size in SIZES}

# The others of the company: their owner is somebody else.
other = env["res.partner"].create({
    "name": "Other", "is_company": True, "user_id": env.ref("base.user_admin").id,
})
others = copies("res.partner", other.id, OTHERS, commercial_partner_id="NULL")
cr.execute(
    "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [others]
)
cr.execute("ANALYZE res_partner")  # or each foreign key reads all of it
lead = env["crm.lead"].create({
    "name": "Other", "type": "opportunity", "partner_id": other.id,
    "user_id": env.ref("base.user_admin").id,
})
copies("crm.lead", lead.id, OTHERS,
       partner_id=f"{others[0]} + n %% {len(others)}")
cr.execute(
    "UPDATE res_partner SET user_id = %s WHERE id = ANY(%s)", [rep.id, others[:500]]
)
cr.commit()
cr.execute("ANALYZE")

Partner = env["res.partner"].with_user(rep)
found = {}


def measure(size, work):
    times, queries = [], set()
    for number in range(ROUNDS + 2):
        env.invalidate_all()
        before, started = cr.sql_log_count, time.perf_counter()
        answer = work()
        if number >= 2:  # the registry's caches are warm in a running server
            times.append((time.perf_counter() - started) * 1000)
            queries.add(cr.sql_log_count - before)
    return answer, statistics.median(times), max(queries)


for size, customer in customers.items():
    customer = customer.with_user(rep)

    def open_it():
        return customer.get_timeline_header(), customer.get_timeline()

    (header, page), ms, queries = measure(size, open_it)
    assert len(page["lines"]) == 40, len(page["lines"])
    found[f"open_{size}"] = (ms, queries)
    _header, ms, queries = measure(size, customer.get_timeline_header)
    found[f"header_{size}"] = (ms, queries)
    _page, ms, queries = measure(size, customer.get_timeline)
    found[f"page_1_of_{size}"] = (ms, queries)
    cursor, deep = page["cursor"], 0
    while cursor and deep < 20:
        last, deep = cursor, deep + 1
        cursor = customer.get_timeline(cursor=cursor)["cursor"]
    _page, ms, queries = measure(size, lambda: customer.get_timeline(cursor=last))
    found[f"page_{deep + 1}_of_{size}"] = (ms, queries)
print("RESULT" + json.dumps(found))
"""


def run(context) -> Iterator[dict]:
    """Yield milliseconds and queries of opening a timeline, and of a late page."""
    db = context.database(["crm_suite"])
    names = ("SIZES", "OTHERS", "ROUNDS")
    values = "".join(f"{name} = {globals()[name]}\n" for name in names)
    printed = context.shell(db, values + SCRIPT)
    found = json.loads(printed.partition("RESULT")[2].splitlines()[0])
    for name, (milliseconds, queries) in found.items():
        value = round(milliseconds, 1)
        yield {"metric": f"{name}_ms", "value": value, "unit": "ms", "n": ROUNDS}
        yield {
            "metric": f"{name}_queries",
            "value": queries,
            "unit": "queries",
            "n": ROUNDS,
        }
