from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .dunning_common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningInvoice(DunningCommon):
    """Customer invoices that claim no instalment, on the same ladder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.due = cls.env["crm.payment.plan.line"]._today()
        cls.invoice = cls.make_invoice(cls.due)

    @classmethod
    def make_invoice(cls, due, amount=300.0, partner=None, **vals):
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_user_id": cls.rep.id,
                "team_id": cls.team.id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Model", "price_unit": amount, "tax_ids": False}
                    )
                ],
                **vals,
            }
        )
        invoice.action_post()
        return invoice

    def steps(self, invoice=None):
        steps = (invoice or self.invoice).dunning_step_ids.sorted("days")
        return [(step.days, step.is_skipped) for step in steps]

    def notices(self, kind="reminder"):
        return self.env["crm.dunning.notice"].search(
            [("kind", "=", kind), ("partner_id", "=", self.customer.id)], order="id"
        )

    def test_it_goes_up_the_ladder_by_its_due_date(self):
        self.run_ladder(-4)
        self.assertFalse(self.steps())
        self.run_ladder(-3)
        self.run_ladder(8)
        self.run_ladder(8)
        self.assertEqual(self.steps(), [(-3, False), (0, True), (7, False)])
        step = self.invoice.dunning_step_ids[:1]
        self.assertEqual(step.with_user(self.rep).item_name, self.invoice.display_name)
        self.assertEqual((step.partner_id, step.amount), (self.customer, 300))
        (notice,) = self.notices()
        self.assertEqual(notice.move_ids, self.invoice)
        self.assertIn(self.invoice.name, notice.body)
        self.assertIn("300.00", notice.subject)
        (call,) = self.calls()
        self.assertIn("8 days overdue", call.summary)

    def test_an_invoice_of_an_instalment_is_asked_for_once_by_its_instalment(self):
        line = self.make_due(0)
        invoice = self.post(line.invoice_ids)
        self.run_ladder(7)
        self.assertFalse(self.steps(invoice))
        self.assertEqual(line.dunning_step_ids.sorted("days")[-1:].days, 7)
        (notice,) = self.notices()
        self.assertEqual((notice.line_ids, notice.move_ids), (line, self.invoice))
        self.assertEqual(notice.amount_claimed, 500, "one message for both")
        self.assertEqual(len(self.calls()), 1)

    def test_drafts_paid_ones_credit_notes_and_exempt_customers_are_left_alone(self):
        draft = self.make_invoice(self.due)
        draft.button_draft()
        self.pay(self.invoice)
        exempt = self.env["res.partner"].create(
            {"name": "Exempt Ltd", "is_dunning_exempt": True}
        )
        invoices = draft | self.invoice | self.make_invoice(self.due, partner=exempt)
        invoices |= self.make_invoice(self.due, move_type="out_refund")
        self.run_ladder(8)
        self.assertFalse(invoices.dunning_step_ids)

    def test_of_several_terms_the_first_open_one_counts(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in two months",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (0, 60)
                ],
            }
        )
        invoice = self.make_invoice(
            self.due,
            invoice_date=self.due,
            invoice_date_due=False,
            invoice_payment_term_id=term.id,
        )
        self.run_ladder(7)
        self.assertEqual(invoice.dunning_step_ids.mapped("amount")[0], 150)
        self.pay(invoice, 150)
        self.run_ladder(67)
        later = invoice.dunning_step_ids.filtered(
            lambda step: step.due_date == self.due + timedelta(days=60)
        )
        self.assertEqual(max(later.mapped("days")), 7, "the second term begins anew")

    def test_a_dispute_and_a_promise_pause_it(self):
        action = self.invoice.with_user(self.rep).action_dispute()
        disputes = self.env["crm.payment.dispute"].with_user(self.rep)
        dispute = disputes.with_context(**action["context"]).create({"reason": "no"})
        self.assertEqual((dispute.move_ids, dispute.user_id), (self.invoice, self.rep))
        self.assertTrue(self.invoice.is_disputed)
        self.run_ladder(8)
        self.assertFalse(self.steps())
        dispute.resolution = "agreed"
        dispute.action_resolve()
        promise = self.promise_invoice(days=20)
        self.assertEqual(promise.amount, 300)
        self.run_ladder(8)
        self.assertFalse(self.steps())
        promise.action_cancel()
        self.run_ladder(8)
        self.assertTrue(self.steps())

    def promise_invoice(self, user=None, days=5, **vals):
        promises = self.env["crm.payment.promise"].with_user(user or self.rep)
        return promises.create(
            {
                "move_ids": [Command.set(self.invoice.ids)],
                "date": self.due + timedelta(days=days),
                **vals,
            }
        )

    def test_reconciled_money_keeps_a_promise_and_a_credit_note_does_not(self):
        self.pay(self.invoice, 50)
        promise = self.promise_invoice(amount=100)
        self.assertEqual(promise.amount_received, 0)
        refund = self.reverse(self.invoice)
        items = (refund | self.invoice).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        items.reconcile()
        self.assertEqual((promise.state, promise.amount_received), ("open", 0))

    def test_a_promise_is_kept_by_the_day_of_the_money(self):
        promise = self.promise_invoice(amount=100)
        self.pay(self.invoice, 100)
        self.assertEqual((promise.state, promise.amount_received), ("kept", 100))

    def test_what_was_promised_of_an_invoice_is_asked_for_when_it_breaks(self):
        with freeze_time(f"{self.due} 04:00:00"):
            promise = self.promise_invoice(days=1)
        self.run_ladder(1)
        self.assertFalse(self.steps())
        with freeze_time(f"{self.due + timedelta(days=2)} 04:00:00"):
            self.follow_promises()
            self.assertEqual(promise.state, "broken")
        (call,) = self.calls()
        self.assertIn("promise broken", call.summary)
        self.assertEqual(self.invoice.promise_state, "broken")

    def test_people_speak_of_invoices_that_they_may_read(self):
        with self.assertRaises(AccessError):
            self.promise_invoice(user=self.rival)
        promise = self.promise_invoice(amount=100)
        self.assertFalse(promise.with_user(self.rival).search([]))
        for user in (self.leader, self.biller, self.reader):
            self.assertEqual(promise.with_user(user).search([]), promise)
        self.run_ladder(20)
        step = self.invoice.dunning_step_ids[:1]
        self.assertTrue(step.with_user(self.leader).read(["item_name", "move_id"]))
        self.assertFalse(step.with_user(self.rival).search([("id", "=", step.id)]))

    def test_what_is_no_invoice_of_its_own_is_refused(self):
        planned = self.post(self.make_due(0).invoice_ids)
        for invoice in (planned, self.make_invoice(self.due, move_type="out_refund")):
            with self.assertRaisesRegex(ValidationError, "record it there"):
                self.promise_invoice(
                    user=self.biller, move_ids=[Command.set(invoice.ids)]
                )
        action = planned.with_user(self.biller).action_promise()
        self.assertEqual(
            action["context"],
            {"default_line_ids": planned.plan_line_id.ids, "default_move_ids": []},
        )

    def test_after_months_it_is_a_case_that_payment_closes(self):
        self.run_ladder(95)
        debt = self.env["crm.bad.debt"].search([("move_ids", "in", self.invoice.ids)])
        self.assertEqual((debt.amount_open, debt.oldest_date), (300, self.due))
        debt.with_user(self.rep).next_step = "No answer"
        debt.with_user(self.rep).action_legal()
        self.assertEqual(self.notices("legal").move_ids, self.invoice)
        self.pay(self.invoice)
        self.assertEqual(debt.state, "closed")
        self.assertEqual(self.notices("legal").state, "cancelled")
        self.assertFalse(self.calls() | self.calls(self.leader))

    def test_ten_times_as_many_invoices_cost_the_same(self):
        self.make_invoice(self.due)
        self.run_ladder(-3)
        few = self.count_queries(7)
        for _number in range(18):
            self.make_invoice(self.due, 10.0)
        many = self.count_queries(15)
        self.assertEqual(len(self.notices()[-1:].move_ids), 20)
        self.assertLess(many, few + 12)
