from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..models.crm_payment_plan_line_calendar import BLUE, GREEN, ORANGE, RED
from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPayment(PlanCommon):
    def setUp(self):
        super().setUp()
        self.contract = self.make_contract([(1, 1000, 0)], self.tax)
        self.deposit = self.line(self.contract, "Deposit")
        self.invoice = self.deposit.invoice_ids

    def _figures(self, line=None):
        line = line or self.deposit
        return line.state, line.amount_invoiced, line.amount_received, line.amount_open

    def test_draft_posted_partly_paid_paid(self):
        self.assertEqual(self._figures(), ("due", 0, 0, 212))
        self.post(self.invoice)
        self.assertEqual(self._figures(), ("invoiced", 212, 0, 212))
        self.pay(self.invoice, 100)
        self.assertEqual(self._figures(), ("partly_paid", 212, 100, 112))
        self.pay(self.invoice)
        self.assertEqual(self._figures(), ("paid", 212, 212, 0))
        self.assertEqual(self.contract.amount_received, 212)
        self.assertEqual(self.contract.amount_open, 848)

    def test_the_calendar_shows_what_is_late_in_red_and_what_is_paid_in_green(self):
        self.assertEqual(self.deposit.calendar_color, ORANGE)
        self.post(self.invoice)
        self.assertEqual(self.deposit.calendar_color, BLUE)
        with freeze_time(str(self.deposit.due_date + timedelta(days=1)) + " 10:00:00"):
            self.deposit.modified(["due_date"])
            self.assertEqual(
                (self.deposit.state, self.deposit.calendar_color), ("overdue", RED)
            )
        self.pay(self.invoice)
        self.assertEqual(self.deposit.calendar_color, GREEN)
        waiting = self.contract.plan_line_ids.filtered_domain(
            [("state", "=", "waiting")]
        )
        self.assertEqual(set(waiting.mapped("calendar_color")), {0})

    def test_receipts_come_from_reconciled_entries(self):
        self.post(self.invoice)
        self.pay(self.invoice, 100)
        term = self.invoice.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        self.assertEqual(sum(term.matched_credit_ids.mapped("amount")), 100)
        self.assertEqual(self.deposit.amount_received, 100)

    def test_a_payment_taken_back_is_no_longer_received(self):
        self.post(self.invoice)
        payment = self.pay(self.invoice)
        self.assertEqual(self.deposit.state, "paid")
        payment.with_user(self.biller).action_cancel()
        self.assertEqual(self._figures(), ("invoiced", 212, 0, 212))

    def test_unreconciling_reopens_the_instalment(self):
        self.post(self.invoice)
        self.pay(self.invoice)
        self.invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self._figures(), ("invoiced", 212, 0, 212))

    def test_an_invoice_reset_to_draft_claims_and_receives_nothing_meanwhile(self):
        self.post(self.invoice)
        self.pay(self.invoice, 50)
        self.invoice.with_user(self.biller).button_draft()
        self.assertEqual(self._figures(), ("due", 0, 0, 212))
        lines = self.env["crm.payment.plan.line"]
        self.assertNotIn(self.deposit, lines._mend_amounts(), "the night says the same")
        self.post(self.invoice)
        self.assertEqual(self._figures()[:2], (self.deposit.state, 212))
        still_open = self.invoice.amount_residual
        self.assertEqual(self.deposit.amount_received, 212 - still_open)

    def test_a_credit_note_lowers_what_is_invoiced(self):
        self.post(self.invoice)
        refund = self.reverse(self.invoice)
        self.assertEqual(self._figures(), ("due", 0, 0, 212))
        lines = (self.invoice + refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.remove_move_reconcile()
        lines.reconcile()
        # The documents of an instalment settle one another without any money.
        self.assertEqual(self._figures(), ("due", 0, 0, 212))

    def test_money_paid_back_is_no_longer_received(self):
        self.post(self.invoice)
        self.pay(self.invoice)
        refund = self.reverse(self.invoice)
        self.assertEqual(self.deposit.amount_received, 212)
        self.pay(refund)
        self.assertEqual(self._figures(), ("due", 0, 0, 212))

    def test_a_foreign_credit_note_is_no_receipt(self):
        self.post(self.invoice)
        other = self.init_invoice("out_refund", partner=self.customer, amounts=[100])
        self.post(other)
        (self.invoice + other).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.assertEqual(self._figures(), ("invoiced", 112, 0, 212))

    def test_the_credit_of_one_instalment_pays_another(self):
        self.post(self.invoice)
        self.pay(self.invoice)
        refund = self.reverse(self.invoice)
        concept = self.line(self.contract, "Concept")
        concept.sudo()._trigger()
        self.post(concept.invoice_ids)
        (refund + concept.invoice_ids).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.assertEqual(self._figures(), ("due", 0, 0, 212))
        self.assertEqual(self._figures(concept), ("partly_paid", 424, 212, 212))
        total = self.contract.plan_ids
        self.assertEqual(total.amount_received + total.amount_open, total.amount_total)

    def test_an_invoice_reset_and_cancelled_frees_the_instalment(self):
        self.post(self.invoice)
        self.invoice.with_user(self.biller).button_draft()
        self.assertEqual(self._figures(), ("due", 0, 0, 212))
        self.invoice.with_user(self.biller).button_cancel()
        self.assertEqual(self._figures(), ("due", 0, 0, 212))
        again = self.deposit.with_user(self.biller)._create_draft_invoice()
        self.assertNotEqual(again, self.invoice)

    def test_one_payment_over_two_instalments(self):
        concept = self.line(self.contract, "Concept")
        concept.sudo()._trigger()
        invoices = self.invoice + concept.invoice_ids
        self.post(invoices)
        self.pay(invoices, group_payment=True)
        self.assertEqual((self.deposit + concept).mapped("state"), ["paid", "paid"])

    def test_the_receipt_is_told_once_to_rep_and_leader(self):
        leader = self.rival
        self.contract.sudo().team_id = self.env["crm.team"].create(
            {"name": "East", "user_id": leader.id}
        )
        self.post(self.invoice)
        domain = [
            ("key", "=", f"payment.received:{self.deposit._name}:{self.deposit.id}")
        ]
        self.pay(self.invoice, 100)
        self.assertFalse(self.env["crm.business.event"].search(domain))
        payment = self.pay(self.invoice)
        event = self.env["crm.business.event"].search(domain)
        self.assertEqual(event.kind, "payment.received")
        self.assertEqual(event.audience_ids, self.rep | leader)
        payment.with_user(self.biller).action_cancel()
        self.assertEqual(self.deposit.state, "partly_paid")
        self.pay(self.invoice)
        self.assertEqual(self.deposit.state, "paid")
        self.assertEqual(self.env["crm.business.event"].search_count(domain), 1)
