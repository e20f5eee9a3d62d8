from odoo import api, fields, models


class SaleOrderEstimateCoefficient(models.TransientModel):
    """An added coefficient of an estimate, at the value that was agreed."""

    _name = "sale.order.estimate.coefficient"
    _description = "Added Coefficient of an Estimate"

    estimate_id = fields.Many2one("sale.order.estimate", ondelete="cascade")
    coefficient_id = fields.Many2one(
        "crm.fee.coefficient", required=True, ondelete="cascade"
    )
    value = fields.Float(
        digits=(6, 3), compute="_compute_value", store=True, readonly=False
    )
    is_fixed = fields.Boolean(compute="_compute_is_fixed")

    @api.depends("coefficient_id")
    def _compute_value(self):
        for line in self:
            line.value = line.coefficient_id.value

    @api.depends("coefficient_id")
    def _compute_is_fixed(self):
        for line in self:
            coefficient = line.coefficient_id
            bounds = coefficient and coefficient._get_bounds()
            line.is_fixed = not bounds or bounds[0] == bounds[1]
