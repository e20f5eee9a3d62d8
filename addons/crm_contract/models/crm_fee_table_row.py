from odoo import fields, models


class CrmFeeTableRow(models.Model):
    """A base fee by cost, both in the table's unit; between rows it is interpolated."""

    _name = "crm.fee.table.row"
    _description = "Base Fee"
    _order = "cost, id"
    _rec_name = "cost"

    table_id = fields.Many2one(
        "crm.fee.table", required=True, index=True, ondelete="cascade"
    )
    cost = fields.Float(digits=(16, 4), required=True)
    fee = fields.Float(string="Base Fee", digits=(16, 4), required=True)

    _positive = models.Constraint(
        "CHECK(cost > 0 AND fee > 0)", "Cost and base fee of a row are more than zero."
    )
    _cost_unique = models.Constraint(
        "UNIQUE(table_id, cost)", "The table has a row for this cost already."
    )
