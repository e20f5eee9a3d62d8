from odoo import api, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.conflict.mixin"]

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
        if not {"name", "credit_code"}.isdisjoint(vals):
            # Leads are recognised by their customer's name and code, too.
            leads_sudo = self.env["crm.lead"].sudo()
            customers = [("partner_id.commercial_partner_id", "in", self.ids)]
            leads_sudo.search(customers)._conflict_refresh()
        return result

    def _conflict_facts(self):
        owner = self.user_id or self.commercial_partner_id.user_id
        return {"name": self.commercial_partner_id.name, "owner": owner.name}
