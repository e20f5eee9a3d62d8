from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def action_hand_over_customers(self):
        """Prepare the handover of this person's customers."""
        self.ensure_one()
        return self.env["crm.customer.handover"]._get_prepared_action(self)
