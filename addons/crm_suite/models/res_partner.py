from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def autocomplete_by_name(self, query, query_country_id, timeout=15):
        """Send nothing of what people type unless an administrator allowed it."""
        if not self.env["ir.config_parameter"]._is_odoo_services_allowed():
            return []
        return super().autocomplete_by_name(query, query_country_id, timeout=timeout)

    @api.model
    def autocomplete_by_vat(self, vat, query_country_id, timeout=15):
        """As by name; Odoo would ask the European Union's service as well."""
        if not self.env["ir.config_parameter"]._is_odoo_services_allowed():
            return []
        return super().autocomplete_by_vat(vat, query_country_id, timeout=timeout)
