from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common import SignOffDueCommon

# In Shanghai it is the 21st already.
SIGNED_AT = "2031-05-20 18:00:00"
SIGNED_ON = date(2031, 5, 21)


@tagged("post_install", "-at_install")
class TestSignOffBefore(SignOffDueCommon):
    """What the client signed before the plan knew of it is due from that day on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.waiting = cls.contract.plan_line_ids.filtered(lambda x: x.name == "Lost")
        cls.waiting.days = 30

    def setUp(self):
        super().setUp()
        with freeze_time(SIGNED_AT):
            self.sign("render")
            self.sign("construction")  # all of its phase, which is reached, too
        clock = freeze_time("2031-05-25 04:00:00")
        clock.start()
        self.addCleanup(clock.stop)

    def _assert_due(self, line):
        self.assertEqual((line.state, line.triggered_date), ("due", SIGNED_ON))
        self.assertEqual(line.due_date, date(2031, 6, 20))
        self.assertEqual(line.invoice_ids.state, "draft")
        self.assertEqual(line.invoice_ids.invoice_date_due, line.due_date)

    def test_a_changed_code_makes_due_by_the_day_of_the_signature(self):
        self.assertEqual(self.waiting.state, "waiting")
        self.waiting.with_user(self.rep).trigger_code = "render"
        self._assert_due(self.waiting)

    def test_a_changed_trigger_finds_the_phase_that_was_reached(self):
        self.waiting.with_user(self.rep).write(
            {"trigger": "phase_reached", "trigger_code": "construction"}
        )
        self.assertEqual(self.waiting.state, "due")
        phase = self.project.milestone_ids.filtered(lambda x: x.code == "construction")
        self.assertEqual(self.waiting.triggered_date, phase.reached_date)

    def test_a_plan_that_is_saved_with_its_lines_finds_it_as_well(self):
        plan = self.contract.plan_ids.with_user(self.rep)
        plan.write(
            {
                "line_ids": [
                    Command.update(self.waiting.id, {"amount": 60}),
                    Command.create(
                        {
                            "name": "Render",
                            "amount": 40,
                            "trigger": "deliverable_signed_off",
                            "trigger_code": "render",
                            "days": 30,
                        }
                    ),
                ]
            }
        )
        self._assert_due(self.line("Render"))
        self.assertEqual(self.line("Render").invoice_ids.amount_total, 40)
        self.assertEqual(self.waiting.state, "waiting")

    def test_a_deliverable_or_a_phase_that_gets_its_code_now_makes_due(self):
        item = self.project.deliverable_ids.filtered(lambda x: x.code == "render")
        item.with_user(self.lead).code = "nothing-has-this-code"
        self._assert_due(self.waiting)
        phase = self.project.milestone_ids.filtered(lambda x: x.code == "construction")
        supplement = self._sign_supplement()
        drawings = supplement.plan_line_ids.filtered(lambda x: x.name == "Drawings")
        drawings.sudo().write({"trigger_code": "site", "triggered_date": False})
        self.assertEqual(drawings.state, "waiting")
        phase.with_user(self.lead).code = "site"
        self.assertEqual(drawings.state, "due")

    def test_a_plan_made_after_the_signature_is_due_by_its_day(self):
        contract = self.make_contract()
        template, contract.plan_template_id = contract.plan_template_id, False
        with freeze_time("2031-05-01 04:00:00"):
            contract.action_sign()
        self.assertFalse(contract.plan_ids)
        self.project = contract.project_ids
        with freeze_time(SIGNED_AT):
            self.sign("concept")
        contract.plan_template_id = template
        contract.with_user(self.rep).action_create_plan()
        concept = contract.plan_line_ids.filtered(lambda x: x.name == "Concept")
        self.assertEqual((concept.state, concept.triggered_date), ("due", SIGNED_ON))
        self.assertEqual(concept.due_date, date(2031, 5, 28))

    def test_a_supplement_owes_nothing_before_it_was_signed(self):
        supplement = self._sign_supplement()
        drawings = supplement.plan_line_ids.filtered(lambda x: x.name == "Drawings")
        self.assertEqual(drawings.triggered_date, supplement.date_signed)
        self.assertGreater(drawings.triggered_date, SIGNED_ON)

    def test_the_night_finds_what_two_at_one_moment_missed(self):
        # Neither the plan nor the signature saw the other's change.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_payment_plan_line SET trigger_code = 'render' WHERE id = %s",
            [self.waiting.id],
        )
        self.env.invalidate_all()
        self._run_night()
        self._assert_due(self.waiting)

    def test_what_finance_let_wait_again_goes_on_waiting(self):
        self.waiting.trigger_code = "render"
        self.waiting._take_back("the client disputes it")
        self.assertEqual(self.waiting.state, "waiting")
        self._run_night()
        self.contract.plan_ids.write(
            {"line_ids": [Command.update(self.waiting.id, {"name": "Still"})]}
        )
        self.contract._link_plan_to_project()
        self.waiting.with_user(self.rep).trigger_code = "concept"
        self.waiting.with_user(self.rep).trigger_code = "render"
        self.assertEqual(self.waiting.state, "waiting")

    def _run_night(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_finance_link.ir_cron_update_instalments"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_the_night_asks_once_for_all_of_them(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["crm.payment.plan.line"]._follow_missed()
            return self.env.cr.sql_log_count - before

        self.env["crm.payment.plan.line"]._follow_missed()
        once = count()
        for _number in range(2):
            contract = self.make_contract()
            contract.action_sign()
        self.assertEqual(count(), once)
