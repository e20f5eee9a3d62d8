from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PlanCommon


class SupplementPlanCommon(PlanCommon):
    """Supplements of a contract of 1,000, whose deposit of 200 is due."""

    @classmethod
    def make_supplement(cls, contract, amount, sign=True):
        wizard = cls.env["crm.contract.supplement"].create(
            {"contract_id": contract.id, "change": "More", "amount": amount}
        )
        action = wizard.action_create_supplement()
        supplement = cls.env["crm.contract"].browse(action["res_id"])
        supplement.order_ids.sudo().write({"state": "sale"})
        if not supplement.order_ids:
            supplement.note = False
        if sign:
            supplement.action_sign()
        return supplement

    def assertPlanned(self, contract):
        """The plans are the orders and the supplements in force, to the cent."""
        counted = contract.supplement_ids.filtered(
            lambda one: one.state not in ("draft", "approval", "sent", "terminated")
        )
        orders = (contract | counted).order_ids.filtered(lambda o: o.state == "sale")
        total = round(sum(orders.mapped("amount_total")), 2)
        self.assertEqual(round(contract.amount_with_supplements, 2), total)
        self.assertEqual(round(contract.amount_planned, 2), total)
        plans = (contract | counted).plan_ids
        lines = plans.line_ids
        self.assertEqual(round(sum(lines.mapped("amount")), 2), total)
        self.assertEqual(
            round(
                sum(lines.mapped("amount_received")) + sum(lines.mapped("amount_open")),
                2,
            ),
            total,
        )
        for plan in plans:
            self.assertEqual(round(plan.difference, 2), 0)

    def invoice(self, line):
        """Post the draft invoice of a line that is due."""
        return self.post(line.invoice_ids.filtered(lambda move: move.state == "draft"))


