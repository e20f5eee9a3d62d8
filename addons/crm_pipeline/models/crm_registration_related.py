from odoo import api, fields, models
from odoo.fields import Domain

COUNTING_STATES = ("submitted", "approved", "converted", "expired")


class CrmRegistration(models.Model):
    """The same customer at another site is a registration of its own, and linked."""

    _inherit = "crm.registration"

    related_registration_ids = fields.Many2many(
        "crm.registration",
        string="Same Customer, Other Sites",
        compute="_compute_related_registration_ids",
        help="Registrations of this customer at other sites that you may see.",
    )
    related_count = fields.Integer(compute="_compute_related_registration_ids")

    @api.depends("partner_id", "customer_name", "credit_code")
    @api.depends_context("uid")
    def _compute_related_registration_ids(self):
        related = self._find_related()
        for registration in self:
            found = related[registration]
            registration.related_registration_ids = found
            registration.related_count = len(found)

    def _find_related(self):
        """Return the registrations of the same customers, in one query.

        :rtype: dict[crm.registration, crm.registration]
        """
        found = self.search(
            Domain("state", "in", COUNTING_STATES)
            & Domain.OR(
                Domain(name, "in", [value for value in values if value])
                for name, values in (
                    ("partner_id", self.partner_id.ids),
                    ("customer_name", self.mapped("customer_name")),
                    ("credit_code", self.mapped("credit_code")),
                )
            )
        )
        return {
            registration: found.filtered(
                lambda other, registration=registration: (
                    other != registration._origin
                    and registration._is_same_customer(other)
                )
            )
            for registration in self
        }

    def _is_same_customer(self, other):
        return any(
            self[name] and self[name] == other[name]
            for name in ("partner_id", "customer_name", "credit_code")
        )

    def _approval_summary(self):
        summary = super()._approval_summary()
        others = self._find_related()[self]
        return summary + [
            {
                "label": self.env._("Same customer, other site"),
                "value": f"{other.name} · {other.site_address} · {other.user_id.name}",
                "is_confidential": True,
            }
            for other in others
        ]

    def action_view_related(self):
        """Open the registrations of this customer at other sites."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Same Customer, Other Sites"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("id", "in", self.related_registration_ids.ids)],
        }
