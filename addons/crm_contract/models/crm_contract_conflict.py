from odoo import api, models

#: a contract that is over claims its site no more
ENDED_STATES = ("closed", "terminated", "cancelled")


class CrmContract(models.Model):
    """A running contract is known to the conflict check by its site and customer."""

    _name = "crm.contract"
    _inherit = ["crm.contract", "crm.conflict.mixin"]
    _conflict_shown = ("partner_id", "state", "title", "user_id")

    @api.model
    def _conflict_fields(self):
        return frozenset({"partner_id", "site_address", "state"})

    def _conflict_values(self):
        if self.state in ENDED_STATES:
            return {}
        customer = self.partner_id.commercial_partner_id
        return {
            "name": customer.name,
            "credit_code": customer.credit_code,
            "address": self.site_address,
        }

    def _conflict_facts(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "name": self.partner_id.commercial_partner_id.name,
            "owner": self.user_id.name,
            "stage": states[self.state],
        }

    def _conflict_holder(self):
        lead = self.lead_id
        return {
            "user": self.user_id,
            "partner": self.partner_id.commercial_partner_id,
            "lead": lead if lead.won_status == "pending" else lead.browse(),
        }
