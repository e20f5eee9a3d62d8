from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """What a company of a group owes and has not paid in time."""

    _inherit = "res.partner"

    def _group_figures(self):
        figures = super()._group_figures()
        if not self.env["crm.payment.plan.line"].has_access("read"):
            return figures
        totals = self._sum_by_company(
            "crm.payment.plan.line",
            Domain("state", "=", "overdue"),
            "amount_open",
            ["state", "currency_id"],
        )
        for company_id, sums in totals.items():
            figures[company_id].append(
                self._group_figure(
                    "instalment.overdue",
                    self.env._("Overdue"),
                    sums["overdue"],
                    is_alarming=True,
                )
            )
        return figures
