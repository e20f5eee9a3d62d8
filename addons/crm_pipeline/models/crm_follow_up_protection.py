from odoo import api, models


class CrmFollowUp(models.Model):
    _inherit = "crm.follow.up"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        # A survey or a quotation is what makes a protection longer.
        rows.filtered(lambda row: row.outcome == "counted").lead_id._review_protection()
        return rows
