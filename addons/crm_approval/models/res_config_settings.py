from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    working_calendar = fields.Selection(
        related="company_id.working_calendar", readonly=False
    )
    working_tz = fields.Selection(related="company_id.working_tz", readonly=False)
    working_from = fields.Float(related="company_id.working_from", readonly=False)
    working_to = fields.Float(related="company_id.working_to", readonly=False)
    break_from = fields.Float(related="company_id.break_from", readonly=False)
    break_to = fields.Float(related="company_id.break_to", readonly=False)
