from odoo import api, fields, models

from .crm_bank_reasons import get_reason_text

KINDS = [
    ("exact", "Exact Amount"),
    ("rest", "Rest of an Amount"),
    ("sum", "Several Together"),
    ("fee", "Less the Bank's Fee"),
    ("partial", "Part of an Amount"),
    ("over", "More Than Is Open"),
    ("manual", "Chosen by Hand"),
]


class CrmBankMatch(models.Model):
    """What a line of a bank statement may pay, with the reasons: a proposal.

    It holds no money of its own: confirmed, it becomes entries of accounting and is
    gone.
    """

    _name = "crm.bank.match"
    _description = "Proposed Match"
    _order = "line_id desc, sequence, id"

    line_id = fields.Many2one(
        "account.bank.statement.line", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    confidence = fields.Integer(string="Confidence (%)", readonly=True, aggregator=None)
    reasons = fields.Json(readonly=True)
    amount_missing = fields.Monetary(
        string="Bank's Fee", readonly=True, aggregator=None
    )
    amount_rest = fields.Monetary(
        string="Kept as Credit", readonly=True, aggregator=None
    )
    part_ids = fields.One2many("crm.bank.match.part", "match_id", readonly=True)
    # Text, of which lists show all lines.
    summary = fields.Text(string="Pays", compute="_compute_summary")
    reason_text = fields.Text(string="Why", compute="_compute_reason_text")

    @api.depends("part_ids.move_line_id", "part_ids.plan_line_id", "partner_id")
    def _compute_summary(self):
        every = self.part_ids.ids
        for match in self:
            parts = match.part_ids
            shown = [part._get_label() for part in parts[:3].with_prefetch(every)]
            if len(parts) > 3:
                shown.append(self.env._("%s more", len(parts) - 3))
            match.summary = f"{match.partner_id.name or ''}: {', '.join(shown)}"

    @api.depends("reasons")
    def _compute_reason_text(self):
        for match in self:
            match.reason_text = get_reason_text(self.env, match.reasons or [])

    def action_confirm(self):
        """Book this proposal; the line's other ones are gone then."""
        self.ensure_one()
        line = self.line_id
        line._confirm(self)
        return line._notify_confirmed(1)
