from odoo import api, fields, models

from .crm_commission_rule import ROLES

KINDS = [
    ("receipt", "Receipt"),
    ("clawback", "Clawed Back"),
    ("restored", "Given Again"),
]


class CrmCommissionEntry(models.Model):
    """The ledger of commission: what one reconciliation brings one person in one role.

    Written by code alone. What is taken back, by unreconciling, a credit note or money
    paid back, is a row of its own in the month in which it happens.
    """

    _name = "crm.commission.entry"
    _inherit = ["crm.ledger.mixin"]
    _description = "Commission Entry"
    _order = "date desc, id desc"
    _rec_name = "contract_id"

    user_id = fields.Many2one(
        "res.users", string="Person", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(ROLES, required=True)
    kind = fields.Selection(KINDS, required=True)
    date = fields.Date(
        required=True,
        index=True,
        help="The day money and invoice were both there; of what is taken back, the "
        "day it was.",
    )
    statement_id = fields.Many2one(
        "crm.commission.statement", required=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "crm.contract", required=True, index=True, ondelete="restrict"
    )
    plan_line_id = fields.Many2one(
        "crm.payment.plan.line",
        string="Instalment",
        required=True,
        index=True,
        ondelete="restrict",
    )
    invoice_id = fields.Many2one(
        "account.move", required=True, index=True, ondelete="restrict"
    )
    partial_ref = fields.Integer(
        string="Reconciliation",
        required=True,
        aggregator=None,
        help="Number of the reconciliation; it stays when that is undone.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    received = fields.Monetary(
        aggregator=None, help="What came in by this reconciliation, with tax."
    )
    received_untaxed = fields.Monetary(
        string="Received without Tax", aggregator=None, help="The same without tax."
    )
    share = fields.Float(
        string="Share (%)", digits=(5, 2), aggregator=None, help="Of the role."
    )
    part = fields.Integer(
        default=0,
        required=True,
        aggregator=None,
        help="Which part of the invoice: its products may have rules of their own.",
    )
    part_percent = fields.Float(
        string="Part of the Invoice (%)",
        digits=(5, 2),
        default=100.0,
        aggregator=None,
        help="What the products of this rule make of the invoice.",
    )
    base = fields.Monetary(help="The person's part of what was received without tax.")
    slices = fields.Json(help="Parts of the base with their rates.")
    amount = fields.Monetary(string="Commission")
    rule_id = fields.Many2one("crm.commission.rule", index=True, ondelete="restrict")
    is_former = fields.Boolean(string="Had Left")
    original_id = fields.Many2one(
        "crm.commission.entry",
        string="Belongs to",
        index="btree_not_null",
        ondelete="restrict",
        help="The entry of the receipt that is taken back or given again.",
    )
    explanation = fields.Char(compute="_compute_explanation")

    _once = models.UniqueIndex(
        "(partial_ref, plan_line_id, role, user_id, part) WHERE kind = 'receipt'",
        "This receipt brought its commission already.",
    )
    _by_line = models.Index("(plan_line_id, partial_ref)")
    _by_person = models.Index("(user_id, date)")

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries.statement_id._check_open()
        return entries

    @api.model
    def _make(self, vals_list):
        """Write entries into the open statements of their people; superuser only."""
        if not vals_list:
            return self.browse()
        self.env["crm.commission.turn"]._take(
            (vals["user_id"], vals["company_id"], vals["date"].year)
            for vals in vals_list
        )
        statements = self.env["crm.commission.statement"]._get_open(vals_list)
        return self.create(
            [
                {**vals, "statement_id": statement.id}
                for vals, statement in zip(vals_list, statements, strict=True)
            ]
        )

    def _get_origin(self):
        """Return the values that a row has from the row of the receipt."""
        self.ensure_one()
        names = (
            "user_id",
            "plan_line_id",
            "contract_id",
            "invoice_id",
            "partner_id",
            "team_id",
            "company_id",
            "currency_id",
            "rule_id",
        )
        return {
            **{name: self[name].id for name in names},
            "role": self.role,
            "partial_ref": self.partial_ref,
            "share": self.share,
            "part": self.part,
            "part_percent": self.part_percent,
        }

    @api.depends("base", "slices", "kind", "share", "received", "received_untaxed")
    def _compute_explanation(self):
        for entry in self:
            entry.explanation = (
                entry._explain_receipt()
                if entry.kind == "receipt"
                else entry._explain_change()
            )

    def _explain_receipt(self):
        money = self.currency_id.format
        parts = self.env._(
            "Received %(received)s, without tax %(untaxed)s; %(share)s %% of it are "
            "%(base)s",
            received=money(self.received),
            untaxed=money(self.received_untaxed),
            share=f"{self.share:g}",
            base=money(self.base),
        )
        if self.part_percent < 100:
            parts = self.env._(
                "%(parts)s (%(percent)s %% of the invoice by %(rule)s)",
                parts=parts,
                percent=f"{self.part_percent:.4g}",
                rule=self.rule_id.display_name,
            )
        if self.is_former:
            return self.env._("%(parts)s; had left, so nothing", parts=parts)
        rates = ", ".join(
            self.env._("%(base)s at %(rate)s %%", base=money(base), rate=f"{rate:g}")
            for base, rate in self.slices or ()
        )
        return self.env._(
            "%(parts)s: %(rates)s = %(amount)s",
            parts=parts,
            rates=rates or "0 %",
            amount=money(self.amount),
        )

    def _explain_change(self):
        original = self.original_id
        values = {
            "date": fields.Date.to_string(original.date),
            "amount": self.currency_id.format(original.amount),
        }
        if self.kind == "clawback":
            return self.env._(
                "Taken back of the receipt of %(date)s, which had brought %(amount)s: "
                "its payment was unreconciled, credited or paid back",
                **values,
            )
        return self.env._(
            "Given again of the receipt of %(date)s, which had brought %(amount)s: "
            "what had been taken back holds again",
            **values,
        )

    def _immutable_message(self):
        return self.env._(
            "The entries of commission are a ledger: they are neither edited nor "
            "deleted. What is to be corrected is corrected in accounting."
        )

    def action_view_source(self):
        """Open the invoice for whoever may read it, else the contract."""
        self.ensure_one()
        record = self.invoice_id if self.invoice_id.has_access("read") else None
        record = record or self.contract_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
