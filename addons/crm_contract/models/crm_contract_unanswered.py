from odoo import models


class CrmContract(models.Model):
    """What a client writes on his contract waits for an answer."""

    _inherit = "crm.contract"

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        # The client, or a colleague who answers, may not read the opportunity.
        contract_sudo = self.sudo()
        subject_sudo = (
            contract_sudo.lead_id or contract_sudo.partner_id.commercial_partner_id
        )
        subject_sudo.sudo(self.env.su)._record_customer_reply(message)
        return result
