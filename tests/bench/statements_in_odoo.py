"""Run by Odoo's shell: a sample of statements in a database, imported and matched."""

import base64
import json
import os
import sys
import time
from pathlib import Path

from odoo.fields import Command
from odoo.tools import SQL

RECEIVABLE = (
    "debit",
    "balance",
    "amount_currency",
    "amount_residual",
    "amount_residual_currency",
)


class Filler:
    """Puts a sample into the tables.

    One of each is made by Odoo, all others are copies of its rows.
    """

    def __init__(self, env, sample):
        self.env, self.cr, self.sample = env, env.cr, sample
        self.claims = sample["claims"]

    def fill(self):
        """Return the key of the claim by the id of its entry, and of its instalment."""
        env = self.env
        if not env.company.chart_template:
            template = env["account.chart.template"]
            template.try_loading("generic_coa", env.company, False)
        contract, invoice, fapiao, bank = _make_sources(env)
        term = invoice.line_ids.filtered(lambda row: row.display_type == "payment_term")
        env.flush_all()
        # The numbers of the sample begin with the one that Odoo gave its source.
        self.cr.execute(
            "UPDATE account_move SET name = 'SOURCE/' || id WHERE name LIKE 'INV/%'"
        )
        self.copy_partners(contract.partner_id, bank)
        lines = self.copy_plans(contract)
        terms, keys = self.copy_invoices(invoice, term, fapiao, lines)
        env["crm.bank.payer"].create(
            [
                {"partner_id": self.partners[who], "payer": payer, "account": account}
                for who, payer, account in self.sample["remembered"]
            ]
        )
        # What was made by hand is no part of the sample.
        self.cr.execute(
            "UPDATE crm_payment_plan_line SET state = 'void' WHERE plan_id = %s",
            [contract.plan_ids.id],
        )
        self.cr.execute(
            "UPDATE account_move_line SET reconciled = TRUE WHERE id = %s", [term.id]
        )
        self.cr.execute("ANALYZE")
        self.cr.commit()
        env.invalidate_all()
        by_line = dict(zip(lines, (c["key"] for c in self.claims), strict=True))
        return dict(zip(terms, keys, strict=True)), by_line

    def copies(self, table, source, rows):
        """Insert a copy of the row ``source`` for each of ``rows``; return the ids."""
        self.cr.execute(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            [f"{table}_id_seq", len(rows)],
        )
        ids = [row[0] for row in self.cr.fetchall()]
        data = [{**row, "id": id_} for row, id_ in zip(rows, ids, strict=True)]
        self.cr.execute(
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

    def copy_partners(self, partner, bank):
        """Insert the customers, their groups and their accounts."""
        customers = self.sample["customers"]
        named = [
            {"name": c["name"], "complete_name": c["name"], "is_company": True}
            for c in customers
        ]
        self.partners = partners = self.copies("res_partner", partner.id, named)
        pairs = [
            (partners[c["key"]], partners[c["group"]])
            for c in customers
            if c["group"] != c["key"]
        ]
        self.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
            [partners],
        )
        self.cr.execute(
            "UPDATE res_partner p SET parent_id = (r->>1)::int "
            "FROM jsonb_array_elements(%s::jsonb) r WHERE p.id = (r->>0)::int",
            [json.dumps(pairs)],
        )
        accounts = [
            {
                "partner_id": partners[c["key"]],
                "acc_number": c["account"],
                "sanitized_acc_number": c["account"],
            }
            for c in customers
            if c["account"]
        ]
        self.copies("res_partner_bank", bank.id, accounts)

    def copy_plans(self, contract):
        """Insert contracts, plans and instalments; return the ids of these."""
        numbers = {c["contract"]: c for c in self.claims}
        agreed = dict.fromkeys(numbers, 0)
        for c in self.claims:
            agreed[c["contract"]] += c["cents"]
        owners = [self.partners[c["customer"]] for c in numbers.values()]
        rows = [
            {"name": c["contract_number"], "partner_id": owner}
            for c, owner in zip(numbers.values(), owners, strict=True)
        ]
        ids = self.copies("crm_contract", contract.id, rows)
        self.contracts = dict(zip(numbers, ids, strict=True))
        # The database refuses a plan that is more than its contract.
        rows = [
            {"contract_id": id_, "partner_id": owner, "amount_agreed": cents / 100}
            for id_, owner, cents in zip(ids, owners, agreed.values(), strict=True)
        ]
        ids = self.copies("crm_payment_plan", contract.plan_ids.id, rows)
        plans = dict(zip(numbers, ids, strict=True))
        rows = [
            {
                "plan_id": plans[c["contract"]],
                "contract_id": self.contracts[c["contract"]],
                "partner_id": self.partners[c["customer"]],
                "amount": c["cents"] / 100,
                "amount_invoiced": c["cents"] / 100 if c["invoice"] else 0,
                "due_date": c["due"],
                "state": "invoiced" if c["invoice"] else "waiting",
                "triggered_date": c["due"] if c["invoice"] else None,
            }
            for c in self.claims
        ]
        source = contract.plan_line_ids[0].id
        return self.copies("crm_payment_plan_line", source, rows)

    def copy_invoices(self, invoice, term, fapiao, lines):
        """Insert invoices, their receivables and fapiaos; return these and the keys."""
        found = [
            (c, line)
            for c, line in zip(self.claims, lines, strict=True)
            if c["invoice"]
        ]
        moves, entries = [], []
        for number, (c, line) in enumerate(found, 2):
            amount, owner = c["cents"] / 100, self.partners[c["customer"]]
            moves.append(
                {
                    "name": c["invoice"],
                    "payment_reference": c["invoice"],
                    "partner_id": owner,
                    "commercial_partner_id": owner,
                    "plan_line_id": line,
                    "contract_id": self.contracts[c["contract"]],
                    "invoice_date": c["due"],
                    "amount_total": amount,
                    "amount_residual": amount,
                    "sequence_number": number,
                }
            )
            entry = dict.fromkeys(RECEIVABLE, amount)
            entry |= {"partner_id": owner, "credit": 0, "date_maturity": c["due"]}
            entries.append(entry | {"move_name": c["invoice"]})
        ids = self.copies("account_move", invoice.id, moves)
        for entry, move in zip(entries, ids, strict=True):
            entry["move_id"] = move
        terms = self.copies("account_move_line", term.id, entries)
        papers = [
            {"move_id": move, "number": c["fapiao"], "state": "issued"}
            for (c, _line), move in zip(found, ids, strict=True)
            if c["fapiao"]
        ]
        papers = [{**paper, "name": paper["number"]} for paper in papers]
        self.copies("crm_fapiao", fapiao.id, papers)
        return terms, [c["key"] for c, _line in found]


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
    by_term, by_line = Filler(env, sample).fill()
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
    seconds, cpu, counts = {}, {}, {}

    def timed(step, function):
        before, started = env.cr.sql_log_count, time.perf_counter()
        busy = time.process_time()
        result = function()
        env.flush_all()
        seconds[step] = time.perf_counter() - started
        cpu[step] = time.process_time() - busy
        counts[f"{step}_queries"] = env.cr.sql_log_count - before
        return result

    timed("read", loaded.action_read)
    rows = loaded.row_ids.filtered(lambda row: row.outcome == "new")
    statement = timed("book", lambda: loaded._create_statement(rows))
    timed("match", statement.line_ids._match)
    counts["refused"] = loaded.refused_count
    keys = {loaded._import_id(row.key): row.line for row in rows}
    found = read_found(statement.line_ids, keys, by_term, by_line)
    result = {"seconds": seconds, "cpu": cpu, "counts": counts, "found": found}
    sys.stdout.write(f"RESULT{json.dumps(result)}\n")


def read_found(lines, keys, by_term, by_line):
    """Return {line of the file: (state, what is proposed first)}."""
    found = {}
    for line in lines:
        number = keys[line.unique_import_id]
        parts = [
            (
                by_term[part.move_line_id.id]
                if part.move_line_id
                else by_line[part.plan_line_id.id],
                round(part.amount * 100),
            )
            for part in line.match_ids[:1].part_ids
        ]
        found[number] = (line.match_state, parts)
    return found
