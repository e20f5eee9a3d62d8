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

    # -- staying true to a signed contract ---------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_contract_open()
        return lines

    def write(self, vals):
        counted = {*self._approval_counted_fields(), "order_id"}
        if counted.isdisjoint(vals):
            return super().write(vals)
        self._check_contract_open()
        result = super().write(vals)
        self._check_contract_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_open_contracts(self):
        self._check_contract_open()

    def _check_contract_open(self):
        """Raise for lines that count in a signed contract."""
        # Invoicing a down payment adds lines without a quantity: they count nothing.
        counting = self.filtered(
            lambda line: (
                not (
                    line.display_type
                    or (line.is_downpayment and not line.product_uom_qty)
                )
            )
        )
        counting.order_id._check_contract_open()

    # -- what is approved --------------------------------------------------------------

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
