from odoo import api, fields, models


class CrmPaymentPlanLine(models.Model):
    """Money that came for an instalment before its invoice."""

    _inherit = "crm.payment.plan.line"

    amount_prepaid = fields.Monetary(
        string="Paid in Advance",
        compute="_compute_amount_prepaid",
        help="What came in for this instalment and waits for its invoice.",
    )

    @api.depends("invoice_ids.payment_state")
    def _compute_amount_prepaid(self):
        prepaid = self._get_prepaid()
        for line in self:
            line.amount_prepaid = prepaid.get(line._origin.id, 0.0)

    def _get_prepaid(self):
        """Return {id: amount} of the open entries that name these instalments."""
        # Sales sees what came in for its instalments, and no entries.
        lines_sudo = self.env["account.move.line"].sudo()
        groups = lines_sudo._read_group(
            [
                ("prepaid_line_id", "in", self.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            ["prepaid_line_id"],
            ["amount_residual_currency:sum"],
        )
        return {line.id: -amount for line, amount in groups}