@tagged("post_install", "-at_install")
class TestSupplementPlan(SupplementPlanCommon):
    def test_what_a_supplement_adds_has_a_plan_of_its_own(self):
        contract = self.make_contract()
        before = contract.plan_line_ids.mapped("amount")
        supplement = self.make_supplement(contract, 500.05)
        self.assertEqual(supplement.plan_template_id, self.template)
        self.assertEqual(
            supplement.plan_line_ids.mapped("amount"), [100.01, 200.02, 150.01, 50.01]
        )
        self.assertEqual(supplement.plan_line_ids[0].state, "due")
        self.assertEqual(contract.plan_line_ids.mapped("amount"), before)
        self.assertEqual(contract.supplement_plan_line_ids, supplement.plan_line_ids)
        self.assertPlanned(contract)

    def test_what_it_takes_off_comes_off_what_is_not_invoiced_in_proportion(self):
        contract = self.make_contract()
        self.invoice(self.line(contract, "Deposit"))
        supplement = self.make_supplement(contract, -100.01)
        self.assertFalse(supplement.plan_ids)
        # 400, 300 and 100 are free: a half, three eighths, an eighth of it.
        self.assertEqual(
            contract.plan_line_ids.mapped("amount"), [200.0, 349.99, 262.5, 87.5]
        )
        self.assertPlanned(contract)
        plan = contract.plan_ids
        self.assertEqual(plan.amount_agreed, 899.99)
        self.assertEqual(
            plan.change_ids.sorted("id").mapped("amount"), [-50.01, -37.5, -12.5]
        )
        self.assertEqual(plan.change_ids.supplement_id, supplement)
        self.assertIn(supplement.name, str(plan.message_ids.mapped("body")))

    def test_a_draft_invoice_is_made_anew_over_what_is_left(self):
        contract = self.make_contract()
        deposit = self.line(contract, "Deposit")
        old = deposit.invoice_ids
        self.make_supplement(contract, -500)
        self.assertEqual(old.state, "cancel")
        new = deposit.invoice_ids - old
        self.assertEqual((new.state, new.amount_total), ("draft", 100))
        self.assertEqual(deposit.state, "due")

    def test_an_instalment_that_is_taken_off_wholly_is_void(self):
        contract = self.make_contract()
        self.invoice(self.line(contract, "Deposit"))
        self.make_supplement(contract, -800)
        self.assertEqual(
            contract.plan_line_ids.mapped("state"), ["invoiced", "void", "void", "void"]
        )
        self.assertPlanned(contract)
        with self.assertRaises(UserError) as caught:
            self.make_supplement(contract, -0.01)
        self.assertIn("200.00", str(caught.exception))

    def test_nothing_is_taken_off_what_is_invoiced_and_the_refusal_says_the_numbers(
        self,
    ):
        contract = self.make_contract()
        self.invoice(self.line(contract, "Deposit"))
        supplement = self.make_supplement(contract, -900, sign=False)
        for attempt in (supplement.action_send, supplement.action_sign):
            with self.assertRaises(UserError) as caught:
                attempt()
            for figure in ("1,000.00", "100.00", "200.00"):
                self.assertIn(figure, str(caught.exception))
        self.reverse(self.line(contract, "Deposit").invoice_ids)
        supplement.action_sign()
        self.assertPlanned(contract)

    def test_part_of_an_instalment_may_be_invoiced_already(self):
        contract = self.make_contract()
        deposit = self.line(contract, "Deposit")
        draft = deposit.invoice_ids
        draft.invoice_line_ids.price_unit /= 2
        self.post(draft)
        self.assertEqual(deposit.amount_invoiced, 100)
        self.make_supplement(contract, -900)
        self.assertEqual(deposit.amount, 100)
        self.assertPlanned(contract)

    def test_a_terminated_supplement_leaves_no_trace_in_the_sums(self):
        contract = self.make_contract()
        added = self.make_supplement(contract, 500)
        reduced = self.make_supplement(contract, -300)
        self.assertPlanned(contract)
        # What was taken off the instalments of the first comes off the others now.
        added._change_state("terminate", "Not built")
        self.assertEqual(set(added.plan_line_ids.mapped("state")), {"void"})
        self.assertFalse(
            added.plan_line_ids.invoice_ids.filtered(lambda move: move.state == "draft")
        )
        self.assertEqual(sum(contract.plan_line_ids.mapped("amount")), 700)
        self.assertPlanned(contract)
        reduced._change_state("terminate", "Built after all")
        self.assertEqual(
            contract.plan_line_ids.mapped("amount"), [200.0, 400.0, 300.0, 100.0]
        )
        self.assertPlanned(contract)
        self.assertEqual(sum(contract.plan_ids.change_ids.mapped("amount")), 0)

    def test_a_supplement_with_invoices_is_not_terminated(self):
        contract = self.make_contract()
        added = self.make_supplement(contract, 500)
        self.invoice(added.plan_line_ids[0])
        with self.assertRaisesRegex(UserError, "100.00"):
            added._change_state("terminate", "Not built")
        self.assertPlanned(contract)

    def test_without_a_plan_it_is_taken_off_when_there_is_one(self):
        contract = self.make_contract(sign=False)
        contract.plan_template_id = False
        contract.action_sign()
        self.make_supplement(contract, -100)
        self.assertFalse(contract.plan_ids)
        contract.plan_template_id = self.template
        contract.action_create_plan()
        self.assertPlanned(contract)
        contract.sudo()._settle_reductions()
        self.assertPlanned(contract)

    def test_the_ledger_is_written_by_nobody(self):
        contract = self.make_contract()
        self.make_supplement(contract, -100)
        change = contract.plan_ids.change_ids[0]
        for user in (self.rep, self.biller):
            with self.assertRaises(AccessError):
                change.with_user(user).write({"amount": 0})
            with self.assertRaises(AccessError):
                change.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "ledger"):
            change.sudo().write({"amount": 0})
        self.assertFalse(change.with_user(self.rival).search([]))
        self.assertTrue(change.with_user(self.rep).line_name)

    def test_an_empty_instalment_is_refused_as_before(self):
        contract = self.make_contract()
        plan = contract.plan_ids.with_user(self.rep)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(ValidationError, "more than zero"),
        ):
            plan.write({"line_ids": [(0, 0, {"name": "Nothing", "amount": 0})]})

    def test_the_page_of_the_contract_shows_the_money_of_all(self):
        contract = self.make_contract()
        added = self.make_supplement(contract, 500)
        for line in (contract.plan_line_ids[0], added.plan_line_ids[0]):
            self.pay(self.invoice(line))
        self.assertEqual(contract.amount_received, 300)
        self.assertEqual(contract.amount_open, 1200)
        self.assertEqual(added.amount_received, 100)


