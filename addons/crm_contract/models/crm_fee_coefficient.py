from odoo import api, fields, models


class CrmFeeCoefficient(models.Model):
    """A factor of the fee: of the trade, of the complexity, or an added one."""

    _name = "crm.fee.coefficient"
    _description = "Fee Coefficient"
    _order = "kind desc, sequence, id"

    table_id = fields.Many2one(
        "crm.fee.table", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("profession", "Profession"),
            ("complexity", "Complexity"),
            ("added", "Added Coefficient"),
        ],
        required=True,
        default="added",
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    value = fields.Float(digits=(6, 3), required=True, default=1)
    value_min = fields.Float(
        string="From", digits=(6, 3), help="Empty: the value is fixed."
    )
    value_max = fields.Float(
        string="Up to", digits=(6, 3), help="Empty: the value is fixed."
    )
    design_type_ids = fields.Many2many(
        "crm.design.type", help="Offered for these designs only. Empty: for all."
    )
    is_default = fields.Boolean(
        string="Proposed", help="Taken at once for a design of these types."
    )

    _value_positive = models.Constraint(
        "CHECK(value > 0 AND value_min >= 0 AND value_max >= 0)",
        "A coefficient is more than zero.",
    )
    _bounds_hold = models.Constraint(
        "CHECK((value_min = 0 OR value_min <= value)"
        " AND (value_max = 0 OR value <= value_max))",
        "The value of a coefficient lies within its bounds.",
    )

    @api.depends("name", "value", "value_min", "value_max")
    def _compute_display_name(self):
        for coefficient in self:
            low, high = coefficient._get_bounds()
            span = f"{low:g}" if low == high else f"{low:g}–{high:g}"
            coefficient.display_name = f"{coefficient.name or ''} ({span})"

    def _get_bounds(self):
        """Return the lowest and the highest value it may take."""
        self.ensure_one()
        return self.value_min or self.value, self.value_max or self.value

    def _suits(self, design_type):
        """Return those of ``self`` that are offered for ``design_type``."""
        return self.filtered(
            lambda one: not one.design_type_ids or design_type in one.design_type_ids
        )
