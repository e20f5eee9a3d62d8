from odoo import api, models


class CrmFollowUp(models.Model):
    _inherit = "crm.follow.up"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        # Rows are made by code alone, and so is what follows from them.
        for model in ("crm.lead", "res.partner"):
            self.env[model].sudo()._answered_by(rows.sudo())
        return rows
