from odoo import api, models
from odoo.fields import Domain

from .crm_contract import OPEN_STATES


class ResPartner(models.Model):
    """What keeps a customer out of the public pools: contract and quotation."""

    _inherit = "res.partner"

    @api.model
    def _get_pool_exemptions(self):
        pending = self.env["crm.lead"]._get_pending_quotation_domain()
        return {
            **super()._get_pool_exemptions(),
            self.env._("it has an open contract"): self._get_customers_of(
                "crm.contract", Domain("state", "in", OPEN_STATES)
            ),
            self.env._("a quotation of it waits for an approval"): (
                self._get_customers_of("sale.order", pending)
            ),
        }

    @api.model
    def _get_pool_deal_domain(self, since):
        signed = Domain("date_signed", ">=", since.date())
        return super()._get_pool_deal_domain(since) | self._get_customers_of(
            "crm.contract", signed
        )
