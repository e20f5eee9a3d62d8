"""The part of ``bench_conflicts`` that runs inside Odoo's shell."""

import csv
import io
import json
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

#: so many checks are timed, one call each; the quality is read from all queries
WARM_UP = 50
NAIVE_CHECKS = 100
LEADS = 60
LEAD_BATCH = 50


def rows(name):
    """Return the rows of one file of the corpus."""
    path = Path(os.environ["BENCH_CORPUS"]) / name
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def answer(**found):
    """Print what the measurement reads."""
    sys.stdout.write(f"RESULT{json.dumps(found)}\n")


def first_id(env):
    """Return the id of the register's company 0."""
    parameter = env["ir.config_parameter"].get_param("bench.first_company")
    return int(parameter)


def load(env):
    """Copy the register into ``res.partner`` and make its keys as a rebuild does."""
    started = time.perf_counter()
    companies = rows("companies.csv")
    env.cr.execute("SELECT max(id) + 1000 FROM res_partner")
    first = env.cr.fetchone()[0]
    lines = io.StringIO()
    writer = csv.writer(lines)
    for row in companies:
        number = first + int(row["id"])
        # the name is its own complete name, the company its own commercial entity
        name, code = row["name"], row["credit_code"]
        writer.writerow([number, name, name, row["phone"], code, row["city"], number])
    lines.seek(0)
    columns = "id, name, complete_name, phone, credit_code, city, commercial_partner_id"
    env.cr.execute("ALTER TABLE res_partner ALTER is_company SET DEFAULT true")
    env.cr.execute("ALTER TABLE res_partner ALTER active SET DEFAULT true")
    env.cr.copy_expert(f"COPY res_partner ({columns}) FROM STDIN CSV", lines)
    env.cr.execute("ALTER TABLE res_partner ALTER is_company DROP DEFAULT")
    env.cr.execute("ALTER TABLE res_partner ALTER active DROP DEFAULT")
    env.cr.execute("SELECT setval('res_partner_id_seq', max(id)) FROM res_partner")
    env["ir.config_parameter"].set_param("bench.first_company", str(first))
    loaded = time.perf_counter()
    env["crm.conflict.key"]._rebuild(["res.partner"])
    rebuilt = time.perf_counter()
    env.cr.execute("ANALYZE res_partner")
    env.cr.execute("ANALYZE crm_conflict_key")
    env.cr.commit()
    answer(companies=len(companies), load=loaded - started, rebuild=rebuilt - loaded)


def check(env):
    """Check every query alone, the naive rule beside it, and a batch of 1,000."""
    queries = rows("queries.csv")
    first = first_id(env)
    registration = env["crm.registration"]
    entries = [{"name": row["query"], "phone": row["phone"]} for row in queries]
    for entry in entries[:WARM_UP]:
        registration.find_conflicts([entry])
    found, times, naive = [], [], []
    step = max(len(queries) // NAIVE_CHECKS, 1)
    for number, (row, entry) in enumerate(zip(queries, entries, strict=True)):
        env.invalidate_all()  # as a request of its own
        started = time.perf_counter()
        (items,) = registration.find_conflicts([entry])
        times.append((time.perf_counter() - started) * 1000)
        found.append(outcome(row, items, first))
        if number % step == 0:
            naive.append(naive_check(env, row["query"]))
    batch = (entries * (1 + 1000 // len(entries)))[:1000]
    env.invalidate_all()
    started = time.perf_counter()
    registration.find_conflicts(batch)
    seconds = time.perf_counter() - started
    answer(found=found, check=times, naive=naive, batch=seconds)


def outcome(row, items, first):
    """Return (kind, rank of the true company, the level that counts)."""
    if not row["truth"]:
        return row["kind"], None, items[0]["level"] if items else None
    truth = "res.partner", first + int(row["truth"])
    for place, item in enumerate(items, start=1):
        if (item["model"], item["id"]) == truth:
            return row["kind"], place, item["level"]
    return row["kind"], None, None


def naive_check(env, name):
    """Return the ms of what most do: a LIKE over all names."""
    from odoo.addons.crm_pipeline.tools import company_name

    core = company_name.parse(name).core
    env.invalidate_all()
    started = time.perf_counter()
    env["res.partner"].search_fetch([("name", "ilike", core)], ["name"], limit=10)
    return (time.perf_counter() - started) * 1000


def sizes(env):
    """Tell the MB of the tables, indexes included, and how many keys there are."""
    env.cr.execute(
        """
        SELECT relname, pg_table_size(oid) / 1e6, pg_indexes_size(oid) / 1e6
          FROM pg_class WHERE relname IN ('res_partner', 'crm_conflict_key')
        """
    )
    found = {}
    for table, data, indexes in env.cr.fetchall():
        found |= {f"{table}_data": float(data), f"{table}_indexes": float(indexes)}
    answer(**found)


def leads(env):
    """Create leads, one by one and in batches; ms a lead."""
    lead_model = env["crm.lead"].with_context(tracking_disable=False)
    single, batch = [], []

    def values(number):
        return {
            "name": f"Lead {number}",
            "partner_name": f"杭州云栖{number}装饰设计有限公司",
            "contact_name": "赵敏",
            "phone": f"1380013{number:04}",
            "email_from": f"lead{number}@example.com",
        }

    with timed(env, []):  # warms the caches up
        lead_model.create(values(0))
    for number in range(LEADS):
        with timed(env, single):
            lead_model.create(values(number))
    for number in range(LEADS // 10):
        with timed(env, batch, LEAD_BATCH):
            lead_model.create([values(number) for number in range(LEAD_BATCH)])
    env.cr.rollback()
    answer(single=single, batch=batch)


@contextmanager
def timed(env, times, count=1):
    """Note the ms of one record, written to the database."""
    started = time.perf_counter()
    yield
    env.flush_all()
    times.append((time.perf_counter() - started) * 1000 / count)


def leads_without_keys(env):
    """Create leads as if they had no conflict keys."""
    with patch.object(
        type(env["crm.lead"]), "_conflict_insert", lambda self: None, create=False
    ):
        leads(env)
