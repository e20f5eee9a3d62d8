from odoo import api, models

TOLD_FIELDS = {
    "active",
    "activity_type_id",
    "date_deadline",
    "note",
    "res_id",
    "res_model_id",
    "summary",
    "user_id",
}


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._touch_dingtalk()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if TOLD_FIELDS.intersection(vals):
            self._touch_dingtalk()
        return result

    def unlink(self):
        # Who deletes an activity knows nothing of what DingTalk shows.
        items_sudo = self.env["crm.dingtalk.item"].sudo()
        if self.env["crm.connector"]._dingtalk_connector_ids("todo"):
            items_sudo = items_sudo._of(self)
        result = super().unlink()
        items_sudo._enqueue()
        return result

    def _touch_dingtalk(self):
        """Show in DingTalk what changed, where a connector shows todos."""
        connector_ids = self.env["crm.connector"]._dingtalk_connector_ids("todo")
        if connector_ids and self:
            # Who changes an activity knows nothing of what DingTalk shows.
            self.env["crm.dingtalk.item"].sudo()._touch(
                "todo", self.sudo(), connector_ids
            )
