from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .time_common import TimeCommon


@tagged("post_install", "-at_install")
class TestMyHours(TimeCommon):
    """A designer books the hours of his week."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.concept.user_id = cls.designer

    def _lines(self, user=None):
        return self.env["account.analytic.line"].with_user(user or self.designer)

    def _row(self, user=None, day=None):
        """Return the row of the concept."""
        rows = self._lines(user).get_my_week(day)["rows"]
        concept = self.concept.id
        (row,) = [row for row in rows if row["place"]["deliverable_id"] == concept]
        return row

    def _set(self, total, seen, day=None, user=None, place=None):
        place = place or self._row()["place"]
        return self._lines(user).set_my_hours(place, day or self.today, total, seen)

    def test_what_he_is_to_do_is_there_to_book_on(self):
        row = self._row()
        self.assertEqual(row["name"], "concept")
        self.assertEqual(row["phase"], "Concept")
        self.assertEqual(row["hours"], [0.0] * 7)
        self.assertEqual(self._set(3.5, 0), 3.5)
        self.assertEqual(self._row()["hours"][self.today.weekday()], 3.5)
        self.assertEqual(self.concept.spent_hours, 3.5)

    def test_the_same_request_twice_books_once(self):
        self._set(4, 0)
        self._set(4, 0)
        self.assertEqual(self.concept.spent_hours, 4)

    def test_who_looks_at_old_hours_is_told(self):
        self._set(4, 0)
        with self.assertRaisesRegex(UserError, "4 now, not 0"):
            self._set(2, 0)
        self._set(2, 4)
        self.assertEqual(self.concept.spent_hours, 2)

    def test_lines_with_notes_stay_as_long_as_they_can(self):
        first = self.book(2, name="Plan")
        second = self.book(3, name="Section")
        self._set(4, 5)
        self.assertEqual((first.unit_amount, second.unit_amount), (2, 2))
        self._set(0, 4)
        self.assertFalse((first | second).exists())

    def test_other_places_are_rows_of_their_own(self):
        self.book(2, project_id=self.project.id, phase_id=self.last.id)
        self.book(1)
        names = [row["name"] for row in self._lines().get_my_week()["rows"]]
        self.assertLessEqual({"Construction", "concept"}, set(names))
        last_week = self._lines().get_my_week(self.today - timedelta(days=7))
        self.assertFalse(last_week["is_current"])
        self.assertFalse(sum(sum(row["hours"]) for row in last_week["rows"]))

    def test_what_cannot_be_is_refused_and_nothing_is_changed(self):
        for total, day in ((-1, None), (25, None), (1, self.today + timedelta(days=1))):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._set(total, 0, day)
        self.assertFalse(self.concept.spent_hours)

    def test_everybody_sees_and_books_his_own(self):
        self.book(2)
        place = self._row()["place"]
        self.assertFalse(self._lines(self.second).get_my_week()["rows"])
        # Zero hours of his own, whatever the colleague has booked there.
        self._set(1, 0, user=self.second, place=place)
        self.assertEqual(self.concept.spent_hours, 3)
        with self.assertRaises(AccessError):
            self._lines(self.rep).get_my_week()

    def test_the_week_costs_the_same_for_ten_times_the_rows(self):
        def cost(count):
            self.env["project.deliverable"].create(
                [
                    {
                        "name": f"Plan {number}",
                        "milestone_id": self.first.id,
                        "user_id": self.designer.id,
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._lines().get_my_week()
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(30), cost(3))

    def test_the_workbench_leads_to_it(self):
        self.concept.deadline = self.today
        bench = self.env["crm.workbench"].with_user(self.designer)
        acts = [act["name"] for card in bench.load()["cards"] for act in card["acts"]]
        self.assertIn("hours", acts)


@tagged("post_install", "-at_install")
class TestTimeTour(HttpCase, TimeCommon):
    def test_hours_are_booked_and_the_workload_opens_its_work(self):
        self.lead.group_ids |= self.timesheet_group
        self.make_employee(self.lead, 300)
        self.concept.write({"user_id": self.lead.id, "own_hours": 30})
        self.concept.name = "Tour drawings"
        self.first.write(
            {
                "planned_start_date": self.today,
                "deadline": self.today + timedelta(days=5),
            }
        )
        calendar = self.env.company.resource_calendar_id
        self.env.company.working_calendar = "weekdays"
        # Whatever day the test runs on, today is worked.
        if not calendar.attendance_ids.filtered(
            lambda each: each.dayofweek == str(self.today.weekday())
        ):
            self.env["resource.calendar.attendance"].create(
                {
                    "name": "Today",
                    "calendar_id": calendar.id,
                    "dayofweek": str(self.today.weekday()),
                    "hour_from": 8,
                    "hour_to": 16,
                }
            )
        self.start_tour("/odoo/my-hours", "crm_projects_hours", login="lead")
        self.assertEqual(self.concept.spent_hours, 3.5)
        self.start_tour("/odoo/workload", "crm_projects_workload", login="lead")
