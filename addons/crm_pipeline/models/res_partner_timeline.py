from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.crm_customer.tools.timeline import Figure, Kind

#: Follow-ups whose fact has a line of its own.
SHOWN_OTHERWISE = ("calendar.event", "mail.message", "sale.order")


class ResPartner(models.Model):
    """Interactions and registrations in the customer's timeline."""

    _inherit = "res.partner"

    @api.model
    def _timeline_kinds(self):
        return {
            **super()._timeline_kinds(),
            "interaction": Kind(
                label=self.env._("Interactions"), icon="fa-comments-o", sequence=5
            ),
            "registration": Kind(
                label=self.env._("Registrations"), icon="fa-flag-o", sequence=12
            ),
        }

    @api.model
    def _timeline_sources(self):
        return [
            *super()._timeline_sources(),
            self._timeline_source(
                "interaction",
                "crm.follow.up",
                "happened_at",
                domain=[
                    "|",
                    ("source_model", "=", False),
                    ("source_model", "not in", SHOWN_OTHERWISE),
                ],
                text="note",
                state="kind_id",
                document=("lead_id", "crm.lead"),
            ),
            self._timeline_event_source("registration", "crm.registration"),
            self._timeline_event_source("lead", "crm.lead"),
        ]

    @api.model
    def _customer_figures(self, members):
        figures = super()._customer_figures(members)
        follow_ups = self.env["crm.follow.up"]
        if not follow_ups.has_access("read"):
            return figures
        domain = [("partner_id", "in", members.ids), ("outcome", "=", "counted")]
        [[count, last]] = follow_ups._read_group(
            domain, [], ["__count", "happened_at:max"]
        )
        if not count:
            return figures
        day = fields.Datetime.context_timestamp(self, last).date()
        days = (fields.Date.context_today(self) - day).days
        return [
            *figures,
            Figure(
                key="follow_up.last",
                label=self.env._("Last Effective Contact"),
                value=format_date(self.env, day),
                detail=self.env._("today")
                if days <= 0
                else self.env._("%(days)s days ago", days=days),
                model="crm.follow.up",
                domain=domain,
            ),
        ]
