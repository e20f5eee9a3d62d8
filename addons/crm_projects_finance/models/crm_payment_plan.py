from odoo import api, models
from odoo.fields import Command

from .crm_payment_plan_line import POINTING_FIELDS


class CrmPaymentPlan(models.Model):
    """A plan that is saved with its lines asks the project once all are saved."""

    _inherit = "crm.payment.plan"

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans.line_ids._follow_pointed()
        return plans

    def write(self, vals):
        before = self.line_ids
        result = super().write(vals)
        pointed = {
            command[1]
            for command in vals.get("line_ids") or []
            if command[0] == Command.UPDATE and POINTING_FIELDS & command[2].keys()
        }
        lines = self.line_ids
        (lines - before | lines.filtered(lambda x: x.id in pointed))._follow_pointed()
        return result
