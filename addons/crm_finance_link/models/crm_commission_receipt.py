from collections import defaultdict
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal

from odoo import models

from .crm_commission_rule import exact

# Money comes in through these; what a general journal settles (bad debt, differences
# of exchange) is no money.
MONEY_JOURNALS = ("bank", "cash", "credit")


@dataclass(frozen=True)
class Receipt:
    """What one reconciliation brought for an instalment.

    ``claim`` is in the instalment's currency, ``money`` in the company's.
    """

    key: int
    date: Date
    invoice_id: int
    claim: Decimal
    money: Decimal


class CrmPaymentPlanLine(models.Model):
    """What accounting says came in for instalments, reconciliation by reconciliation.

    The same reading of accounting as ``_get_accounting_figures``; commission needs
    each receipt by itself, in the company's currency, and money alone.
    """

    _inherit = "crm.payment.plan.line"

    def _get_commission_receipts(self):
        """Return ``{line id: (receipts, cap)}``: the oldest first, and what counts."""
        posted = self.invoice_ids.filtered(lambda move: move.state == "posted")
        receipts, taken = defaultdict(list), defaultdict(Decimal)
        partials = self.env["account.partial.reconcile"].search(
            [
                "|",
                ("debit_move_id.move_id", "in", posted.ids),
                ("credit_move_id.move_id", "in", posted.ids),
            ],
            order="max_date, id",
        )
        for partial in partials:
            self._sort_partial(partial, posted, receipts, taken)
        credited = self._get_credited(posted)
        found = {}
        for line in self:
            claims = sum((r.claim for r in receipts[line.id]), Decimal(0))
            cap = claims - taken[line.id]
            if credited[line.id]:
                # Credit notes count from the day they are posted, paid out or not.
                cap = min(cap, exact(line.amount_invoiced))
            found[line.id] = (receipts[line.id], cap)
        return found

    def _sort_partial(self, partial, posted, receipts, taken):
        """Put one reconciliation where it belongs, in place; drafts claim nothing."""
        debit, credit = partial.debit_move_id, partial.credit_move_id
        line, other = debit.move_id.plan_line_id, credit.move_id.plan_line_id
        if line == other:
            return  # documents of one instalment settle each other
        is_money = credit.move_id.journal_id.type in MONEY_JOURNALS or other
        if line and is_money and debit.move_id in posted:
            claim = line._in_own_currency(
                partial.debit_amount_currency,
                partial.debit_currency_id,
                partial.max_date,
            )
            money = partial.amount if other else self._get_money(partial, credit)
            receipts[line.id].append(
                Receipt(
                    partial.id,
                    partial.max_date,
                    debit.move_id.id,
                    exact(claim),
                    exact(partial.company_id.currency_id.round(money)),
                )
            )
        if other and credit.move_id in posted:
            taken[other.id] += exact(
                other._in_own_currency(
                    partial.credit_amount_currency,
                    partial.credit_currency_id,
                    partial.max_date,
                )
            )

    def _get_money(self, partial, credit):
        """Return what really came in, in the company's currency.

        At the rate of the payment, and without what the payment wrote off.
        """
        amount = partial.amount
        if credit.amount_currency:
            rate = abs(credit.balance / credit.amount_currency)
            amount = partial.credit_amount_currency * rate
        payment = credit.move_id.origin_payment_id
        if not payment:
            return amount
        liquid, counterpart, written_off = payment._seek_for_lines()
        whole = abs(sum(counterpart.mapped("balance")))
        if not written_off or not whole:
            return amount
        return amount * min(1.0, abs(sum(liquid.mapped("balance"))) / whole)

    def _get_credited(self, posted):
        """Return ``{line id: whether something takes down what is invoiced}``."""
        found = defaultdict(bool)
        for move in posted.filtered(lambda move: move.move_type == "out_refund"):
            found[move.plan_line_id.id] = True
        foreign = self.env["account.partial.reconcile"].search(
            [
                ("debit_move_id.move_id", "in", posted.ids),
                ("credit_move_id.move_id.move_type", "=", "out_refund"),
                ("credit_move_id.move_id.plan_line_id", "=", False),
            ]
        )
        for partial in foreign:
            found[partial.debit_move_id.move_id.plan_line_id.id] = True
        return found
