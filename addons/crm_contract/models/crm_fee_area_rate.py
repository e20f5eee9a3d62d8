from odoo import api, fields, models
from odoo.tools import format_amount


class CrmFeeAreaRate(models.Model):
    """A price per m² for one kind of design at one grade."""

    _name = "crm.fee.area.rate"
    _description = "Design Price per m²"
    _order = "design_type_id, sequence, id"

    table_id = fields.Many2one(
        "crm.fee.table", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="table_id.currency_id")
    design_type_id = fields.Many2one("crm.design.type", required=True, index=True)
    name = fields.Char(string="Grade", required=True, translate=True)
    sequence = fields.Integer(default=10)
    price = fields.Monetary(string="Price per m²", required=True)
    price_min = fields.Monetary(string="From", help="Empty: the price is fixed.")
    price_max = fields.Monetary(string="Up to", help="Empty: the price is fixed.")

    _price_positive = models.Constraint(
        "CHECK(price > 0 AND price_min >= 0 AND price_max >= 0)",
        "A price per m² is more than zero.",
    )
    _bounds_hold = models.Constraint(
        "CHECK((price_min = 0 OR price_min <= price)"
        " AND (price_max = 0 OR price <= price_max))",
        "The price per m² lies within its bounds.",
    )

    @api.depends("name", "price", "design_type_id")
    def _compute_display_name(self):
        for rate in self:
            price = format_amount(self.env, rate.price, rate.currency_id)
            rate.display_name = f"{rate.design_type_id.name} · {rate.name}: {price}/m²"

    def _get_bounds(self):
        """Return the lowest and the highest price it may take."""
        self.ensure_one()
        return self.price_min or self.price, self.price_max or self.price
