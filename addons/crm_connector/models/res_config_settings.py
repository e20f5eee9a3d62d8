from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quiet_from = fields.Float(related="company_id.quiet_from", readonly=False)
    quiet_until = fields.Float(related="company_id.quiet_until", readonly=False)
    digest_hour = fields.Float(related="company_id.digest_hour", readonly=False)
    flood_count = fields.Integer(related="company_id.flood_count", readonly=False)
    flood_minutes = fields.Integer(related="company_id.flood_minutes", readonly=False)
