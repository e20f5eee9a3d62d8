from odoo import fields, models


class CrmFeeStageSplitLine(models.Model):
    """A stage of a design and its part of the fee."""

    _name = "crm.fee.stage.split.line"
    _description = "Stage of a Split"
    _order = "sequence, id"

    split_id = fields.Many2one(
        "crm.fee.stage.split", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Stage",
        required=True,
        ondelete="restrict",
        domain="[('sale_ok', '=', True), ('type', '=', 'service')]",
    )
    percent = fields.Float(string="%", digits=(6, 3), required=True)

    _percent_positive = models.Constraint(
        "CHECK(percent > 0 AND percent <= 100)",
        "The part of a stage is more than 0 and at most 100 %.",
    )
    _stage_unique = models.Constraint(
        "UNIQUE(split_id, product_id)", "The split has this stage already."
    )
