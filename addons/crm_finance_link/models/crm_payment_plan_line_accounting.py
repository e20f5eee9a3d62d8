from collections import defaultdict

from odoo import api, models


class CrmPaymentPlanLine(models.Model):
    """What accounting says of an instalment: nothing of it is typed in."""

    _inherit = "crm.payment.plan.line"

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
        note that belongs to no instalment lowers what is invoiced instead.
        """
        figures = defaultdict(lambda: (0.0, 0.0))
        moves = self.invoice_ids.filtered("id")
        for move in moves.filtered(lambda m: m.state == "posted"):
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
            if line:
                amount = line._in_own_currency(
                    partial.debit_amount_currency,
                    partial.debit_currency_id,
                    partial.max_date,
                )
                invoiced, received = figures[line.id]
                if credit.move_id.move_type == "out_refund" and not other_line:
                    figures[line.id] = (invoiced - amount, received)
                else:
                    figures[line.id] = (invoiced, received + amount)
            if other_line:
                amount = other_line._in_own_currency(
                    partial.credit_amount_currency,
                    partial.credit_currency_id,
                    partial.max_date,
                )
                invoiced, received = figures[other_line.id]
                figures[other_line.id] = (invoiced, received - amount)

    def _in_own_currency(self, amount, currency, date):
        if currency == self.currency_id:
            return amount
        return currency._convert(amount, self.currency_id, self.company_id, date)
