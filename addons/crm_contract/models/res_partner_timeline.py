from odoo import api, models

from odoo.addons.crm_customer.tools.timeline import Figure, Kind

from .crm_contract import COUNTED_STATES


class ResPartner(models.Model):
    """Quotations and contracts in the customer's timeline."""

    _inherit = "res.partner"

    @api.model
    def _timeline_kinds(self):
        return {
            **super()._timeline_kinds(),
            "quotation": Kind(
                label=self.env._("Quotations"), icon="fa-file-text-o", sequence=40
            ),
            "contract": Kind(
                label=self.env._("Contracts"), icon="fa-handshake-o", sequence=45
            ),
        }

    @api.model
    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            *self._timeline_document_sources(
                "quotation",
                "sale.order",
                self.env._("Quotation made"),
                title="name",
                amount="amount_total",
            ),
            *self._timeline_document_sources(
                "contract",
                "crm.contract",
                self.env._("Contract drawn up"),
                title="title",
                amount="amount_total",
            ),
        ]

    @api.model
    def _customer_figures(self, members):
        figures = super()._customer_figures(members)
        contracts = self.env["crm.contract"]
        if not contracts.has_access("read"):
            return figures
        domain = [
            ("partner_id", "in", members.ids),
            ("state", "in", COUNTED_STATES),
        ]
        # Supplements are rows of their own, so each amount counts once.
        groups = contracts._read_group(
            domain, ["currency_id"], ["__count", "amount_total:sum", "parent_id:count"]
        )
        if not groups:
            return figures
        total = self._sum_of_companies(
            (currency, amount) for currency, _count, amount, _supplements in groups
        )
        return [
            *figures,
            Figure(
                key="contract.signed",
                label=self.env._("Signed Contracts"),
                value=self._format_figure(total),
                detail=self._say_contracts(
                    sum(count - supplements for _c, count, _a, supplements in groups),
                    sum(supplements for _c, _count, _a, supplements in groups),
                ),
                model="crm.contract",
                domain=domain,
            ),
        ]

    def _say_contracts(self, count, supplements):
        if not supplements:
            return self.env._("%(count)s contracts", count=count)
        return self.env._(
            "%(count)s contracts, %(supplements)s supplements",
            count=count,
            supplements=supplements,
        )
