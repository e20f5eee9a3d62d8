from odoo import fields, models


class CrmApprovalRequestRefuse(models.TransientModel):
    """Ask for the reason before a request is refused."""

    _name = "crm.approval.request.refuse"
    _description = "Refuse an Approval Request"

    request_id = fields.Many2one("crm.approval.request", required=True)
    comment = fields.Text(string="Reason", required=True)

    def action_refuse(self):
        """Refuse the request with the reason given."""
        self.ensure_one()
        return self.request_id.decide("refuse", comment=self.comment)