@tagged("post_install", "-at_install")
class TestContractStates(SupplementPlanCommon):
    def test_what_is_not_invoiced_waits_while_the_contract_is_suspended(self):
        contract = self.make_contract()
        added = self.make_supplement(contract, 500)
        self.invoice(contract.plan_line_ids[0])
        contract._change_state("suspend", "No permit")
        self.assertEqual(
            contract.plan_line_ids.mapped("state"),
            ["invoiced", "suspended", "suspended", "suspended"],
        )
        self.assertEqual(set(added.plan_line_ids.mapped("state")), {"suspended"})
        # What happens meanwhile makes nothing due.
        concept = self.line(contract, "Concept")
        concept._trigger()
        self.assertEqual(concept.state, "suspended")
        self.assertFalse(concept.invoice_ids)
        contract._change_state("resume", "The permit came")
        self.assertEqual(
            contract.plan_line_ids.mapped("state"),
            ["invoiced", "due", "waiting", "waiting"],
        )
        self.assertEqual(concept.invoice_ids.amount_total, 400)
        self.assertPlanned(contract)

    def test_who_had_days_left_has_them_after_the_pause(self):
        contract = self.make_contract()
        deposit = self.line(contract, "Deposit")
        due = deposit.due_date
        contract._change_state("suspend", "No permit")
        row = contract._get_last_suspension()
        # Ten days ago, as the clock of the database would have it.
        self.env.cr.execute(
            "UPDATE crm_contract_state_change SET changed_at = changed_at - "
            "interval '10 days' WHERE id = %s",
            [row.id],
        )
        self.env.cr.execute(
            "UPDATE crm_payment_plan_line SET triggered_date = %s, due_date = %s "
            "WHERE id = %s",
            [self.today - timedelta(days=12), due - timedelta(days=12), deposit.id],
        )
        self.env.invalidate_all()
        contract._change_state("resume", "The permit came")
        self.assertEqual(deposit.due_date, due - timedelta(days=2))
        self.assertEqual(deposit.state, "due")

    def test_a_day_that_fell_into_the_pause_leaves_all_days_to_pay(self):
        contract = self.make_contract()
        site = self.line(contract, "Site")
        site.sudo().write({"trigger": "fixed_date", "fixed_date": site._today()})
        contract._change_state("suspend", "No permit")
        with freeze_time(f"{site._today() + timedelta(days=30)} 04:00:00"):
            contract._change_state("resume", "The permit came")
            self.assertEqual(site.due_date, site._today() + timedelta(days=7))
            self.assertEqual((site.state, len(site.invoice_ids)), ("due", 1))

    def test_the_sweep_lets_the_suspended_be(self):
        contract = self.make_contract()
        contract.plan_ids.write(
            {
                "line_ids": [
                    (1, self.line(contract, "Site").id, {"amount": 60}),
                    (0, 0, {"name": "Day", "amount": 40, "fixed_date": self.today}),
                ]
            }
        )
        contract._change_state("suspend", "No permit")
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_finance_link.ir_cron_update_instalments"
            ).method_direct_trigger()
        day = self.line(contract, "Day")
        self.assertEqual(day.state, "suspended")
        self.assertFalse(day.triggered_date)

    def test_what_is_invoiced_stays_claimed_after_a_termination(self):
        contract = self.make_contract()
        deposit = self.line(contract, "Deposit")
        self.invoice(deposit)
        self.line(contract, "Concept")._trigger()
        draft = self.line(contract, "Concept").invoice_ids
        notes = contract.sudo()._get_state_change_notes("terminate")
        self.assertIn("200.00", str(notes))
        contract._change_state("terminate", "The client is insolvent")
        self.assertEqual(
            contract.plan_line_ids.mapped("state"),
            ["invoiced", "void", "void", "void"],
        )
        self.assertEqual(draft.state, "cancel")
        self.reverse(deposit.invoice_ids)
        self.assertEqual(deposit.state, "void")

    def test_a_closed_contract_still_says_what_is_open(self):
        contract = self.make_contract()
        notes = contract.sudo()._get_state_change_notes("close")
        self.assertIn("1,000.00", str(notes))
        contract._change_state("close", "Written off")
        self.assertEqual(self.line(contract, "Deposit").state, "due")
