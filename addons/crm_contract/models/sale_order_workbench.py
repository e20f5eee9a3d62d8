from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Open quotations of one salesperson, among all orders ever made.
    _open_of_user_idx = models.Index(
        "(user_id, state) WHERE state IN ('draft', 'sent')"
    )

    def _log_follow_up(self):
        """Log a follow-up with the customer of this quotation."""
        subject = self.opportunity_id or self.partner_id.commercial_partner_id
        return subject.action_log_follow_up()
