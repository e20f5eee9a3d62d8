from odoo import fields, models


class CrmLifecycleMove(models.TransientModel):
    _name = "crm.lifecycle.move"
    _description = "Change the Lifecycle Stage"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    stage_id = fields.Many2one("crm.lifecycle.stage", required=True)
    note = fields.Char(string="Reason", required=True)

    def action_move(self):
        """Move the customer; the reason stays in his history."""
        self.ensure_one()
        customer = self.partner_id.commercial_partner_id
        moved = customer._with_lifecycle_reason("manual", self.note)
        moved.write({"lifecycle_stage_id": self.stage_id.id})
        return {"type": "ir.actions.client", "tag": "soft_reload"}
