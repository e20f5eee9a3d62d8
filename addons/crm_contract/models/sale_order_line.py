from odoo import api, models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "crm.approval.line.mixin"]

    @api.model
    def _approval_document_field(self):
        return "order_id"

    @api.model
    def _approval_counted_fields(self):
        return frozenset(
            {
                "product_id",
                "name",
                "product_uom_qty",
                "product_uom_id",
                "price_unit",
                "discount",
                "tax_ids",
                "display_type",
            }
        )

    def _approval_content(self):
        """Return what counts of this line, as plain JSON values."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "name": self.name,
            "product_uom_qty": self.product_uom_qty,
            "product_uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "tax_ids": sorted(self.tax_ids.ids),
        }
