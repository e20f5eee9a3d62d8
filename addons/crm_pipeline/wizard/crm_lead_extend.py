from odoo import fields, models


class CrmLeadExtend(models.TransientModel):
    """Ask for reason and evidence before a protection is extended."""

    _name = "crm.lead.extend"
    _description = "Extend a Protection"

    lead_id = fields.Many2one("crm.lead", required=True)
    note = fields.Text(string="Reason", required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence")

    def action_extend(self):
        """Extend the protection, with the evidence kept at the lead."""
        self.ensure_one()
        self.attachment_ids.write(
            {"res_model": self.lead_id._name, "res_id": self.lead_id.id}
        )
        self.lead_id._extend_protection(self.note, self.attachment_ids)
        return True
