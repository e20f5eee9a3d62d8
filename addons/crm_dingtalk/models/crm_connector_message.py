from odoo import fields, models


class CrmConnectorMessage(models.Model):
    _inherit = "crm.connector.message"

    def action_resend(self):
        """Send again with another time: DingTalk delivers the same words once a day."""
        self.check_access("write")
        now = fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Shanghai"), fields.Datetime.now()
        )
        note = now.strftime("%Y-%m-%d %H:%M:%S")
        mine = self.filtered(lambda one: one.connector_id.kind == "dingtalk")
        for message in mine:
            message.payload = {**message.payload, "note": note}
        return super().action_resend()
