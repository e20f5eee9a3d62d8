from odoo import fields, models


class CrmVoucherBatchLine(models.Model):
    """Which entry went out under which voucher number: written once, by code."""

    _name = "crm.voucher.batch.line"
    _inherit = ["crm.ledger.mixin"]
    _description = "Voucher Handed Over"
    _order = "batch_id desc, id"
    _rec_name = "move_id"
    # Taking a file back lets its entries go out again.
    _ledger_moving = frozenset({"is_current"})

    batch_id = fields.Many2one(
        "crm.voucher.batch", required=True, index=True, ondelete="restrict"
    )
    layout_id = fields.Many2one(related="batch_id.layout_id", store=True, index=True)
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_id = fields.Many2one(
        "account.move", string="Entry", required=True, index=True, ondelete="restrict"
    )
    date = fields.Date(required=True)
    word = fields.Char(string="Voucher Word", required=True)
    number = fields.Integer(string="Voucher Number", required=True, aggregator=None)
    amount = fields.Monetary(string="Debit")
    is_current = fields.Boolean(default=True)

    _once = models.UniqueIndex(
        "(layout_id, move_id) WHERE is_current",
        "This entry went out already.",
    )
    _number = models.Index("(layout_id, company_id, date) WHERE is_current")
