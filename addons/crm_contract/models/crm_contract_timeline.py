from odoo import models


class CrmContract(models.Model):
    _inherit = "crm.contract"

    _customer_timeline_idx = models.Index("(partner_id, create_date, id)")
