from odoo import api, fields, models

from .res_company_targets import RISK_FIELDS


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

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._save_limits(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._save_limits(vals))

    def _save_limits(self, vals):
        """Write the limits of risk together, and return the rest of ``vals``.

        Odoo writes each related field by itself, and one half of a pair would be judged
        beside the old other half.
        """
        company = self.env["res.company"].browse(vals.get("company_id"))
        company = company or self[:1].company_id or self.env.company
        changed = {
            name: vals[name]
            for name in RISK_FIELDS
            if name in vals and vals[name] != company[name]
        }
        if changed:
            company.write(changed)
        return {name: vals[name] for name in vals if name not in RISK_FIELDS}
