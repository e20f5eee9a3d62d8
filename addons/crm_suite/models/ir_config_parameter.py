from odoo import api, models

ODOO_SERVICES = "crm_suite.is_odoo_services_allowed"


class IrConfigParameter(models.Model):
    """Whether Odoo may call its makers' services abroad by itself.

    It sends them what people type into a customer's name, the company's own domain and
    figures of its use. Under China's law on personal information and on data leaving
    the country nobody may do so unasked, so it is off until an administrator switches
    it on under Settings.
    """

    _inherit = "ir.config_parameter"

    @api.model
    def _is_odoo_services_allowed(self):
        # A system setting that the code of every user obeys.
        return self.sudo().get_param(ODOO_SERVICES) == "True"
