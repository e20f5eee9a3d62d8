from odoo import api, models


class IapAccount(models.Model):
    _inherit = "iap.account"

    @api.model
    def get_credits(self, service_name):
        """Know of no balance: Odoo would ask for it whenever the settings open."""
        if not self.env["ir.config_parameter"]._is_odoo_services_allowed():
            return -1
        return super().get_credits(service_name)

    def _get_account_information_from_iap(self):
        """Ask nothing about accounts that somebody looks at."""
        if not self.env["ir.config_parameter"]._is_odoo_services_allowed():
            return None
        return super()._get_account_information_from_iap()
