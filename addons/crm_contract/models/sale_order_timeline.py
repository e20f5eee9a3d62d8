from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    _customer_timeline_idx = models.Index("(partner_id, create_date, id)")
