from odoo import api, fields, models


class SaleOrder(models.Model):
    """A quotation that may not be confirmed says why, and offers no dead button."""

    _inherit = "sale.order"

    confirmation_obstacle = fields.Char(
        compute="_compute_confirmation_obstacle",
        groups="base.group_user",
        help="Why it may not be confirmed now: the sentence of the approval gate.",
    )

    @api.depends(
        "state",
        "opportunity_id",
        "approval_state",
        "amount_total",
        "highest_discount",
        "next_revision_ids",
    )
    @api.depends_context("lang")
    def _compute_confirmation_obstacle(self):
        for order in self:
            # Only what is saved has passed, or waits at, the gate.
            is_open = order._origin and order.state in ("draft", "sent")
            order.confirmation_obstacle = order._gate_message() if is_open else False
