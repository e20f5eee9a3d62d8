"""Run by Odoo's shell: a sample of statements in a database, imported and matched."""

import base64
import json
import os
import sys
import time
from pathlib import Path

from odoo.fields import Command
from odoo.tools import SQL


def fill(env, sample):
    """Put customers, contracts, instalments and invoices of ``sample`` into tables.

    One of each is made by Odoo, all others are copies of its rows.
    """
    cr = env.cr
    env["account.chart.template"].try_loading("generic_coa", env.company, False)
    contract, invoice, fapiao, bank = _make_sources(env)
    term = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
    plan, line = contract.plan_ids, contract.plan_line_ids[0]
    env.flush_all()
    partner = contract.partner_id

    def copies(table, source, rows):
        cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            [f"{table}_id_seq", len(rows)],
        )
        ids = [row[0] for row in cr.fetchall()]
        data = [{**row, "id": id_} for row, id_ in zip(rows, ids, strict=True)]
        cr.execute(
            SQL(
                "INSERT INTO %(table)s SELECT (jsonb_populate_record(t.*, r)).* FROM "
                "%(table)s t, jsonb_array_elements(%(rows)s::jsonb) r "
                "WHERE t.id = %(source)s",
                table=SQL.identifier(table),
                rows=json.dumps(data),
                source=source,
            )
        )
        return ids

    customers = sample["customers"]
    named = [
        {"name": c["name"], "complete_name": c["name"], "is_company": True}
        for c in customers
    ]
    partners = copies("res_partner", partner.id, named)
    cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
        [partners],
    )
    pairs = [
        (partners[c["key"]], partners[c["group"]])
        for c in customers
        if c["group"] != c["key"]
    ]
    cr.execute(
        "UPDATE res_partner p SET parent_id = (r->>1)::int "
        "FROM jsonb_array_elements(%s::jsonb) r WHERE p.id = (r->>0)::int",
        [json.dumps(pairs)],
    )
    accounts = [(partners[c["key"]], c["account"]) for c in customers if c["account"]]
    copies(
        "res_partner_bank",
        bank.id,
        [
            {"partner_id": who, "acc_number": number, "sanitized_acc_number": number}
            for who, number in accounts
        ],
    )
    claims = sample["claims"]
    numbers = {c["contract"]: c for c in claims}
    found = copies(
        "crm_contract",
        contract.id,
        [
            {"name": c["contract_number"], "partner_id": partners[c["customer"]]}
            for c in numbers.values()
        ],
    )
    contracts = dict(zip(numbers, found, strict=True))
    found = copies(
        "crm_payment_plan",
        plan.id,
        [
            {"contract_id": contracts[key], "partner_id": partners[c["customer"]]}
            for key, c in numbers.items()
        ],
    )
    plans = dict(zip(numbers, found, strict=True))
    lines = copies(
        "crm_payment_plan_line",
        line.id,
        [
            {
                "plan_id": plans[c["contract"]],
                "contract_id": contracts[c["contract"]],
                "partner_id": partners[c["customer"]],
                "amount": c["cents"] / 100,
                "amount_invoiced": c["cents"] / 100 if c["invoice"] else 0,
                "due_date": c["due"],
                "state": "invoiced" if c["invoice"] else "waiting",
                "triggered_date": c["due"] if c["invoice"] else None,
            }
            for c in claims
        ],
    )
    invoiced = [
        (c, line) for c, line in zip(claims, lines, strict=True) if c["invoice"]
    ]
    moves = copies(
        "account_move",
        invoice.id,
        [
            {
                "name": c["invoice"],
                "payment_reference": c["invoice"],
                "partner_id": partners[c["customer"]],
                "commercial_partner_id": partners[c["customer"]],
                "plan_line_id": line,
                "contract_id": contracts[c["contract"]],
                "invoice_date": c["due"],
                "amount_total": c["cents"] / 100,
                "amount_residual": c["cents"] / 100,
                "sequence_number": number,
            }
            for number, (c, line) in enumerate(invoiced, 2)
        ],
    )
    entries = []
    for (c, _line), move in zip(invoiced, moves, strict=True):
        amount = c["cents"] / 100
        vals = {"move_id": move, "partner_id": partners[c["customer"]]}
        entries.append(
            {
                **vals,
                "move_name": c["invoice"],
                "debit": amount,
                "credit": 0,
                "balance": amount,
                "amount_currency": amount,
                "amount_residual": amount,
                "amount_residual_currency": amount,
                "date_maturity": c["due"],
            }
        )
    terms = copies("account_move_line", term.id, entries)
    copies(
        "crm_fapiao",
        fapiao.id,
        [
            {
                "move_id": move,
                "number": c["fapiao"],
                "state": "issued",
                "name": c["fapiao"],
            }
            for (c, _line), move in zip(invoiced, moves, strict=True)
            if c["fapiao"]
        ],
    )
    env["crm.bank.payer"].create(
        [
            {"partner_id": partners[who], "payer": payer, "account": account}
            for who, payer, account in sample["remembered"]
        ]
    )
    # What was made by hand is no part of the sample.
    cr.execute(
        "UPDATE crm_payment_plan_line SET state = 'void' WHERE plan_id = %s", [plan.id]
    )
    cr.execute(
        "UPDATE account_move_line SET reconciled = TRUE WHERE id = %s", [term.id]
    )
    cr.execute("ANALYZE")
    cr.commit()
    env.invalidate_all()
    by_term = dict(zip(terms, (c["key"] for c, _line in invoiced), strict=True))
    by_line = dict(zip(lines, (c["key"] for c in claims), strict=True))
    return by_term, by_line


