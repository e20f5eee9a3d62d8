from odoo import models


class CrmCustomerHandover(models.Model):
    """A handover that was prepared for somebody is a task of his."""

    _name = "crm.customer.handover"
    _inherit = ["crm.customer.handover", "mail.activity.mixin"]

    def action_hand_over(self):
        """Hand over, and be done with the task."""
        action = super().action_hand_over()
        # The task may be another manager's.
        self.sudo().activity_ids.action_feedback()
        return action
