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
    lead_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Leads"
    )
    lead_large_amount = fields.Monetary(
        related="company_id.lead_large_amount",
        readonly=False,
        currency_field="lead_currency_id",
    )
    lead_large_area = fields.Float(related="company_id.lead_large_area", readonly=False)
    lead_key_amount = fields.Monetary(
        related="company_id.lead_key_amount",
        readonly=False,
        currency_field="lead_currency_id",
    )
    lead_key_area = fields.Float(related="company_id.lead_key_area", readonly=False)
