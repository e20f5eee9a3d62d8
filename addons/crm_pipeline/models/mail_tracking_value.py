from odoo import models

from .crm_contact_guard import GUARDED_FIELDS


class MailTrackingValue(models.Model):
    """The chatter of a colleague's customer does not tell his former phones either."""

    _inherit = "mail.tracking.value"

    def _filter_has_field_access(self, env):
        shown = super()._filter_has_field_access(env)
        contact_data = shown.filtered(
            lambda tracking: (
                tracking.field_id.model == "res.partner"
                and tracking.field_id.name in GUARDED_FIELDS
            )
        )
        if not contact_data:
            return shown
        partners = env["res.partner"].browse(
            contact_data.mail_message_id.mapped("res_id")
        )
        hidden_ids = set(partners._filter_hidden_contacts().ids)
        return shown - contact_data.filtered(
            lambda tracking: tracking.mail_message_id.res_id in hidden_ids
        )
