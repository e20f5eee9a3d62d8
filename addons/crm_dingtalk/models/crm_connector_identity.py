from odoo import models


class CrmConnectorIdentity(models.Model):
    _inherit = "crm.connector.identity"

    def _dingtalk_unionid(self):
        """The id by which DingTalk's newer interface knows this colleague.

        :raise ClientError: DingTalk could not be asked for it
        """
        self.ensure_one()
        if not self.stable_id:
            person = self.connector_id._dingtalk_client().user(self.external_id)
            self.stable_id = person["unionid"]
        return self.stable_id
