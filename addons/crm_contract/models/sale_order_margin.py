from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools import planned_margin

MANAGER = "sales_team.group_sale_manager"
PLANNED_FIELDS = frozenset(
    {"planned_cost", "planned_margin", "planned_margin_percent", "has_unknown_cost"}
)


class SaleOrder(models.Model):
    """What a quotation leaves after its planned cost: for conditions of flows.

    It is no part of the content that is approved, which its requester reads: prices
    and quantities are, and what they cost us is not his business.
    """

    _inherit = "sale.order"

    planned_cost = fields.Monetary(
        compute="_compute_planned_margin", store=True, groups=MANAGER
    )
    planned_margin = fields.Monetary(
        compute="_compute_planned_margin", store=True, groups=MANAGER
    )
    planned_margin_percent = fields.Float(
        string="Planned Margin (%)",
        digits=(6, 1),
        compute="_compute_planned_margin",
        store=True,
        aggregator=None,
        groups=MANAGER,
        help="Before taxes, for the condition of a flow. Where the cost of a line is "
        "unknown it is the most that can be left.",
    )
    has_unknown_cost = fields.Boolean(
        string="Cost Unknown",
        compute="_compute_planned_margin",
        store=True,
        groups=MANAGER,
    )

    @api.depends(
        "amount_untaxed", "order_line.planned_cost", "order_line.has_unknown_cost"
    )
    def _compute_planned_margin(self):
        for order in self:
            costs = [
                None if line.has_unknown_cost else line.planned_cost
                for line in order.order_line
            ]
            left = planned_margin.margin(order.amount_untaxed, costs)
            order.planned_cost = left.cost
            order.planned_margin = left.amount
            order.planned_margin_percent = left.percent
            order.has_unknown_cost = not left.is_complete

    def action_refresh_planned_costs(self):
        """Take the planned costs of today, in quotations that are still open."""
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Planned costs are for sales managers. Ask one of them.")
            )
        self.check_access("write")
        self.sudo()._refresh_planned_costs()  # what code alone writes
        return True

    def _refresh_planned_costs(self):
        """Take the planned costs of today; ``self`` is superuser here."""
        orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        for records in (orders.order_line, orders):
            for name in PLANNED_FIELDS & records._fields.keys():
                self.env.add_to_compute(records._fields[name], records)

    def _approval_submit(self, chosen=None):
        # It is decided on what the company plans now, whoever asks.
        self.sudo()._refresh_planned_costs()
        return super()._approval_submit(chosen)

    def _approval_summary(self):
        return super()._approval_summary() + [
            {"label": label, "value": value, "is_confidential": True}
            for label, value in self._planned_margin_rows()
        ]

    def _planned_margin_rows(self):
        """Return what an approver is shown of the cost, and nobody else."""
        order_sudo = self.sudo()  # an approver need not be a sales manager
        unknown = order_sudo.order_line.filtered("has_unknown_cost")
        counted = order_sudo.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        rows = []
        if counted - unknown:
            money = self.currency_id.format
            percent = order_sudo.planned_margin_percent
            value = f"{money(order_sudo.planned_margin)} ({percent:.1f} %)"
            if unknown:
                value = self.env._("at most %(margin)s", margin=value)
            rows = [
                (self.env._("Planned Cost"), money(order_sudo.planned_cost)),
                (self.env._("Planned Margin"), value),
            ]
        if unknown:
            names = [line.product_id.name or line.name for line in unknown]
            rows.append((self.env._("Cost Unknown"), ", ".join(names)))
        return rows
