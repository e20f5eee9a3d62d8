from odoo import models


class AccountMove(models.Model):
    """A credit note takes commission back the day it is posted, paid out or not."""

    _inherit = "account.move"

    def write(self, vals):
        if not {"state", "plan_line_id"} & vals.keys():
            return super().write(vals)
        lines = self.sudo().plan_line_id  # whoever posts need not read plans
        result = super().write(vals)
        self.env["crm.commission.booking"]._book(lines | self.sudo().plan_line_id)
        return result
