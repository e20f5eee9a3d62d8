from odoo import api, models

from odoo.addons.crm_customer.tools.timeline import Figure, Kind


class ResPartner(models.Model):
    """Instalments, invoices and receipts in the customer's timeline."""

    _inherit = "res.partner"

    @api.model
    def _timeline_kinds(self):
        return {
            **super()._timeline_kinds(),
            "invoice": Kind(
                label=self.env._("Invoices"), icon="fa-file-o", sequence=60
            ),
            "receipt": Kind(
                label=self.env._("Instalments and Receipts"), icon="fa-cny", sequence=65
            ),
        }

    @api.model
    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            self._timeline_source(
                "invoice",
                "account.move",
                "invoice_date",
                domain=[
                    ("move_type", "in", ["out_invoice", "out_refund"]),
                    ("state", "=", "posted"),
                ],
                customer="commercial_partner_id",
                title="name",
                text="ref",
                user="invoice_user_id",
                amount="amount_total",
                state="move_type",
            ),
            self._timeline_event_source("invoice", "crm.fapiao"),
            self._timeline_event_source("receipt", "crm.payment.plan.line"),
            # What came in for something else than an instalment of a plan.
            self._timeline_source(
                "receipt",
                "account.payment",
                "date",
                key="payment",
                label=self.env._("Payment received"),
                domain=[
                    ("payment_type", "=", "inbound"),
                    ("partner_type", "=", "customer"),
                    ("state", "in", ["in_process", "paid"]),
                    ("invoice_ids", "not any", [("plan_line_id", "!=", False)]),
                ],
                title="name",
                text="memo",
                user="",
                amount="amount",
            ),
        ]

    @api.model
    def _customer_figures(self, members):
        figures = super()._customer_figures(members)
        instalments = self.env["crm.payment.plan.line"]
        if not instalments.has_access("read"):
            return figures
        domain = [("partner_id", "in", members.ids), ("state", "=", "overdue")]
        groups = instalments._read_group(
            domain, ["currency_id"], ["__count", "amount_open:sum"]
        )
        total = self._sum_of_companies(
            (currency, amount) for currency, _count, amount in groups
        )
        count = sum(count for _currency, count, _amount in groups)
        return [
            *figures,
            Figure(
                key="instalment.overdue",
                label=self.env._("Overdue"),
                value=self._format_figure(total),
                detail=self.env._("%(count)s instalments", count=count),
                model="crm.payment.plan.line",
                domain=domain,
                is_alarming=bool(count),
            ),
        ]
