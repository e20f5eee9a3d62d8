"""Whatever people do with a contract's money in whatever order, as a test."""

from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError

from .test_supplement import SupplementPlanCommon


class PlanMachine(SupplementPlanCommon):
    """Acts of people in a random order, and what is true after each of them.

    Each act is a method ``_<act>(amount, number)`` that returns what it acted on. The
    contract is made once; an example works on it within a savepoint.
    """

    # What others need to have been done before is there more often.
    acts = ("add", "reduce", "draft", "cancel", "terminate", "suspend", "resume")
    acts += ("trigger", "accept", "withdraw", "night")
    acts += ("invoice", "pay") * 3
    acts += ("overpay", "pay_all", "credit", "refund")
    acts += ("unreconcile", "reset_invoice", "cancel_invoice", "cancel_payment")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.make_machine_contract()
        cls.done = Counter()

    @classmethod
    def make_machine_contract(cls):
        return cls.make_contract([(3, 333.37, 0)])

    # Each act goes through approval, accounting and plan, so few examples with all of
    # the acts will have to do; they are the same in each run.
    @settings(
        max_examples=2,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),  # a shorter example would take minutes to find
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def run_examples(self, data):
        with self.env.cr.savepoint() as savepoint:
            for act in data.draw(st.permutations(self.acts)):
                cents = data.draw(st.integers(min_value=1, max_value=90_000))
                number = data.draw(st.integers(min_value=0, max_value=7))
                self._try(act, cents / 100, number)
                self.env.invalidate_all()
                self.assert_all_true()
            savepoint.rollback()
            self.env.invalidate_all()

    def assert_all_true(self):
        self.assertPlanned(self.contract)
        self._assert_covered()
        self._assert_as_in_accounting()

    def _try(self, act, amount, number):
        """Do one thing; what is refused changes nothing."""
        try:
            with self.env.cr.savepoint():
                self.done[act] += bool(getattr(self, f"_{act}")(amount, number))
        except UserError:
            self.env.invalidate_all()

    def _assert_covered(self):
        """Never is more invoiced than agreed, nor less than nothing planned."""
        contract = self.contract
        invoiced = contract.sudo()._get_invoiced_amount()
        self.assertLessEqual(round(invoiced - contract.amount_with_supplements, 2), 0)
        for line in self._lines():
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
            # Its documents settle each other, even while one is set back to draft.
            still_open += self._get_settled_by_drafts(line)
            received = round(claimed - still_open, 2)
            self.assertEqual(round(line.amount_invoiced, 2), round(claimed, 2))
            self.assertEqual(round(line.amount_received, 2), received)
            self.assertEqual(
                line.state == "paid", received >= round(line.amount, 2) > 0
            )
            if line.state in ("waiting", "due", "void", "suspended"):
                self.assertLessEqual(max(received, claimed), 0, line.state)
            self.assertEqual(line.state == "waiting" and line.triggered_date, False)

    def _get_settled_by_drafts(self, line):
        """Return what of posted documents is settled by a draft of the instalment."""
        items = line.invoice_ids.filtered(lambda move: move.state == "draft").line_ids
        notes = items.matched_credit_ids.filtered(
            lambda one: one.credit_move_id.move_id in line.invoice_ids
        )
        invoices = items.matched_debit_ids.filtered(
            lambda one: one.debit_move_id.move_id in line.invoice_ids
        )
        return sum(invoices.mapped("amount")) - sum(notes.mapped("amount"))

    def _pick(self, records, number):
        return records[number % len(records)] if records else records

    def _lines(self):
        return (self.contract | self.contract.supplement_ids).plan_line_ids

    def _invoices(self, state, move_type="out_invoice"):
        return self._lines().invoice_ids.filtered(
            lambda move: move.state == state and move.move_type == move_type
        )

    # -- contract and supplements ------------------------------------------------------

    def _add(self, amount, _number):
        return self.make_supplement(self.contract, amount)

    def _reduce(self, amount, _number):
        return self.make_supplement(self.contract, -amount)

    def _draft(self, amount, _number):
        return self.make_supplement(self.contract, amount, sign=False)

    def _cancel(self, _amount, number):
        drafts = self.contract.supplement_ids.filtered(lambda s: s.state == "draft")
        return self._pick(drafts, number).unlink() and drafts

    def _terminate(self, _amount, number):
        signed = self.contract.supplement_ids.filtered(
            lambda s: s.state in ("signed", "running")
        )
        if one := self._pick(signed, number):
            one._change_state("terminate", "Chance")
        return one

    def _suspend(self, _amount, _number):
        self.contract._change_state("suspend", "Chance")
        return True

    def _resume(self, _amount, _number):
        self.contract._change_state("resume", "Chance")
        return True

    def _trigger(self, _amount, number):
        waiting = self._lines().filtered(lambda line: not line.triggered_date)
        line = self._pick(waiting, number)
        line._trigger()
        return line

    def _accept(self, _amount, number):
        waiting = self._lines().filtered(lambda line: line.state == "waiting")
        line = self._pick(waiting, number)
        line.write({"trigger": "acceptance"})
        self.contract._record_acceptance("accepted", self.today, 12)
        return line

    def _withdraw(self, _amount, _number):
        self.contract._record_acceptance("withdrawn", self.today, 12, "Chance")
        return True

    def _night(self, _amount, _number):
        lines = self.env["crm.payment.plan.line"]
        self.assertFalse(lines._mend_amounts())
        self.assertFalse(lines._sweep_states(self.today))
        return True

    # -- accounting, as finance does it ------------------------------------------------

    def _invoice(self, _amount, number):
        if draft := self._pick(self._invoices("draft"), number):
            self.post(draft)
        return draft

    def _open_invoices(self):
        return self._invoices("posted").filtered("amount_residual")

    def _pay(self, amount, number):
        invoice = self._pick(self._open_invoices(), number)
        return invoice and self.pay(invoice, min(amount, invoice.amount_residual))

    def _overpay(self, amount, number):
        invoice = self._pick(self._open_invoices(), number)
        return invoice and self.pay(invoice, invoice.amount_residual + amount)

    def _pay_all(self, _amount, _number):
        """One payment for all that is open, of contract and supplements."""
        invoices = self._open_invoices()
        return invoices and self.pay(invoices, group_payment=True)

    def _credit(self, _amount, number):
        posted = self._invoices("posted").filtered(lambda m: not m.reversal_move_ids)
        invoice = self._pick(posted, number)
        return invoice and self.reverse(invoice)

    def _refund(self, amount, number):
        notes = self._invoices("posted", "out_refund").filtered("amount_residual")
        note = self._pick(notes, number)
        return note and self.pay(note, min(amount, note.amount_residual))

    def _unreconcile(self, _amount, number):
        invoice = self._pick(self._invoices("posted"), number)
        items = invoice.with_user(self.biller).line_ids
        matched = items.matched_debit_ids | items.matched_credit_ids
        items.remove_move_reconcile()
        return matched

    def _reset_invoice(self, _amount, number):
        invoice = self._pick(self._invoices("posted"), number)
        invoice.with_user(self.biller).button_draft()
        return invoice

    def _cancel_invoice(self, _amount, number):
        draft = self._pick(self._invoices("draft"), number)
        draft.with_user(self.biller).button_cancel()
        return draft

    def _cancel_payment(self, _amount, number):
        payments = self.env["account.payment"].search(
            [("partner_id", "=", self.customer.id), ("state", "!=", "canceled")]
        )
        payment = self._pick(payments, number).with_user(self.biller)
        payment.action_draft()
        payment.action_cancel()
        return payment
