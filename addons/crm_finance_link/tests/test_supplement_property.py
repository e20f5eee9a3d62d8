from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_supplement import SupplementPlanCommon

ACTS = ("add", "reduce", "draft", "cancel", "terminate", "invoice", "pay", "credit")
ACTS += ("trigger", "suspend", "resume")
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
            savepoint.rollback()
            self.env.invalidate_all()

    def test_the_plans_always_are_the_orders_and_the_supplements(self):
        self.done = Counter()
        self._run_examples()
        # None of it was refused each time.
        self.assertGreaterEqual(self.done.keys(), {"add", "reduce", "terminate"})
        self.assertGreaterEqual(self.done.keys(), {"invoice", "suspend", "trigger"})

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
        untouched = self._invoices("posted").filtered(
            lambda move: move.amount_residual == move.amount_total
        )
        if invoice := self._pick(untouched, number):
            self.reverse(invoice)

    def _suspend(self, _amount, _number):
        self.contract._change_state("suspend", "Chance")

    def _resume(self, _amount, _number):
        self.contract._change_state("resume", "Chance")
