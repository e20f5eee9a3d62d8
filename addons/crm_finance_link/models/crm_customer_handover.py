from odoo import api, models
from odoo.fields import Domain

from .crm_lead_pool import SETTLED_STATES


class CrmCustomerHandover(models.Model):
    """Instalments follow the contract: they are told of."""

    _inherit = "crm.customer.handover"

    @api.model
    def _handover_sources(self):
        return [
            *super()._handover_sources(),
            self._handover_source(
                key="instalment",
                title=self.env._("Open Instalments"),
                icon="fa-cny",
                rank=60,
                model="crm.payment.plan.line",
                domain=Domain("state", "not in", SETTLED_STATES),
                how="follows",
                detail=self._say_open_amount,
                note=self.env._("They follow their contract."),
                is_work=False,
            ),
        ]

    def _say_open_amount(self, lines):
        partners = self.env["res.partner"]
        groups = lines._read_group(
            [("id", "in", lines.ids)], ["currency_id", "state"], ["amount_open:sum"]
        )
        total = partners._sum_of_companies(
            (currency, amount) for currency, _state, amount in groups
        )
        late = partners._sum_of_companies(
            (currency, amount)
            for currency, state, amount in groups
            if state == "overdue"
        )
        return self.env._(
            "%(total)s to come, %(late)s of it overdue",
            total=partners._format_figure(total),
            late=partners._format_figure(late),
        )
