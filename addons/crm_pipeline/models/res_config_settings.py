from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    follow_up_copy_days = fields.Integer(
        related="company_id.follow_up_copy_days", readonly=False
    )
