from odoo import fields, models


class CrmErpReceipt(models.Model):
    """A receipt that came from an outside package, known by its document number."""

    _name = "crm.erp.receipt"
    _inherit = ["crm.ledger.mixin"]
    _description = "Receipt from an ERP"
    _order = "date desc, id desc"

    name = fields.Char(string="Document Number", required=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    layout_id = fields.Many2one(
        "crm.voucher.layout", required=True, index=True, ondelete="restrict"
    )
    date = fields.Date(required=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True
    )
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(required=True)
    payment_id = fields.Many2one(
        "account.payment", required=True, index=True, ondelete="restrict"
    )
    payment_state = fields.Selection(
        related="payment_id.state", string="State of the Payment"
    )
    invoice_text = fields.Char(string="Meant for")

    _once = models.UniqueIndex(
        "(company_id, name)", "This document number was taken over already."
    )
