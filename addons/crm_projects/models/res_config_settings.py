from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    included_rounds = fields.Integer(
        related="company_id.included_rounds", readonly=False
    )
    on_time_target = fields.Float(related="company_id.on_time_target", readonly=False)
    risk_delay_amber = fields.Integer(
        related="company_id.risk_delay_amber", readonly=False
    )
    risk_delay_red = fields.Integer(related="company_id.risk_delay_red", readonly=False)
    risk_latest_amber = fields.Integer(
        related="company_id.risk_latest_amber", readonly=False
    )
    risk_latest_red = fields.Integer(
        related="company_id.risk_latest_red", readonly=False
    )
    risk_waiting_amber = fields.Integer(
        related="company_id.risk_waiting_amber", readonly=False
    )
    risk_waiting_red = fields.Integer(
        related="company_id.risk_waiting_red", readonly=False
    )
    risk_behind_amber = fields.Float(
        related="company_id.risk_behind_amber", readonly=False
    )
    risk_behind_red = fields.Float(related="company_id.risk_behind_red", readonly=False)
    risk_overspent_amber = fields.Float(
        related="company_id.risk_overspent_amber", readonly=False
    )
    risk_overspent_red = fields.Float(
        related="company_id.risk_overspent_red", readonly=False
    )
