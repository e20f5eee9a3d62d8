from odoo import fields, models
from odoo.tools import format_date


class CrmBankMatchPart(models.Model):
    """One open invoice or instalment of a proposal, and how much of it is paid."""

    _name = "crm.bank.match.part"
    _description = "Part of a Proposed Match"
    _order = "match_id desc, id"

    match_id = fields.Many2one(
        "crm.bank.match", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="match_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="match_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Invoice",
        index="btree_not_null",
        ondelete="cascade",
    )
    plan_line_id = fields.Many2one(
        "crm.payment.plan.line",
        string="Instalment",
        index="btree_not_null",
        ondelete="cascade",
    )
    amount = fields.Monetary(required=True, aggregator=None)

    def _get_label(self):
        self.ensure_one()
        if self.move_line_id:
            move = self.move_line_id.move_id
            return " ".join(filter(None, (move.name, move.contract_id.name)))
        line = self.plan_line_id
        due = line.due_date and format_date(self.env, line.due_date)
        return " ".join(filter(None, (line.contract_id.name, line.name, due)))

    def _get_open_amount(self, prepaid):
        """Return what of the claim is open now.

        :param dict prepaid: instalment id -> what was paid for it in advance
        """
        self.ensure_one()
        if self.move_line_id:
            if self.move_line_id.parent_state != "posted":
                return 0.0
            return self._get_sign() * self.move_line_id.amount_residual_currency
        line = self.plan_line_id
        if line.state in ("void", "suspended"):
            return 0.0
        return line.amount - line.amount_invoiced - prepaid.get(line.id, 0.0)

    def _get_sign(self):
        """Return 1 where money came in, -1 where it was paid back."""
        return -1 if self.match_id.line_id.amount < 0 else 1

    def _prepare_counterpart(self, missing):
        """Return the entry on the receivable: of the invoice, or in advance."""
        self.ensure_one()
        line = self.match_id.line_id
        amount = self._get_sign() * (self.amount + missing)
        if self.move_line_id:
            claimed = self.move_line_id
            return line._prepare_counterpart(
                claimed.account_id,
                claimed.partner_id,
                amount,
                line.payment_ref,
                counterpart_line_ids=claimed.ids,
            )
        partner = self.plan_line_id.partner_id.commercial_partner_id
        account = partner.with_company(line.company_id).property_account_receivable_id
        return line._prepare_counterpart(
            account,
            partner,
            amount,
            f"{self._get_label()} {line.payment_ref}",
            prepaid_line_id=self.plan_line_id.id,
        )
