from odoo import api, fields, models


class SaleOrder(models.Model):
    """How much of the price was given away: for conditions of approval flows."""

    _inherit = "sale.order"

    highest_discount = fields.Float(
        string="Highest Discount (%)",
        digits="Discount",
        compute="_compute_highest_discount",
        store=True,
        help="The largest discount of its lines, for the condition of a flow.",
    )
    discount_amount = fields.Monetary(
        string="Discounts",
        compute="_compute_highest_discount",
        store=True,
        help="What all discounts of its lines come to, before taxes.",
    )

    @api.depends(
        "order_line.discount",
        "order_line.price_unit",
        "order_line.product_uom_qty",
        "order_line.display_type",
    )
    def _compute_highest_discount(self):
        for order in self:
            lines = order.order_line.filtered(
                lambda line: line.discount > 0 and not line.display_type
            )
            order.highest_discount = max(lines.mapped("discount"), default=0)
            order.discount_amount = sum(
                line.price_unit * line.product_uom_qty * line.discount / 100
                for line in lines
            )
