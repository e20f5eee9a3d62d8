from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Let the browser not even ask to learn about the company."""
        info = super().session_info()
        if not self.env["ir.config_parameter"]._is_odoo_services_allowed():
            info.pop("iap_company_enrich", None)
        return info
