from odoo import api, models
from odoo.fields import Domain


class CrmApprovalRequest(models.Model):
    _inherit = "crm.approval.request"

    @api.model
    def _get_pending_domain(self, model):
        """Return the records of ``model`` that wait for an approval themselves."""
        # Whose document waits is not for everybody to read, but it counts.
        query = self.sudo()._search(
            [("res_model", "=", model), ("state", "=", "pending")]
        )
        return Domain("id", "in", query.subselect("res_id"))
