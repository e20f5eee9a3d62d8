from collections import defaultdict

from odoo import api, fields, models


class CrmPaymentPlanLine(models.Model):
    """What accounting says of an instalment: nothing of it is typed in."""

    _inherit = "crm.payment.plan.line"

    has_live_invoice = fields.Boolean(
        compute="_compute_has_live_invoice",
        compute_sudo=True,
        help="Whether a draft or posted invoice claims it; sales reads no invoices.",
    )

    @api.depends("invoice_ids.state", "invoice_ids.move_type", "amount_invoiced")
    def _compute_has_live_invoice(self):
        for line in self:
            drafts = line.invoice_ids.filtered(
                lambda move: move.state == "draft" and move.move_type == "out_invoice"
            )
            line.has_live_invoice = bool(drafts) or line.amount_invoiced > 0

    @api.depends(
        "amount",
        "invoice_ids.amount_residual",
        "invoice_ids.amount_total",
        "invoice_ids.payment_state",
        "invoice_ids.state",
    )
    def _compute_from_accounting(self):
        figures = self._get_accounting_figures()
        for line in self:
            invoiced, received = figures[line._origin.id]
            line.amount_invoiced = line.currency_id.round(invoiced)
            line.amount_received = line.currency_id.round(received)
            line.amount_open = line.amount - line.amount_received

    def _get_accounting_figures(self):
        """Return {line id: (invoiced, received)} from posted and reconciled entries.

        Received is what was reconciled with anything but the instalment's own
        documents: payments, bank lines, or the credit of another instalment. A credit
        note that belongs to no instalment lowers what is invoiced instead. In another
        currency both count at the rate of the invoice, so that an invoice that is paid
        in full is an instalment that is paid in full, whatever the rate was that day.
        """
        figures = defaultdict(lambda: (0.0, 0.0))
        # One that is reset to draft keeps its reconciliations, and claims nothing.
        moves = self.invoice_ids.filtered(lambda m: m.id and m.state == "posted")
        for move in moves:
            sign = -1 if move.move_type == "out_refund" else 1
            amount = move.plan_line_id._in_own_currency(
                move.amount_total, move.currency_id, move.date
            )
            invoiced, received = figures[move.plan_line_id.id]
            figures[move.plan_line_id.id] = (invoiced + sign * amount, received)
        if moves:
            self._add_reconciled(figures, moves)
        return figures

    def _add_reconciled(self, figures, moves):
        """Add the reconciled amounts of ``moves`` to ``figures``, in place."""
        partials = self.env["account.partial.reconcile"].search(
            [
                "|",
                ("debit_move_id.move_id", "in", moves.ids),
                ("credit_move_id.move_id", "in", moves.ids),
            ]
        )
        for partial in partials:
            debit, credit = partial.debit_move_id, partial.credit_move_id
            line, other_line = debit.move_id.plan_line_id, credit.move_id.plan_line_id
            if line == other_line:
                continue
            if line and debit.move_id in moves:
                amount = line._in_own_currency(
                    partial.debit_amount_currency,
                    partial.debit_currency_id,
                    debit.move_id.date,
                )
                invoiced, received = figures[line.id]
                if credit.move_id.move_type == "out_refund" and not other_line:
                    figures[line.id] = (invoiced - amount, received)
                else:
                    figures[line.id] = (invoiced, received + amount)
            if other_line and credit.move_id in moves:
                amount = other_line._in_own_currency(
                    partial.credit_amount_currency,
                    partial.credit_currency_id,
                    credit.move_id.date,
                )
                invoiced, received = figures[other_line.id]
                figures[other_line.id] = (invoiced, received - amount)

    def _in_own_currency(self, amount, currency, date):
        if currency == self.currency_id:
            return amount
        return currency._convert(amount, self.currency_id, self.company_id, date)
