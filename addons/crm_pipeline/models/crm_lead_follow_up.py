from odoo import api, fields, models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.follow.up.mixin"]
    _follow_up_field = "lead_id"

    follow_up_ids = fields.One2many(
        "crm.follow.up", "lead_id", string="Follow-ups", readonly=True
    )

    @api.depends("follow_up_ids.outcome", "follow_up_ids.happened_at")
    def _compute_last_effective_contact_at(self):
        return super()._compute_last_effective_contact_at()

    @api.model
    def _ownership_guarded_fields(self):
        return super()._ownership_guarded_fields() | {"last_effective_contact_at"}

    def _merge_dependences(self, opportunities):
        """The follow-ups of the leads that are merged away are this one's, too."""
        # Whoever merges may not write follow-ups: they move by code.
        opportunities.sudo().follow_up_ids.lead_id = self
        return super()._merge_dependences(opportunities)

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        self._record_customer_reply(message)
        return result
