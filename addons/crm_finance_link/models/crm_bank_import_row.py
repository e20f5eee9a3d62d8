from odoo import api, fields, models

OUTCOMES = [
    ("refused", "Not Read"),
    ("known", "Known Already"),
    ("left", "No Movement"),
    ("new", "New"),
]


class CrmBankImportRow(models.Model):
    """A line of a bank's file: what was read of it, or why nothing was."""

    _name = "crm.bank.import.row"
    _description = "Line of a Bank Statement File"
    _order = "import_id desc, is_refused desc, line"

    import_id = fields.Many2one(
        "crm.bank.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="import_id.currency_id")
    line = fields.Integer(readonly=True, aggregator=None)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    is_refused = fields.Boolean(readonly=True)
    code = fields.Char(readonly=True)
    detail = fields.Char(readonly=True)
    reason = fields.Char(compute="_compute_reason")
    day = fields.Date(string="Date", readonly=True)
    amount = fields.Monetary(readonly=True)
    payer = fields.Char(string="Other Side", readonly=True)
    account = fields.Char(readonly=True)
    text = fields.Char(string="Bank Text", readonly=True)
    key = fields.Char(readonly=True)

    @api.depends("code", "detail")
    def _compute_reason(self):
        for row in self:
            row.reason = self._get_reason(row.code, row.detail)

    @api.model
    def _get_reason(self, code, detail):
        """Return in words why a line was not read."""
        reasons = {
            "amount": self.env._("“%s” is no amount", detail),
            "no_amount": self.env._("it has no amount"),
            "zero": self.env._("its amount is zero"),
            "two_amounts": self.env._("it has money in and money out: %s", detail),
            "direction": self.env._("“%s” says neither in nor out", detail),
            "day": self.env._("“%s” is no day", detail),
            "currency": self.env._(
                "its currency is %s, not that of the journal", detail
            ),
            "totals": self.env._("it adds others up"),
            "note": self.env._("it is a note"),
            "header": self.env._("it repeats the header"),
            "blank": self.env._("it is empty"),
            "known": self.env._("it was imported before"),
        }
        return reasons.get(code, code or "")
