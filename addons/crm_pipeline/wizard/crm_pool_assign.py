from odoo import fields, models


class CrmPoolAssign(models.TransientModel):
    _name = "crm.pool.assign"
    _description = "Assign from a Public Pool"

    record_ids = fields.Many2many("crm.pool.record", string="Records", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        domain="[('share', '=', False)]",
    )
    note = fields.Char(string="Remark", help="Kept in the history of owners.")

    def action_assign(self):
        """Give the records to the person chosen."""
        self.ensure_one()
        for model, rows in self.record_ids.grouped("res_model").items():
            documents = self.env[model].browse(rows.mapped("res_id"))
            documents._assign_from_pool(self.user_id, self.note or "")
        return {"type": "ir.actions.client", "tag": "soft_reload"}
