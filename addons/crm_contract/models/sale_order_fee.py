from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """The design fee of a quotation is reckoned, and how is kept with it."""

    _inherit = "sale.order"

    estimate_ids = fields.One2many("crm.fee.estimate", "order_id", copy=False)
    estimate_count = fields.Integer(compute="_compute_estimate_count")

    def _compute_estimate_count(self):
        counts = dict(
            self.env["crm.fee.estimate"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.estimate_count = counts.get(order._origin, 0)

    def action_estimate_fee(self):
        """Open the estimator for this quotation."""
        self.ensure_one()
        self._check_estimable()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Estimate the Fee"),
            "res_model": "sale.order.estimate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_view_estimates(self):
        """Open how the fee was reckoned: the last time, or all times."""
        self.ensure_one()
        domain = [("order_id", "=", self.id)]
        estimates = self.env["crm.fee.estimate"].search(domain)
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Fee Estimates"),
            "res_model": "crm.fee.estimate",
            "domain": domain,
            "view_mode": "list,form",
        }
        if len(estimates) == 1:
            action.update(view_mode="form", res_id=estimates.id)
        return action

    def _check_estimable(self):
        """Raise unless the lines of this quotation may still be filled."""
        self.ensure_one()
        self.check_access("write")
        if self.state in ("draft", "sent") and not self.locked:
            return
        raise UserError(
            self.env._(
                "%(order)s is no open quotation any more, so its fee is not estimated. "
                "Make a new revision or a new quotation.",
                order=self.name,
            )
        )

    def _prepare_estimated_line_vals(self, product, price, quantity=1.0, note=""):
        """Return the values of a line at exactly this price.

        :param note: what is said under the product's name
        """
        self.ensure_one()
        product = product.with_context(lang=self.partner_id.lang)
        name = product.get_product_multiline_description_sale()
        return {
            "product_id": product.id,
            "name": f"{name}\n{note}" if note else name,
            "product_uom_qty": quantity,
            "product_uom_id": product.uom_id.id,
            "price_unit": price,
            # Unlike the price: it was entered, no pricelist takes it back.
            "technical_price_unit": 0.0,
            "discount": 0.0,
        }
