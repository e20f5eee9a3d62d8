from odoo import api, models
from odoo.fields import Domain

from .crm_contract import OPEN_STATES


class CrmCustomerHandover(models.Model):
    """Quotations that are open, and contracts that are not settled, go along."""

    _inherit = "crm.customer.handover"

    @api.model
    def _handover_sources(self):
        open_ones = Domain("state", "in", ["draft", "sent"])
        return [
            *super()._handover_sources(),
            self._handover_source(
                key="quotation",
                title=self.env._("Quotations"),
                icon="fa-file-text-o",
                rank=40,
                model="sale.order",
                domain=open_ones | Domain("contract_id.state", "in", OPEN_STATES),
                note=self.env._(
                    "Open ones and those of open contracts; what was approved stays "
                    "approved."
                ),
            ),
            self._handover_source(
                key="contract",
                title=self.env._("Contracts"),
                icon="fa-file-powerpoint-o",
                rank=50,
                model="crm.contract",
                domain=Domain("state", "in", OPEN_STATES),
            ),
        ]
