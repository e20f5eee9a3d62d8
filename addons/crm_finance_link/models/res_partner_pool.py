from odoo import api, models
from odoo.fields import Domain

from .crm_lead_pool import SETTLED_STATES


class ResPartner(models.Model):
    """A customer who has not paid in full stays with its owner."""

    _inherit = "res.partner"

    @api.model
    def _get_pool_exemptions(self):
        unpaid = Domain("state", "not in", SETTLED_STATES)
        return {
            **super()._get_pool_exemptions(),
            self.env._("an instalment is not paid"): self._get_customers_of(
                "crm.payment.plan.line", unpaid
            ),
        }
