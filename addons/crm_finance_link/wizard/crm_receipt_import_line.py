from odoo import fields, models

OUTCOMES = [
    ("new", "Will Be Booked"),
    ("done", "Booked"),
    ("same", "Known Already"),
    ("failed", "Refused"),
]


class CrmReceiptImportLine(models.TransientModel):
    _name = "crm.receipt.import.line"
    _description = "Imported Receipt"
    _order = "line, id"

    import_id = fields.Many2one(
        "crm.receipt.import", required=True, index=True, ondelete="cascade"
    )
    line = fields.Integer(string="Line of the File")
    number = fields.Char(string="Document Number")
    customer = fields.Char()
    amount = fields.Char()
    invoices = fields.Char()
    payment_id = fields.Many2one("account.payment", index="btree_not_null")
    outcome = fields.Selection(OUTCOMES)
    reason = fields.Char()
