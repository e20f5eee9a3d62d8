from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..hooks import remove_calls
from .dunning_common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunning(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.make_due(0)
        cls.due = cls.line.due_date

    def _steps(self, line=None):
        steps = (line or self.line).dunning_step_ids.sorted("days")
        return [(step.days, step.is_skipped) for step in steps]

    def _notices(self, kind="reminder"):
        return self.env["crm.dunning.notice"].search(
            [("kind", "=", kind), ("line_ids", "in", self.line.ids)], order="id"
        )

    def test_each_level_is_taken_once_on_its_day(self):
        self.run_ladder(-4)
        self.assertFalse(self._steps())
        self.run_ladder(-3)
        self.run_ladder(-3)
        self.run_ladder(-2)
        self.assertEqual(self._steps(), [(-3, False)])
        (call,) = self.calls()
        self.assertIn("due on", call.summary)
        self.run_ladder(0)
        self.run_ladder(7)
        self.run_ladder(7)
        self.run_ladder(8)
        self.assertEqual(self._steps(), [(-3, False), (0, False), (7, False)])
        (call,) = self.calls()
        self.assertIn("7 days overdue", call.summary)
        self.assertEqual(len(self._notices()), 1)

    def test_who_starts_late_sends_one_message_and_not_six(self):
        self.run_ladder(33)
        self.assertEqual(
            self._steps(), [(-3, True), (0, True), (7, True), (15, True), (30, False)]
        )
        self.assertEqual(len(self._notices()), 1)
        self.assertEqual(len(self.calls(self.leader)), 1, "his task at this level")
        self.assertFalse(self.calls())

    def test_days_that_were_missed_are_passed_over(self):
        self.run_ladder(0)
        self.run_ladder(17)
        self.assertEqual(
            self._steps(), [(-3, True), (0, False), (7, True), (15, False)]
        )

    def test_a_customer_gets_one_message_for_all_his_contracts(self):
        other = self.make_due(2)
        self.run_ladder(7)
        (notice,) = self._notices()
        self.assertEqual(notice.line_ids, self.line | other)
        self.assertEqual(notice.amount_claimed, 400)
        self.assertEqual(len(self.calls()), 1)
        for line in notice.line_ids:
            self.assertIn(line.contract_id.name, notice.body)
        self.assertIn("400", notice.subject)

    def test_people_are_told_once_a_day_of_all_customers(self):
        self.run_ladder(7)
        self.run_ladder(7)
        events = self.env["crm.business.event"].search(
            [("kind", "=", "dunning.due"), ("audience_ids", "in", self.rep.ids)]
        )
        self.assertEqual(len(events), 1)
        self.assertIn("200", events.name)
        self.assertIn(self.customer.name, events.name)

    def test_a_later_due_date_begins_anew(self):
        self.run_ladder(7)
        self.line.with_user(self.biller).due_date = self.due + timedelta(days=30)
        self.run_ladder(29)
        steps = self.line.dunning_step_ids.filtered(
            lambda step: step.due_date == self.line.due_date
        )
        self.assertEqual([step.days for step in steps], [-3])

    def test_exempt_customers_disputes_suspended_contracts_and_promises_wait(self):
        def blocked(start, stop):
            start()
            self.run_ladder(8)
            self.assertFalse(self._steps())
            stop()

        def exempt(value):
            self.customer.is_dunning_exempt = value

        blocked(lambda: exempt(True), lambda: exempt(False))
        dispute = self.env["crm.payment.dispute"].create(
            {"line_ids": [Command.set(self.line.ids)], "reason": "x", "resolution": "y"}
        )
        blocked(lambda: None, dispute.action_resolve)
        promise = self.promise(self.line, days=20)
        blocked(lambda: None, promise.action_cancel)
        # What is invoiced stays claimed, but nobody is reminded meanwhile.
        self.post(self.line.invoice_ids)
        contract = self.line.contract_id
        contract._change_state("suspend", "waits for the permit")
        blocked(lambda: None, lambda: contract._change_state("resume", "goes on"))
        self.run_ladder(8)
        self.assertEqual(self._steps()[-1], (7, False))

    def test_a_broken_promise_leads_to_the_next_level_at_once(self):
        self.run_ladder(7)
        with freeze_time(f"{self.due + timedelta(days=8)} 04:00:00"):
            promise = self.promise(self.line, days=1)
        self.run_ladder(9)
        self.assertEqual(self._steps()[-1], (7, False), "not broken yet")
        with freeze_time(f"{self.due + timedelta(days=10)} 04:00:00"):
            self.follow_promises()
        self.assertEqual(promise.state, "broken")
        self.run_ladder(10)
        self.assertEqual(self._steps()[-1], (15, False))
        (call,) = self.calls()
        self.assertIn("promise broken", call.summary)
        self.run_ladder(11)
        self.assertEqual(self._steps()[-1], (15, False), "once")

    def test_a_run_that_is_killed_goes_on_without_repeating(self):
        # One batch is one transaction: what it had done is gone with it, or stays.
        stranger = self.env["res.partner"].create({"name": "Second Ltd"})
        with patch.object(type(self), "customer", stranger):
            other = self.make_due(0)
        self.assertEqual(other.partner_id, stranger)
        model = self.env.registry["crm.dunning.run"]
        take, seen = model._take_customers, []

        def killed(run, partner_ids):
            if seen:
                raise RuntimeError("killed")
            seen.append(partner_ids)
            return take(run, partner_ids)

        target = "odoo.addons.crm_finance_link.models.crm_dunning_run.BATCH"
        with (
            patch(target, 1),
            patch.object(model, "_take_customers", killed),
            self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR"),
        ):
            self.run_ladder(7)
        done = self.line if self._steps() else other
        left = (self.line | other) - done
        self.assertTrue(self._steps(done))
        self.assertFalse(self._steps(left))
        self.run_ladder(7)
        self.assertEqual(self._steps(done)[-1], (7, False))
        self.assertEqual(self._steps(left)[-1], (7, False))
        notices = self.env["crm.dunning.notice"].search(
            [("line_ids", "in", (done | left).ids)]
        )
        self.assertEqual(len(notices), 2)

    def test_a_promise_of_a_part_leaves_the_rest_asked_for(self):
        promise = self.promise(self.line, days=20, amount=80)
        self.run_ladder(7)
        self.assertEqual(self._steps()[-1], (7, False))
        (notice,) = self._notices()
        self.assertEqual(notice.amount_claimed, 120)
        self.assertIn("120.00", notice.body)
        self.assertNotIn("200.00", notice.body)
        (call,) = self.calls()
        self.assertIn("120.00", call.summary)
        self.pay(self.post(self.line.invoice_ids), 120)
        self.assertEqual(promise.state, "kept", "the first money pays what is promised")

    def test_what_was_paid_in_advance_is_not_asked_for(self):
        self.prepay(50)
        self.run_ladder(7)
        self.assertEqual(self._notices().amount_claimed, 150)
        self.prepay(150)
        self.run_ladder(15)
        self.assertEqual(self._steps()[-1], (7, False), "all of it was paid")

    def prepay(self, amount):
        """Book money that names the instalment and waits for its invoice."""
        accounts = self.company_data
        entry = self.env["account.move"].create(
            {
                "journal_id": accounts["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.customer.id,
                            "balance": balance,
                        }
                    )
                    for account, balance in (
                        (accounts["default_account_assets"], amount),
                        (accounts["default_account_receivable"], -amount),
                    )
                ],
            }
        )
        entry.line_ids[-1].prepaid_line_id = self.line
        entry.action_post()

    def test_the_ledger_is_fixed(self):
        self.run_ladder(7)
        step = self.line.dunning_step_ids[:1]
        with self.assertRaises(UserError):
            step.sudo().write({"days": 99})
        with self.assertRaises(AccessError):
            step.with_user(self.rep).write({"days": 99})
        with self.assertRaises(AccessError):
            step.with_user(self.biller).unlink()
        self.assertTrue(step.with_user(self.rep).read(["level_name"]))
        self.assertFalse(step.with_user(self.rival).search([("id", "=", step.id)]))

    def test_payment_takes_calls_and_proposals_away(self):
        invoice = self.post(self.line.invoice_ids)
        self.run_ladder(7)
        self.assertTrue(self.calls())
        self.pay(invoice)
        self.assertFalse(self.calls())
        self.assertEqual(self._notices().state, "cancelled")
        self.run_ladder(15)
        self.assertEqual(len(self._notices()), 1)

    def test_a_company_may_go_without(self):
        self.line.company_id.is_dunning_active = False
        self.run_ladder(40)
        self.assertFalse(self._steps())

    def test_levels_are_of_a_company_or_of_all(self):
        shared = self.levels._for_company(self.env["res.company"])
        self.assertEqual(shared.mapped("days"), [-3, 0, 7, 15, 30, 60])
        mine = self.levels._for_company(self.line.company_id)
        self.assertEqual(mine, self.levels)
        with self.assertRaises(AccessError):
            self.levels[0].with_user(self.rep).days = 99
        with self.assertRaises(AccessError):
            self.levels[0].with_user(self.biller).copy({"days": 99})

    def test_ten_times_as_many_instalments_cost_the_same(self):
        self.line.company_id.suspend_notice_days = 0
        self.run_ladder(-3)
        few = self.count_queries(7)
        plan = self.line.plan_id.sudo()
        plan.write(
            {
                "line_ids": [
                    Command.update(plan.line_ids[1].id, {"amount": 391}),
                    *(
                        Command.create(
                            {
                                "name": f"L{number}",
                                "amount": 1,
                                "triggered_date": self.due,
                                "due_date": self.due,
                            }
                        )
                        for number in range(9)
                    ),
                ]
            }
        )
        plan.line_ids[-9:].due_date = self.due
        many = self.count_queries(15)
        self.assertEqual(len(self._notices()[-1].line_ids), 10)
        # The second night renews what the first has made, but nothing a line.
        self.assertLess(many, few + 9)

    def test_the_customers_timeline_tells_it(self):
        self.run_ladder(7)
        self.promise(self.line)
        lines = self.customer.with_user(self.rep).get_timeline(kinds=["receipt"])
        titles = [line["title"] for line in lines["lines"]]
        self.assertIn("Level 7", titles)
        self.assertNotIn("Level 0", titles, "it was passed over")
        self.assertTrue([title for title in titles if "Promise to pay" in title])
        others = self.customer.with_user(self.rival).get_timeline(kinds=["receipt"])
        self.assertFalse(others["lines"])

    def test_calls_are_gone_with_the_addon(self):
        self.run_ladder(7)
        self.assertTrue(self.calls())
        remove_calls(self.env)
        self.assertFalse(self.calls())
