from odoo import fields, models


class CrmLeadLost(models.TransientModel):
    """Ask to whom an opportunity was lost, beside the reason."""

    _inherit = "crm.lead.lost"

    lost_to_id = fields.Many2one("crm.competitor", string="Lost to")

    def action_lost_reason_apply(self):
        if self.lost_to_id:
            self.lead_ids.lost_to_id = self.lost_to_id
        return super().action_lost_reason_apply()
