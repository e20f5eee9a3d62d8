from odoo import models


class CrmApprovalRequest(models.Model):
    _inherit = "crm.approval.request"

    def _announce(self, users):
        """Start the chat tool's own approval, too, where the flow has one."""
        result = super()._announce(users)
        self.env["crm.connector.approval"]._queue(self)
        return result

    def _shown_summary(self):
        """The key figures that the requester sees, too: the form is his own."""
        return [row for row in self.summary or [] if not row.get("is_confidential")]
