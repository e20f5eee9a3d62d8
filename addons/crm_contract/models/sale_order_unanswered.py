from odoo import models


class SaleOrder(models.Model):
    """What a customer writes on his quotation waits for an answer."""

    _inherit = "sale.order"

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        if not self.env.context.get("crm_is_signature"):
            # The client, or a colleague who answers, may not read the opportunity.
            order_sudo = self.sudo()
            subject_sudo = (
                order_sudo.opportunity_id or order_sudo.partner_id.commercial_partner_id
            )
            subject_sudo.sudo(self.env.su)._record_customer_reply(message)
        return result
