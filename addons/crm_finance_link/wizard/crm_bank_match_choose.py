from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.bank_sums import spread


class CrmBankMatchChoose(models.TransientModel):
    """What a line of a bank statement pays, chosen by a person.

    The proposals first; else a customer, and of what he owes any number. They are paid
    in the order of their due dates until the money is used; what is left stays as the
    customer's credit.
    """

    _name = "crm.bank.match.choose"
    _description = "Choose What Is Paid"

    line_id = fields.Many2one(
        "account.bank.statement.line", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="line_id.company_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_amount")
    date = fields.Date(related="line_id.date")
    amount = fields.Monetary(compute="_compute_amount")
    partner_name = fields.Char(related="line_id.partner_name")
    payment_ref = fields.Char(related="line_id.payment_ref")
    match_ids = fields.One2many(related="line_id.match_ids")
    partner_id = fields.Many2one("res.partner", string="Customer")
    move_line_ids = fields.Many2many(
        "account.move.line",
        string="Invoices",
        domain="[('parent_state', '=', 'posted'), ('reconciled', '=', False),"
        " ('move_id.move_type', '=', 'out_invoice'), ('company_id', '=', company_id),"
        " ('account_id.account_type', '=', 'asset_receivable'),"
        " ('currency_id', '=', currency_id),"
        " ('partner_id', 'child_of', partner_id)]",
    )
    plan_line_ids = fields.Many2many(
        "crm.payment.plan.line",
        string="Instalments Without Invoice",
        domain="[('state', 'in', ('waiting', 'due', 'overdue', 'partly_paid')),"
        " ('company_id', '=', company_id), ('currency_id', '=', currency_id),"
        " ('partner_id', 'child_of', partner_id), ('amount_invoiced', '=', 0)]",
    )

    @api.depends("line_id")
    def _compute_amount(self):
        """What is paid is in the currency of the transaction."""
        for record in self:
            record.currency_id = record.line_id._get_match_currency()
            record.amount = record.line_id._get_match_amount()

    @api.onchange("line_id")
    def _onchange_line_id(self):
        self.partner_id = self.line_id.match_ids[:1].partner_id

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.move_line_ids = False
        self.plan_line_ids = False

    def action_confirm(self):
        """Book the line on what was chosen."""
        self.ensure_one()
        line = self.line_id
        line._check_bank_user()
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer whose money it is."))
        if line.amount <= 0:
            raise UserError(
                self.env._("Money that went out pays no invoice of a customer.")
            )
        match = self.env["crm.bank.match"].create(self._prepare_match_vals())
        line._confirm([match])
        return line._notify_confirmed(1)

    def _prepare_match_vals(self):
        owed = [
            *self.move_line_ids.sorted(lambda line: line.date_maturity or line.date),
            *self.plan_line_ids.sorted(lambda line: (not line.due_date, line.due_date)),
        ]
        prepaid = self.plan_line_ids._get_prepaid()
        amounts = [
            claim.amount_residual_currency
            if claim._name == "account.move.line"
            else claim.amount - claim.amount_invoiced - prepaid.get(claim.id, 0.0)
            for claim in owed
        ]
        unit = self.currency_id.rounding
        cents = [round(amount / unit) for amount in amounts]
        money = round(self.amount / unit)
        parts = spread(cents, money)
        rest = money - sum(part for _place, part in parts)
        return {
            "line_id": self.line_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "kind": "manual",
            "reasons": [["chosen", ""]],
            "amount_rest": self.currency_id.round(rest * unit),
            "part_ids": [
                Command.create(
                    {
                        "move_line_id"
                        if owed[place]._name == "account.move.line"
                        else "plan_line_id": owed[place].id,
                        "amount": self.currency_id.round(part * unit),
                    }
                )
                for place, part in parts
            ],
        }
