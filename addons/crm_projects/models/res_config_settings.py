from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    included_rounds = fields.Integer(
        related="company_id.included_rounds", readonly=False
    )