def _make_sources(env):
    partner = env["res.partner"].create({"name": "Source", "is_company": True})
    product = env["product.product"].create(
        {"name": "Fee", "type": "service", "taxes_id": False, "invoice_policy": "order"}
    )
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [
                Command.create({"product_id": product.id, "price_unit": 1000})
            ],
        }
    )
    order.write({"state": "sale"})
    order.action_create_contract()
    contract = order.contract_id
    contract.action_sign()
    invoice = contract.plan_line_ids.invoice_ids[:1]
    invoice = invoice or contract.plan_line_ids[0]._create_draft_invoice()
    invoice.action_post()
    fapiao = invoice._ensure_fapiao()
    bank = env["res.partner.bank"].create(
        {"partner_id": partner.id, "acc_number": "SOURCE"}
    )
    return contract, invoice, fapiao, bank


def measure(env):
    """Print what importing and matching a file of the sample costs, and how right."""
    env = env(context={"lang": "zh_CN", "tracking_disable": True})
    folder = Path(os.environ["BENCH_SAMPLE"])
    sample = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    by_term, by_line = fill(env, sample)
    env = env(user=env.ref("base.user_admin").id)
    env.user.group_ids |= env.ref("account.group_account_user")
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    journal.match_fee_limit = 50
    loaded = env["crm.bank.import"].create(
        {
            "journal_id": journal.id,
            "filename": "statement.csv",
            "file": base64.b64encode((folder / "statement.csv").read_bytes()),
        }
    )
    seconds, counts = {}, {}
    started = time.perf_counter()
    loaded.action_read()
    env.flush_all()
    seconds["read"] = time.perf_counter() - started
    rows = loaded.row_ids
    counts["refused"] = loaded.refused_count
    started = time.perf_counter()
    statement = loaded._create_statement(rows.filtered(lambda r: r.outcome == "new"))
    env.flush_all()
    seconds["book"] = time.perf_counter() - started
    before = env.cr.sql_log_count
    started = time.perf_counter()
    statement.line_ids._match()
    env.flush_all()
    seconds["match"] = time.perf_counter() - started
    counts["match_queries"] = env.cr.sql_log_count - before
    keys = {row.key: row.line for row in rows}
    found = {}
    for line in statement.line_ids:
        number = keys[line.unique_import_id.rpartition(f"{journal.id}-")[2]]
        best = line.match_ids[:1]
        parts = [
            (
                by_term[part.move_line_id.id]
                if part.move_line_id
                else by_line[part.plan_line_id.id],
                round(part.amount * 100),
            )
            for part in best.part_ids
        ]
        found[number] = (line.match_state, parts)
    result = {"seconds": seconds, "counts": counts, "found": found}
    sys.stdout.write(f"RESULT{json.dumps(result)}\n")
