from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    channel_protection_days = fields.Integer(
        related="company_id.channel_protection_days", readonly=False
    )
    channel_limit = fields.Integer(related="company_id.channel_limit", readonly=False)
    channel_hourly_limit = fields.Integer(
        related="company_id.channel_hourly_limit", readonly=False
    )
    channel_daily_limit = fields.Integer(
        related="company_id.channel_daily_limit", readonly=False
    )
    channel_approves_without_conflict = fields.Boolean(
        related="company_id.channel_approves_without_conflict", readonly=False
    )
    lead_conflict_policy = fields.Selection(
        related="company_id.lead_conflict_policy", readonly=False, required=True
    )
