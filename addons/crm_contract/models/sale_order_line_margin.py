from odoo import api, fields, models

MANAGER = "sales_team.group_sale_manager"


class SaleOrderLine(models.Model):
    """The planned cost of a line: for managers and approvers alone.

    It is taken over when the line is made or changed, and anew when the approval is
    asked for; what the company plans later does not change what was decided.
    """

    _inherit = "sale.order.line"

    # Written by the estimator as superuser: who sells does not choose the cost.
    fee_stage_id = fields.Many2one(
        "crm.fee.stage.split.line",
        string="Stage of the Fee Table",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        groups=MANAGER,
    )
    standard_fee = fields.Monetary(
        string="Fee by the Table",
        copy=False,
        groups=MANAGER,
        help="Of this stage, before any float or discount.",
    )
    planned_cost = fields.Monetary(
        compute="_compute_planned_cost", store=True, groups=MANAGER
    )
    has_unknown_cost = fields.Boolean(
        string="Cost Unknown",
        compute="_compute_planned_cost",
        store=True,
        groups=MANAGER,
    )

    @api.depends(
        "fee_stage_id",
        "standard_fee",
        "product_id",
        "product_uom_qty",
        "product_uom_id",
        "display_type",
        "is_downpayment",
    )
    def _compute_planned_cost(self):
        for line in self:
            cost = line._get_planned_cost()
            line.planned_cost = cost or 0.0
            line.has_unknown_cost = cost is None

    def _get_planned_cost(self):
        """Return what this line is planned to cost; None where nobody has said it."""
        self.ensure_one()
        if self.display_type or self.is_downpayment or not self.product_uom_qty:
            return 0.0
        if self.fee_stage_id and self.standard_fee:
            percent = self.fee_stage_id.planned_cost_percent
            cost = self.standard_fee * percent / 100 * self.product_uom_qty
            return cost if percent else None
        company = self.company_id or self.env.company
        product = self.product_id.with_company(company)
        unit_cost = product.planned_unit_cost or product.standard_price
        if not unit_cost:
            return None
        uom = product.uom_id
        quantity = self.product_uom_id._compute_quantity(
            self.product_uom_qty, uom, round=False
        )
        currency = self.currency_id or company.currency_id
        date = self.order_id.date_order or fields.Date.context_today(self)
        return company.currency_id._convert(
            unit_cost * quantity, currency, company, date
        )

    def copy_data(self, default=None):
        """Keep where the fee came from when code makes a revision."""
        vals_list = super().copy_data(default)
        if not self.env.su:
            return vals_list
        return [
            {
                **vals,
                "fee_stage_id": line.fee_stage_id.id,
                "standard_fee": line.standard_fee,
            }
            for line, vals in zip(self, vals_list, strict=True)
        ]
