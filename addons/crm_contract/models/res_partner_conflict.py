from odoo import models


class ResPartner(models.Model):
    """Contracts are recognised by their customer's name and code."""

    _inherit = "res.partner"

    def _conflict_refresh_leads(self):
        result = super()._conflict_refresh_leads()
        # All contracts of the customer count, whoever may read them.
        contracts_sudo = self.env["crm.contract"].sudo()
        contracts_sudo.search(
            [("partner_id.commercial_partner_id", "in", self.ids)]
        )._conflict_refresh()
        return result
