from odoo import api, models
from odoo.fields import Domain

SETTLED_STATES = ("paid", "void")


class CrmLead(models.Model):
    """An opportunity whose contract is not paid in full stays with its owner."""

    _inherit = "crm.lead"

    @api.model
    def _get_pool_exemptions(self):
        unpaid = Domain("state", "not in", SETTLED_STATES)
        return {
            **super()._get_pool_exemptions(),
            self.env._("an instalment is not paid"): Domain(
                "contract_ids.plan_ids.line_ids", "any", unpaid
            ),
        }
