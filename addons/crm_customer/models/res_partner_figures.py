from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ..tools.timeline import Figure


class ResPartner(models.Model):
    """The figures above a customer's timeline; each opens its records."""

    _inherit = "res.partner"

    @api.model
    def _customer_figures(self, members):
        """Hook: the figures of the customer whose partners ``members`` are.

        Overrides call super() and add to what it returns; they leave out what the
        reader may not read and what does not occur.

        :param members: ``res.partner``: the customer and his contacts
        :return: list of ``Figure``, in the order in which they are shown
        """
        leads = self.env["crm.lead"]
        if not leads.has_access("read"):
            return []
        figures = []
        labels = {"won": self.env._("Won"), "pending": self.env._("In Progress")}
        domain = [("partner_id", "in", members.ids), ("type", "=", "opportunity")]
        groups = leads._read_group(
            [*domain, ("won_status", "in", list(labels))],
            ["won_status", "company_id"],
            ["__count", "expected_revenue:sum"],
        )
        for status, label in labels.items():
            mine = [group[1:] for group in groups if group[0] == status]
            count = sum(number for _company, number, _sum in mine)
            amount = self._sum_of_companies(
                (company, total) for company, _number, total in mine
            )
            figures.append(
                Figure(
                    key=f"lead.{status}",
                    label=label,
                    value=self._format_figure(amount),
                    detail=self.env._("%(count)s opportunities", count=count),
                    model="crm.lead",
                    domain=[*domain, ("won_status", "=", status)],
                )
            )
        return figures

    @api.model
    def _customer_links(self, members):
        """Hook: the pages that the customer ``members`` may be sent, newest first.

        Overrides call super() and add what the reader may read and has been released
        to the customer already.

        :param members: ``res.partner``: the customer and his contacts
        :return: list of ``Link``
        """
        return []

    @api.model
    def _format_figure(self, amount):
        """Return ``amount`` in the own currency, without cents that are none."""
        return format_amount(
            self.env, amount, self.env.company.currency_id, trailing_zeroes=False
        )

    @api.model
    def _sum_of_companies(self, totals):
        """Return the sum of (company or currency, amount) in the own currency."""
        own = self.env.company
        today = fields.Date.context_today(self)
        total = 0.0
        for holder_sudo, amount in ((holder.sudo(), sum_) for holder, sum_ in totals):
            # Rates are no secret, settings of other companies are.
            if holder_sudo._name == "res.company":
                holder_sudo = holder_sudo.currency_id
            currency = holder_sudo or own.currency_id
            total += currency._convert(amount, own.currency_id, own, today)
        return total

    @api.model
    def _get_shown_figures(self, members):
        """Return the figures as the screen shows them."""
        return [
            {
                "key": figure.key,
                "label": figure.label,
                "value": figure.value,
                "detail": figure.detail,
                "is_alarming": figure.is_alarming,
            }
            for figure in self._customer_figures(members)
        ]

    def action_open_figure(self, key, is_group=False):
        """Open the records that the figure ``key`` is made of."""
        self._check_timeline_access()
        members = self._get_timeline_members(is_group)
        found = [f for f in self._customer_figures(members) if f.key == key]
        if not found:
            raise UserError(
                self.env._(
                    "There is nothing behind this figure of %(customer)s any more. "
                    "Reload the page.",
                    customer=self.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.commercial_partner_id.name} · {found[0].label}",
            "res_model": found[0].model,
            "domain": list(found[0].domain),
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False},
        }
