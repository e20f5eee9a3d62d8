from odoo import fields, models

OUTCOMES = [
    ("issued", "Issued"),
    ("same", "Known Already"),
    ("failed", "Not Taken Over"),
]


class CrmFapiaoResultLine(models.TransientModel):
    _name = "crm.fapiao.result.line"
    _description = "Imported Fapiao Number"
    _order = "line"

    result_id = fields.Many2one(
        "crm.fapiao.result", required=True, index=True, ondelete="cascade"
    )
    line = fields.Integer(string="Line of the File")
    application = fields.Char()
    fapiao_id = fields.Many2one("crm.fapiao", index="btree_not_null")
    number = fields.Char(string="Fapiao Number")
    outcome = fields.Selection(OUTCOMES)
    reason = fields.Char()
