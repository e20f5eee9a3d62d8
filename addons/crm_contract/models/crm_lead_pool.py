from odoo import api, models
from odoo.fields import Domain

from .crm_contract import OPEN_STATES


class CrmLead(models.Model):
    """What keeps an opportunity out of the public pools: contract and quotation."""

    _inherit = "crm.lead"

    @api.model
    def _get_pool_exemptions(self):
        return {
            **super()._get_pool_exemptions(),
            self.env._("it has an open contract"): Domain(
                "contract_ids.state", "in", OPEN_STATES
            ),
            self.env._("a quotation of it waits for an approval"): Domain(
                "order_ids", "any", self._get_pending_quotation_domain()
            ),
        }

    @api.model
    def _get_pending_quotation_domain(self):
        return self.env["crm.approval.request"]._get_pending_domain("sale.order")

    @api.model
    def _get_pool_deal_domain(self, since):
        return super()._get_pool_deal_domain(since) | Domain(
            "contract_ids.date_signed", ">=", since.date()
        )
