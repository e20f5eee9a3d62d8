"""What is open, read for the matching rules: a few statements whatever there is."""

from datetime import timedelta

from odoo.tools import SQL

from ..tools.bank_claim import Claim
from ..tools.bank_payer import Customer, Remembered

#: what is not invoiced counts as expected so many days before it is due
SOON = timedelta(days=30)
PLAN_STATES = ("waiting", "due", "invoiced", "partly_paid", "overdue")

OPEN_INVOICES = """
    SELECT line.id, move.commercial_partner_id, line.amount_residual_currency,
           line.date_maturity, contract.id, move.name, contract.name, fapiao.number
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
 LEFT JOIN crm_contract contract ON contract.id = move.contract_id
 LEFT JOIN crm_fapiao fapiao
        ON fapiao.move_id = move.id AND fapiao.state = 'issued'
     WHERE line.id IN %s AND move.commercial_partner_id IS NOT NULL
  ORDER BY line.date_maturity, move.invoice_date, line.id
"""
#: the companies of the groups of some, each with the top of its group
GROUP_MEMBERS = """
    WITH RECURSIVE up AS (
        SELECT id, parent_id FROM res_partner WHERE id = ANY(%(ids)s)
         UNION
        SELECT partner.id, partner.parent_id
          FROM up JOIN res_partner partner ON partner.id = up.parent_id
    ), member AS (
        SELECT id, id AS root FROM up WHERE parent_id IS NULL
         UNION ALL
        SELECT partner.id, member.root
          FROM member JOIN res_partner partner
            ON partner.parent_id = member.id
           AND partner.is_company AND partner.active
    )
    SELECT partner.id, member.root, partner.name,
           ARRAY_AGG(bank.sanitized_acc_number) FILTER (WHERE bank.active)
      FROM member
      JOIN res_partner partner ON partner.id = member.id
 LEFT JOIN res_partner_bank bank ON bank.partner_id = partner.id
     WHERE partner.company_id IS NULL OR partner.company_id = %(company)s
  GROUP BY partner.id, member.root, partner.name
"""


class BankClaims:
    """The open invoices and instalments of a company in one currency.

    They are searched as the user, so that his companies and rules hold; what belongs
    to them is read by id.
    """

    def __init__(self, env, company, currency):
        self.env = env(context=dict(env.context, active_test=True))
        self.company = company
        self.currency = currency
        self._customers = set()

    def to_cents(self, amount):
        """Return ``amount`` in the smallest unit of the currency."""
        return round(amount / self.currency.rounding)

    def from_cents(self, cents):
        """Return ``cents`` as an amount."""
        return self.currency.round(cents * self.currency.rounding)

    def read(self):
        """Return all claims."""
        claims = [*self._read_invoices(), *self._read_instalments()]
        self._customers = {claim.customer for claim in claims}
        return claims

    def _read_invoices(self):
        lines = self.env["account.move.line"]
        query = lines._search(
            [
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "=", "out_invoice"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("company_id", "=", self.company.id),
                ("currency_id", "=", self.currency.id),
                ("amount_residual_currency", ">", 0),
            ]
        )
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                OPEN_INVOICES,
                query.subselect(),
            )
        )
        for row in rows:
            line_id, customer, residual, due, contract, *numbers = row
            kinds = ("invoice", "contract", "fapiao")
            yield Claim(
                ("move", line_id),
                customer,
                self.to_cents(residual),
                due,
                contract or 0,
                tuple((k, n) for k, n in zip(kinds, numbers, strict=True) if n),
            )

    def _read_instalments(self):
        """Yield what of the instalments is neither invoiced nor paid in advance."""
        lines = self.env["crm.payment.plan.line"].search_fetch(
            [
                ("state", "in", PLAN_STATES),
                ("company_id", "=", self.company.id),
                ("currency_id", "=", self.currency.id),
            ],
            ["amount", "amount_invoiced", "due_date", "triggered_date", "contract_id"],
        )
        soon = lines._today() + SOON
        prepaid = lines._get_prepaid()
        for line in lines:
            open_amount = line.amount - line.amount_invoiced - prepaid.get(line.id, 0)
            cents = self.to_cents(open_amount)
            if cents <= 0:
                continue
            is_due = bool(
                line.triggered_date or line.due_date and line.due_date <= soon
            )
            yield Claim(
                ("plan", line.id),
                line.partner_id.commercial_partner_id.id,
                cents,
                line.due_date or None,
                line.contract_id.id,
                (("contract", line.contract_id.name),),
                is_due,
            )

    def read_customers(self):
        """Return the customers of the claims, and the companies of their groups."""
        self.env["res.partner"].flush_model(["parent_id", "is_company", "name"])
        self.env["res.partner.bank"].flush_model()
        rows = self.env.execute_query(
            SQL(
                GROUP_MEMBERS,
                ids=list(self._customers),
                company=self.company.id,
            )
        )
        parse = self.env["crm.bank.payer"]._parse_name
        return [
            Customer(partner, root, parse(name), tuple(filter(None, accounts or ())))
            for partner, root, name, accounts in rows
        ]

    def read_remembered(self):
        """Return the payers that people confirmed before."""
        payers = self.env["crm.bank.payer"]
        known = payers.search([("company_id", "=", self.company.id)])
        found = []
        for payer in known:
            name = payers._parse_name(payer.payer)
            customer = payer.partner_id.commercial_partner_id.id
            found.append(
                Remembered(customer, name.full, payer.account or "", name.is_person)
            )
        return found

    def prepare_match_vals(self, line_id, number, proposal):
        """Return the values of the proposal ``number`` of a statement line."""
        return {
            "line_id": line_id,
            "company_id": self.company.id,
            "currency_id": self.currency.id,
            "partner_id": proposal.customer,
            "sequence": number,
            "kind": proposal.kind,
            "confidence": min(proposal.score, 99),
            "reasons": [[r.code, r.detail] for r in proposal.reasons],
            "amount_missing": self.from_cents(proposal.missing),
            "amount_rest": self.from_cents(proposal.rest),
            "part_ids": [
                (
                    0,
                    0,
                    {
                        ("move_line_id" if model == "move" else "plan_line_id"): res_id,
                        "amount": self.from_cents(cents),
                    },
                )
                for (model, res_id), cents in proposal.parts
            ],
        }
