from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    response_hours = fields.Float(related="company_id.response_hours", readonly=False)
    waiting_days = fields.Integer(related="company_id.waiting_days", readonly=False)
