from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    _customer_timeline_idx = models.Index(
        "(partner_id, date, id) WHERE payment_type = 'inbound'"
    )
