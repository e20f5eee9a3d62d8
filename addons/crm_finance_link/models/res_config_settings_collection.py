from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    is_dunning_active = fields.Boolean(
        related="company_id.is_dunning_active", readonly=False
    )
    collector_id = fields.Many2one(related="company_id.collector_id", readonly=False)
    suspend_notice_days = fields.Integer(
        related="company_id.suspend_notice_days", readonly=False
    )
    bad_debt_months = fields.Integer(
        related="company_id.bad_debt_months", readonly=False
    )
