from odoo import models


class CrmConnector(models.Model):
    _inherit = "crm.connector"

    def _vendor_approval_changed(self, number):
        """A report says that an approval has changed: ask what is true now.

        :return: the approval, or None for one that was not started from here
        :raise DeliveryError: the chat tool could not be asked
        """
        self.ensure_one()
        approval = self.env["crm.connector.approval"].search(
            [("connector_id", "=", self.id), ("number", "=", number)], limit=1
        )
        if not number or not approval:
            return None
        approval._ask()
        return approval
