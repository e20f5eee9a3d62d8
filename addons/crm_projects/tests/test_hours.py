from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .time_common import TimeCommon


@tagged("post_install", "-at_install")
class TestHours(TimeCommon):
    """Hours on deliverables and phases: booked, refused, planned against spent."""

    def test_hours_on_a_deliverable_belong_to_its_phase_and_project(self):
        line = self.book(3)
        self.assertEqual(line.phase_id, self.first)
        self.assertEqual(line.project_id, self.project)
        self.assertEqual(line.employee_id, self.worker)
        self.book(1.5, phase_id=self.first.id)
        self.book(2, self.second, project_id=self.project.id)
        self.assertEqual(self.concept.spent_hours, 3)
        self.assertEqual(self.first.spent_hours, 4.5)
        self.assertEqual(self.project.spent_hours, 6.5)
        self.assertEqual(self.project.with_user(self.designer).my_hours, 4.5)

    def test_hours_on_a_task_belong_to_the_phase_of_the_task(self):
        task = self.env["project.task"].create(
            {
                "name": "Model",
                "project_id": self.project.id,
                "milestone_id": self.last.id,
                "user_ids": self.designer.ids,
            }
        )
        line = self.book(2, task_id=task.id)
        self.assertEqual(line.phase_id, self.last)
        task.milestone_id = self.first
        self.assertEqual(line.phase_id, self.first)

    def test_a_line_that_goes_is_spent_no_more(self):
        line = self.book(3)
        self.assertEqual(self.first.spent_hours, 3)
        line.unit_amount = 1
        self.assertEqual(self.first.spent_hours, 1)
        line.unlink()
        self.assertEqual(self.first.spent_hours, 0)
        self.assertEqual(self.project.spent_hours, 0)

    # -- planned -----------------------------------------------------------------------

    def test_the_hours_of_a_project_are_shared_out_by_the_fee(self):
        self.assertEqual(self.first.planned_hours, 40)
        self.assertEqual(self.last.planned_hours, 60)
        self.assertEqual(self.concept.planned_hours, 20)
        self.last.fee_percent = 40
        self.assertEqual(self.first.planned_hours, 50)

    def test_without_shares_of_the_fee_the_weights_count(self):
        self.project.milestone_ids.fee_percent = 0
        self.first.weight = 60
        self.last.weight = 20
        self.assertEqual(self.first.planned_hours, 75)

    def test_typed_hours_stand_and_the_rest_is_shared(self):
        self.last.with_user(self.lead).own_hours = 90
        self.assertEqual(self.first.planned_hours, 10)
        self.project.budget_hours = 200
        self.assertEqual(self.last.planned_hours, 90)
        self.assertEqual(self.first.planned_hours, 110)
        self.concept.own_hours = 100
        self.assertEqual(self.deliverable("render").planned_hours, 10)
        self.last.own_hours = 0
        self.assertEqual(self.last.planned_hours, 120)

    def test_hours_planned_for_tasks_are_not_planned_twice(self):
        self.env["project.task"].create(
            {
                "name": "Model",
                "project_id": self.project.id,
                "milestone_id": self.first.id,
                "allocated_hours": 10,
            }
        )
        self.assertEqual(self.first.planned_hours, 40)
        self.assertEqual(self.concept.planned_hours, 15)

    def test_the_budget_is_odoos_own_number(self):
        self.assertEqual(self.project.allocated_hours, 100)
        self.project.allocated_hours = 50
        self.assertEqual(self.project.budget_hours, 50)
        self.assertEqual(self.first.planned_hours, 20)

    def _estimate(self, **values):
        self.template.write({"fee_per_hour": 8, **values})
        contract = self.make_contract(self.customer)
        contract.action_sign()
        return contract.project_ids

    def test_hours_follow_from_the_fee_until_they_are_typed_in(self):
        project = self._estimate()
        self.assertEqual(
            (project.budget_hours, project.is_hours_estimated), (125, True)
        )
        self.assertEqual(sum(project.milestone_ids.mapped("planned_hours")), 125)
        project.with_user(self.lead).fee_per_hour = 10
        self.assertEqual(project.budget_hours, 100)
        project.with_user(self.lead).budget_hours = 90
        self.assertFalse(project.is_hours_estimated)
        project.with_user(self.lead).fee_per_hour = 20
        self.assertEqual(project.allocated_hours, 90)
        project.with_user(self.lead).action_estimate_hours()
        self.assertEqual((project.budget_hours, project.is_hours_estimated), (50, True))
        project.with_user(self.lead).allocated_hours = 70  # Odoo's own screen
        self.assertFalse(project.is_hours_estimated)
        # A supplement brings its own hours.
        project._change_budget(1000)
        self.assertEqual(project.budget_hours, 70)

    def test_hours_of_the_template_and_no_rate_are_no_estimate(self):
        project = self._estimate(allocated_hours=60)
        self.assertEqual(
            (project.budget_hours, project.is_hours_estimated), (60, False)
        )
        project = self._estimate(allocated_hours=0, fee_per_hour=0)
        self.assertEqual((project.budget_hours, project.is_hours_estimated), (0, False))
        self.assertFalse(self.template.is_hours_estimated)
        with self.assertRaises(AccessError):
            project.with_user(self.designer).read(["fee_per_hour"])
        with self.assertRaises(AccessError):
            project.with_user(self.designer).action_estimate_hours()

    def test_more_hours_than_planned_are_a_risk(self):
        self.project.budget_hours = 20
        self.book(8)
        self.assertFalse(self.first.is_overspent)
        self.book(1.2, self.second)
        self.assertTrue(self.first.is_overspent)
        self.assertEqual(self.project.overspent_percent, 15)
        self.assertIn("above those planned", self.project.risk_note)
        self.assertNotEqual(self.project.risk, "green")

    # -- refused -----------------------------------------------------------------------

    def _refused(self, words, hours=1, **values):
        with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
            self.book(hours, **values)

    def test_hours_that_cannot_be_are_refused_with_the_reason(self):
        self._refused("less than nothing", -1)
        self._refused("more than a day has", 25)
        self._refused("still to come", date=self.today + timedelta(days=1))
        self._refused("begins on", date="2020-01-01")

    def test_a_day_has_24_hours_for_one_person(self):
        self.book(20)
        self.book(20, self.second)
        self._refused("would have 25 hours", 5)
        self.book(5, date=self.yesterday)

    def test_a_closed_phase_takes_hours_of_before_only(self):
        self.first.is_reached = True
        self.first.reached_date = self.yesterday
        self._refused("Phase Concept .* closed")
        line = self.book(2, date=self.yesterday)
        with self.assertRaisesRegex(ValidationError, "closed"):
            line.date = self.today
        self.book(2, deliverable_id=self.deliverable("construction").id)

    def test_places_that_do_not_belong_together_are_refused(self):
        self._refused(
            "belongs to phase Concept",
            deliverable_id=self.concept.id,
            phase_id=self.last.id,
        )
        other = self.make_contract(self.other_customer)
        other.action_sign()
        self._refused(
            "belongs to Hall",
            project_id=other.project_ids.id,
            phase_id=self.first.id,
        )

    # -- rights ------------------------------------------------------------------------

    def test_everybody_books_for_himself(self):
        line = self.book(2)
        with self.assertRaises(AccessError):
            line.with_user(self.second).unit_amount = 1
        with self.assertRaises(AccessError):
            line.with_user(self.second).read(["unit_amount"])
        self.make_employee(self.rep)
        with self.assertRaises(AccessError):
            self.book(1, self.rep)
        self.assertEqual(line.with_user(self.lead).unit_amount, 2)
        with self.assertRaises(AccessError):
            self.book(1, self.second, employee_id=self.worker.id)

    def test_a_project_that_is_closed_to_him_takes_no_hours(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.second.partner_id.ids)
        with self.assertRaises(AccessError):
            self.book(1, self.second)

    def test_sales_sees_no_hours(self):
        self.book(2)
        project = self.project.with_user(self.rep)
        for name in ("spent_hours", "budget_hours", "overspent_percent"):
            with self.assertRaises(AccessError, msg=name):
                project.read([name])
        self.assertTrue(project.risk)

    # -- cost --------------------------------------------------------------------------

    def test_booking_costs_the_same_for_ten_times_the_hours(self):
        def cost(count):
            vals = [
                {
                    "deliverable_id": self.concept.id,
                    "unit_amount": 0.1,
                    "date": self.today,
                    "name": f"Line {number}",
                }
                for number in range(count)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines = self.env["account.analytic.line"].with_user(self.designer)
            lines.create(vals)._check_hours()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(30), cost(3) + 30)
