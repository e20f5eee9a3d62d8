from odoo import api, models
from odoo.fields import Domain

#: what of a customer its leads are recognised by
LEAD_KEY_FIELDS = frozenset({"name", "credit_code", "phone", "is_company", "parent_id"})


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.conflict.mixin"]
    _conflict_shown = ("name", "user_id", "commercial_partner_id")

    @api.model
    def _conflict_fields(self):
        return frozenset({"name", "credit_code", "phone", "active", "is_company"})

    def _conflict_values(self):
        # People are recognised by their phone alone, never by their name.
        if not self.active:
            return {}
        return {
            "name": self.name if self.is_company else None,
            "credit_code": self.credit_code,
            "phone": self.phone,
        }

    def write(self, vals):
        result = super().write(vals)
        if not LEAD_KEY_FIELDS.isdisjoint(vals):
            self._conflict_refresh_leads()
        return result

    def _conflict_refresh_leads(self):
        """Write the keys of these customers' leads anew.

        Leads are recognised by their customer's name and code, and take his phone
        without a write of their own.
        """
        # All leads of the customer count, whoever may read them.
        leads_sudo = self.env["crm.lead"].sudo()
        customers = Domain("partner_id", "in", self.ids)
        customers |= Domain("partner_id.commercial_partner_id", "in", self.ids)
        leads_sudo.search(customers)._conflict_refresh()

    def _conflict_holder(self):
        customer = self.commercial_partner_id
        return {"user": self.user_id or customer.user_id, "partner": customer}

    def _conflict_facts(self):
        owner = self._conflict_owner()
        return {"name": self.commercial_partner_id.name, "owner": owner.name}
