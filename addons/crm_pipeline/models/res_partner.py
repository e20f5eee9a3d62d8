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

    def _conflict_facts(self):
        owner = self.user_id or self.commercial_partner_id.user_id
        return {"name": self.commercial_partner_id.name, "owner": owner.name}
