from datetime import timedelta

from odoo import api, fields, models

TOLD_FIELDS = {
    "active",
    "allday",
    "description",
    "location",
    "name",
    "partner_ids",
    "start",
    "start_date",
    "stop",
    "stop_date",
    "user_id",
}
# A series has hundreds of meetings; those further away are shown as they come closer.
DAYS_AHEAD = 60


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._touch_dingtalk()
        return events

    def write(self, values):
        result = super().write(values)
        if TOLD_FIELDS.intersection(values):
            self._touch_dingtalk()
        return result

    def unlink(self):
        # Who deletes a meeting knows nothing of what DingTalk shows.
        items_sudo = self.env["crm.dingtalk.item"].sudo()
        if self.env["crm.connector"]._dingtalk_connector_ids("meeting"):
            items_sudo = items_sudo._of(self)
        result = super().unlink()
        items_sudo._enqueue()
        return result

    def _touch_dingtalk(self):
        """Show in DingTalk what changed, where a connector shows meetings."""
        connector_ids = self.env["crm.connector"]._dingtalk_connector_ids("meeting")
        if not connector_ids:
            return
        today = fields.Datetime.now()
        # Who changes a meeting knows nothing of what DingTalk shows.
        near_sudo = (
            self.sudo()
            .exists()
            .filtered(
                lambda event: (
                    event.stop
                    and today - timedelta(days=1) < event.stop
                    and event.start < today + timedelta(days=DAYS_AHEAD)
                )
            )
        )
        items_sudo = self.env["crm.dingtalk.item"].sudo()
        if near_sudo:
            items_sudo._touch("meeting", near_sudo, connector_ids)
