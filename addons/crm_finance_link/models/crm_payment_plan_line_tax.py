from odoo import api, fields, models


class CrmPaymentPlanLine(models.Model):
    """What of an instalment is tax: its amount is what the client pays in all."""

    _inherit = "crm.payment.plan.line"

    amount_tax = fields.Monetary(
        string="Tax",
        compute="_compute_amount_tax",
        compute_sudo=True,  # sales reads no invoices
        help="The tax within the amount: as its invoice says, and before there is one "
        "the tax of the contract in proportion.",
    )
    amount_untaxed = fields.Monetary(
        string="Without Tax", compute="_compute_amount_tax", compute_sudo=True
    )

    @api.depends(
        "amount",
        "contract_id.amount_tax",
        "contract_id.amount_total",
        "invoice_ids.amount_tax",
        "invoice_ids.amount_total",
        "invoice_ids.state",
    )
    def _compute_amount_tax(self):
        for line in self:
            invoiced, tax = line._get_invoiced_tax()
            if line.currency_id.compare_amounts(invoiced, line.amount):
                total = line.contract_id.amount_total
                part = line.amount / total if total else 0.0
                tax = line.currency_id.round(part * line.contract_id.amount_tax)
            line.amount_tax = tax
            line.amount_untaxed = line.amount - tax

    def _get_invoiced_tax(self):
        """Return what its invoices, drafts too, come to and their tax."""
        invoiced = tax = 0.0
        for move in self.invoice_ids:
            if move.state != "cancel" and move.currency_id == self.currency_id:
                sign = -1 if move.move_type == "out_refund" else 1
                invoiced += sign * move.amount_total
                tax += sign * move.amount_tax
        return invoiced, tax
