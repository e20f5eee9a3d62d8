from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    release_hold_days = fields.Integer(
        related="company_id.release_hold_days", readonly=False
    )
