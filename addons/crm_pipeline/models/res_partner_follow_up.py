from odoo import api, fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.follow.up.mixin"]
    _follow_up_field = "partner_id"

    follow_up_ids = fields.One2many(
        "crm.follow.up",
        "partner_id",
        string="Follow-ups",
        readonly=True,
        groups="sales_team.group_sale_salesman",
    )

    @api.depends("follow_up_ids.outcome", "follow_up_ids.happened_at")
    def _compute_last_effective_contact_at(self):
        return super()._compute_last_effective_contact_at()

    @api.model
    def _ownership_guarded_fields(self):
        return super()._ownership_guarded_fields() | {"last_effective_contact_at"}

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        self._record_customer_reply(message)
        return result
