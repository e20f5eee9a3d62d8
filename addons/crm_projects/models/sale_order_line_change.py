from odoo import models


class SaleOrderLine(models.Model):
    """A line that a change order brought."""

    _inherit = "sale.order.line"

    def _is_as_accepted(self, change):
        """Whether this line says what the client accepted in ``change``."""
        self.ensure_one()
        currency = self.currency_id
        return (
            change._is_approved_inside()
            and self.product_uom_qty == 1
            and not self.discount
            and self.tax_ids == change.tax_ids
            and currency.compare_amounts(self.price_unit, change.price) == 0
        )
