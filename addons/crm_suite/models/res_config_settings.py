from odoo import fields, models

from .ir_config_parameter import ODOO_SERVICES


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    is_odoo_services_allowed = fields.Boolean(
        string="Services of Odoo's Makers Abroad", config_parameter=ODOO_SERVICES
    )
