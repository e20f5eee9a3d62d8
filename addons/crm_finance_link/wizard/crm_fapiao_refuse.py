from odoo import fields, models


class CrmFapiaoRefuse(models.TransientModel):
    _name = "crm.fapiao.refuse"
    _description = "Send a Fapiao Application Back"

    fapiao_id = fields.Many2one("crm.fapiao", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Send the application back to whoever applied."""
        self.ensure_one()
        self.fapiao_id._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
