from odoo import api, models


class IapAutocompleteApi(models.AbstractModel):
    _inherit = "iap.autocomplete.api"

    @api.model
    def _request_partner_autocomplete(self, action, params, timeout=15):
        """Ask nothing about companies unless an administrator allowed it."""
        if not self.env["ir.config_parameter"]._is_odoo_services_allowed():
            return False, self.env._("Switched off in the settings")
        return super()._request_partner_autocomplete(action, params, timeout=timeout)
