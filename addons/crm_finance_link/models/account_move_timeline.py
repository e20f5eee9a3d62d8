from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    _customer_timeline_idx = models.Index(
        "(commercial_partner_id, invoice_date, id) "
        "WHERE move_type IN ('out_invoice', 'out_refund')"
    )
