from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_supplement import SupplementPlanCommon

ACTS = ("add", "reduce", "draft", "cancel", "terminate", "invoice", "pay", "credit")
ACTS += ("trigger", "suspend", "resume", "accept", "withdraw", "refund", "night")
steps = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(min_value=1, max_value=90_000),  # cents
        st.integers(min_value=0, max_value=7),
    ),
    min_size=3,
    max_size=9,
)


@tagged("post_install", "-at_install")
class TestSupplementProperty(SupplementPlanCommon):
    """Whatever people do in whatever order: plans = orders + supplements."""

    # Each step goes through approval, accounting and plan, so a few will have to do;
    # they are the same in each run.
    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(plan=steps)
    def _run_examples(self, plan):
        with self.env.cr.savepoint() as savepoint:
            self.contract = self.make_contract([(3, 333.37, 0)])
            for act, cents, number in plan:
                self._try(act, cents / 100, number)
                self.env.invalidate_all()
                self.assertPlanned(self.contract)
                self._assert_covered()
                self._assert_as_in_accounting()
            savepoint.rollback()
            self.env.invalidate_all()

    def test_the_plans_always_are_the_orders_and_the_supplements(self):
        self.done = Counter()
        self._run_examples()
        # None of it was refused each time.
        self.assertGreaterEqual(self.done.keys(), {"add", "reduce", "terminate"})
        self.assertGreaterEqual(self.done.keys(), {"invoice", "suspend", "trigger"})
        self.assertGreaterEqual(self.done.keys(), {"accept", "pay", "credit"})

    def _try(self, act, amount, number):
        """Do one thing; what is refused changes nothing."""
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_{act}")(amount, number)
            self.done[act] += 1
        except UserError:
            self.env.invalidate_all()

    def _assert_covered(self):
        """Never is more invoiced than agreed, nor less than nothing planned."""
        contract = self.contract
        invoiced = contract.sudo()._get_invoiced_amount()
        self.assertLessEqual(round(invoiced - contract.amount_with_supplements, 2), 0)
        for line in (contract | contract.supplement_ids).plan_line_ids:
            self.assertGreaterEqual(line.amount, 0)

    def _assert_as_in_accounting(self):
        """Amounts are those of the documents, and no state says otherwise.

        Read from what the documents come to and what of them is open, not from the
        reconciliations that the amounts are reckoned from.
        """
        for line in self._lines():
            claimed = still_open = 0.0
            for move in line.invoice_ids.filtered(lambda m: m.state == "posted"):
                sign = -1 if move.move_type == "out_refund" else 1
                claimed += sign * move.amount_total
                still_open += sign * move.amount_residual
            received = round(claimed - still_open, 2)
            self.assertEqual(round(line.amount_invoiced, 2), round(claimed, 2))
            self.assertEqual(round(line.amount_received, 2), received)
            self.assertEqual(
                line.state == "paid", received >= round(line.amount, 2) > 0
            )
            if line.state in ("waiting", "due", "void", "suspended"):
                self.assertLessEqual(max(received, claimed), 0, line.state)
            self.assertEqual(line.state == "waiting" and line.triggered_date, False)

    def _pick(self, records, number):
        return records[number % len(records)] if records else records

    def _lines(self):
        return (self.contract | self.contract.supplement_ids).plan_line_ids

    def _invoices(self, state):
        return self._lines().invoice_ids.filtered(
            lambda move: move.state == state and move.move_type == "out_invoice"
        )

    # -- what people do ------------------------------------------------------------

    def _add(self, amount, _number):
        self.make_supplement(self.contract, amount)

    def _reduce(self, amount, _number):
        self.make_supplement(self.contract, -amount)

    def _draft(self, amount, _number):
        self.make_supplement(self.contract, amount, sign=False)

    def _cancel(self, _amount, number):
        drafts = self.contract.supplement_ids.filtered(lambda s: s.state == "draft")
        self._pick(drafts, number).unlink()

    def _terminate(self, _amount, number):
        signed = self.contract.supplement_ids.filtered(
            lambda s: s.state in ("signed", "running")
        )
        if one := self._pick(signed, number):
            one._change_state("terminate", "Chance")

    def _trigger(self, _amount, number):
        self._pick(self._lines(), number)._trigger()

    def _invoice(self, _amount, number):
        if draft := self._pick(self._invoices("draft"), number):
            self.post(draft)

    def _pay(self, amount, number):
        open_ones = self._invoices("posted").filtered("amount_residual")
        if invoice := self._pick(open_ones, number):
            self.pay(invoice, min(amount, invoice.amount_residual))

    def _credit(self, _amount, number):
        posted = self._invoices("posted").filtered(lambda m: not m.reversal_move_ids)
        if invoice := self._pick(posted, number):
            self.reverse(invoice)

    def _refund(self, amount, number):
        credits = self._lines().invoice_ids.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type == "out_refund"
                and move.amount_residual
            )
        )
        if credit := self._pick(credits, number):
            self.pay(credit, min(amount, credit.amount_residual))

    def _accept(self, _amount, number):
        line = self._pick(
            self._lines().filtered(lambda x: x.state == "waiting"), number
        )
        line.write({"trigger": "acceptance"})
        self.contract._record_acceptance("accepted", self.today, 12)

    def _withdraw(self, _amount, _number):
        self.contract._record_acceptance("withdrawn", self.today, 12, "Chance")

    def _night(self, _amount, _number):
        lines = self.env["crm.payment.plan.line"]
        self.assertFalse(lines._mend_amounts())
        self.assertFalse(lines._sweep_states(self.today))

    def _suspend(self, _amount, _number):
        self.contract._change_state("suspend", "Chance")

    def _resume(self, _amount, _number):
        self.contract._change_state("resume", "Chance")
