from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .collection_common import CollectionCommon


@tagged("post_install", "-at_install")
class TestPromise(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.make_due(10)

    def _after(self, days):
        return freeze_time(f"{self.today + timedelta(days=days)} 04:00:00")

    def _follow(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_finance_link.ir_cron_follow_promises")
            cron.sudo().method_direct_trigger()
        self.env.invalidate_all()

    def test_it_moves_the_day_on_which_money_is_expected(self):
        self.assertEqual(self.line.expected_date, self.line.due_date)
        promise = self.promise(self.line)
        self.assertEqual(promise.amount, 200, "all that is open")
        self.assertEqual(promise.state, "open")
        self.assertEqual(self.line.expected_date, promise.date)
        self.assertEqual(self.line.state, "overdue", "it stays late")
        promise.action_cancel()
        self.assertEqual(promise.state, "cancelled")
        self.assertEqual(self.line.expected_date, self.line.due_date)

    def test_reconciled_money_keeps_it(self):
        invoice = self.post(self.line.invoice_ids)
        self.pay(invoice, 50)
        self.assertEqual(self.promise(self.line).amount, 150, "what is open now")
        promise = self.promise(self.line, amount=100)
        self.assertEqual(promise.amount_received, 0, "what came before is none of it")
        self.pay(invoice, 60)
        self.assertEqual((promise.state, promise.amount_received), ("open", 60))
        payment = self.pay(invoice, 40)
        receipts = self.line._get_receipts()[self.line.id]
        self.assertEqual(
            sum(amount for _day, amount in receipts), self.line.amount_received
        )
        self.assertEqual((promise.state, promise.amount_received), ("kept", 100))
        # A bounced payment takes it back.
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(promise.state, "open")

    def test_what_an_invoice_in_draft_had_received_is_no_money_before(self):
        invoice = self.post(self.line.invoice_ids)
        self.pay(invoice, 50)
        invoice.with_user(self.biller).button_draft()
        promise = self.promise(self.line)
        self.assertEqual(promise.amount, 200, "a draft claims and settles nothing")
        self.assertFalse(self.line._get_receipts()[self.line.id])
        self.post(invoice)
        self.pay(invoice, 150)
        self.assertEqual((self.line.state, promise.state), ("paid", "kept"))

    def test_a_credit_note_is_no_money(self):
        invoice = self.post(self.line.invoice_ids)
        promise = self.promise(self.line)
        refund = self.reverse(invoice)
        lines = (invoice | refund).line_ids.filtered(
            lambda each: each.account_type == "asset_receivable"
        )
        if not all(lines.mapped("reconciled")):
            lines.reconcile()
        self.assertEqual((promise.state, promise.amount_received), ("open", 0))

    def test_the_day_of_the_money_counts(self):
        invoice = self.post(self.line.invoice_ids)
        promise = self.promise(self.line, days=2)
        with self._after(4):
            self._follow()
            self.assertEqual(promise.state, "broken")
            self.assertEqual(self.line.promise_state, "broken")
            # Found in the bank's list two days later, but paid in time.
            self.pay(invoice, payment_date=promise.date)
            self.assertEqual(promise.state, "kept")

    def test_money_after_the_day_is_late(self):
        invoice = self.post(self.line.invoice_ids)
        promise = self.promise(self.line, days=2)
        with self._after(5):
            self.pay(invoice, payment_date=promise.date + timedelta(days=1))
            self.assertEqual(promise.state, "late")

    def test_the_day_after_somebody_is_told_once(self):
        promise = self.promise(self.line, days=2)
        event = [("kind", "=", "payment.promise_broken"), ("res_id", "=", promise.id)]
        with self._after(2):
            self._follow()
            self.assertEqual(promise.state, "open")
        with self._after(3):
            self._follow()
            self._follow()
            told = self.env["crm.business.event"].search(event)
            self.assertEqual(len(told), 1)
            self.assertEqual(told.audience_ids, self.rep | self.leader)
            self.assertEqual(promise.followed_up_on, self.line._today())

    def test_a_new_promise_replaces_the_open_one(self):
        first, second = self.promise(self.line), self.promise(self.line, days=9)
        self.assertEqual((first.state, second.state), ("cancelled", "open"))
        self.assertEqual(self.line.expected_date, second.date)

    def test_a_broken_promise_is_promised_anew_over_what_is_still_open(self):
        broken = self.promise(self.line)
        with self._after(20):
            broken.sudo()._compute_state()
            self.assertEqual(broken.state, "broken")
            action = broken.action_promise_again()
            again = self.env["crm.payment.promise"].with_context(**action["context"])
            promise = again.create({"date": self.today + timedelta(days=30)})
        self.assertEqual(promise.line_ids, self.line)
        self.assertEqual(promise.amount, self.line.amount_open)
        self.pay(self.post(self.line.invoice_ids), self.line.amount_open)
        self.assertFalse(
            broken.action_promise_again()["context"]["default_line_ids"],
            "what is paid is not asked for again",
        )

    def test_what_cannot_be_promised(self):
        other = self.make_due(3, self.make_contract())
        stranger = self.env["res.partner"].create({"name": "Other Ltd"})
        with self.assertRaisesRegex(ValidationError, "only .*200.00 of these"):
            self.promise(self.line, amount=200.01)
        with self.assertRaisesRegex(ValidationError, "cannot be before"):
            self.promise(self.line, days=-1)
        with self.assertRaisesRegex(ValidationError, "one customer"):
            self.promise(self.line.browse())
        self.assertEqual(self.promise(self.line | other).amount, 400)
        self.assertFalse(stranger.user_id)

    def test_a_rep_promises_for_his_own_customers_alone(self):
        with self.assertRaises(AccessError):
            self.promise(self.line, user=self.rival)
        promise = self.promise(self.line)
        for user in (self.rival,):
            self.assertFalse(promise.with_user(user).search([]))
            with self.assertRaises(AccessError):
                promise.with_user(user).action_cancel()
        for user in (self.leader, self.biller, self.reader):
            self.assertEqual(promise.with_user(user).search([]), promise)
        with self.assertRaises(AccessError):
            promise.with_user(self.reader).action_cancel()

    def test_what_was_said_stays_and_code_says_what_came_of_it(self):
        promise = self.promise(self.line)
        promise.note = "The bank releases it on Thursday"
        for vals in (
            {"state": "kept"},
            {"amount": 1},
            {"date": "2040-01-01"},
            {"received_before": -200},
            {"followed_up_on": "2040-01-01"},
            {"line_ids": [(5,)]},
            {"team_id": False},
            {"currency_id": self.env.ref("base.USD").id},
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "as it was"):
                promise.write(vals)
        with self.assertRaisesRegex(UserError, "as it was"):
            self.promise(self.line, state="kept")
        line = self.line.with_user(self.rep)
        for vals in (
            {"expected_date": "2040-01-01"},
            {"is_disputed": True},
            {"promise_ids": [(4, promise.id)]},
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "recorded as"):
                line.write(vals)
        with self.assertRaises(AccessError):
            promise.unlink()

    def test_a_dispute_pauses_until_it_is_settled(self):
        action = self.line.with_user(self.rep).action_dispute()
        model = self.env["crm.payment.dispute"].with_user(self.rep)
        model = model.with_context(**action["context"])
        dispute = model.create({"reason": "Drawings are incomplete"})
        self.assertEqual(dispute.line_ids, self.line)
        self.assertTrue(self.line.is_disputed)
        with self.assertRaisesRegex(UserError, "say how"):
            dispute.action_resolve()
        dispute.resolution = "Sheet 12 was delivered"
        with self.assertRaises(UserError):
            dispute.write({"state": "resolved"})
        dispute.action_resolve()
        dispute.action_resolve()
        self.assertFalse(self.line.is_disputed)
        with self.assertRaisesRegex(UserError, "is settled"):
            dispute.resolution = "Nothing was said"
        self.assertEqual(dispute.resolved_by_id, self.rep)
        events = self.env["crm.business.event"].search(
            [("res_model", "=", dispute._name), ("res_id", "=", dispute.id)]
        )
        self.assertEqual(
            sorted(events.mapped("kind")), ["payment.disputed", "payment.settled"]
        )
        self.assertFalse(dispute.with_user(self.rival).search([]))
