from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .time_common import TimeCommon

#: A Monday; its week and the next have no public holiday.
NOW = "2026-11-23 02:00:00"
TODAY = date(2026, 11, 23)
WEEK = timedelta(days=7)


@tagged("post_install", "-at_install")
class TestWorkload(TimeCommon):
    """Who has how much to do in which week, who sees it, and who gives it away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.env["project.deliverable"].search([]).user_id = False
        cls.env["project.task"].search([]).user_ids = False
        cls.project.user_id = cls.lead
        cls.phase = cls.concept.milestone_id
        cls.phase.write(
            {"planned_start_date": TODAY, "deadline": TODAY + timedelta(days=11)}
        )
        cls.concept.write({"user_id": cls.designer.id, "own_hours": 60})
        cls.works = cls.env["project.workload"]
        cls.today = TODAY

    def _map(self, user=None, **kwargs):
        works = self.works.with_user(user or self.lead)
        return works.get_heat_map(**kwargs)

    def _cells(self, person, user=None, **kwargs):
        people = self._map(user, **kwargs)["people"]
        (row,) = [row for row in people if row["id"] == person.id]
        return row["cells"]

    # -- the figures -------------------------------------------------------------------

    def test_what_is_left_is_spread_over_the_working_days(self):
        cells = self._cells(self.designer)
        self.assertEqual([cell["hours"] for cell in cells[:3]], [30, 30, 0])
        self.assertEqual(cells[0]["capacity"], 40)
        self.assertEqual((cells[0]["percent"], cells[0]["level"]), (75, "well"))
        self.book(20)
        self.assertEqual(self._cells(self.designer)[0]["hours"], 20)
        self.assertEqual(len(self._cells(self.designer)), 12)

    def test_overload_is_said_in_hours(self):
        self.concept.own_hours = 100
        cell = self._cells(self.designer)[0]
        self.assertEqual((cell["level"], cell["over"]), ("over", 10))

    def test_late_work_is_due_now(self):
        self.phase.write(
            {"planned_start_date": date(2026, 11, 2), "deadline": date(2026, 11, 13)}
        )
        cells = self._cells(self.designer)
        self.assertEqual((cells[0]["hours"], cells[1]["hours"]), (60, 0))

    def test_leave_and_holidays_are_no_capacity_and_take_no_work(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.worker.resource_id.id,
                "calendar_id": self.worker.resource_calendar_id.id,
                "date_from": datetime(2026, 11, 22, 20),
                "date_to": datetime(2026, 11, 28, 15),
            }
        )
        cells = self._cells(self.designer)
        self.assertEqual((cells[0]["capacity"], cells[0]["level"]), (0, "away"))
        self.assertEqual(cells[1]["hours"], 60)
        # The National Day takes a week, the Saturday after it is worked.
        able = self.works._get_capacity(
            self.designer.ids, date(2026, 9, 28), date(2026, 10, 11)
        )
        self.assertEqual(sum(able[self.designer.id].values()), 6 * 8)
        self.assertEqual(able[self.designer.id][date(2026, 10, 10)], 8)

    def test_what_is_out_or_paused_is_no_load(self):
        self._join(self.designer)
        self.release()
        self.assertEqual(self._cells(self.designer)[0]["hours"], 0)

    def test_work_without_dates_or_hours_is_told_apart(self):
        self.concept.own_hours = 0
        self.project.budget_hours = 0
        (row,) = [
            each for each in self._map()["people"] if each["id"] == self.designer.id
        ]
        self.assertEqual(row["unplanned"], 1)
        self.project.write({"budget_hours": 100, "date": False, "date_start": False})
        self.phase.write({"deadline": False, "planned_start_date": False})
        self.concept.deadline = False
        (row,) = [
            each for each in self._map()["people"] if each["id"] == self.designer.id
        ]
        self.assertEqual(row["undated"], self.concept.planned_hours)

    def test_a_task_of_two_is_half_for_each(self):
        self.env["project.task"].create(
            {
                "name": "Model",
                "project_id": self.project.id,
                "allocated_hours": 20,
                "date_deadline": datetime(2026, 11, 27, 4),
                "user_ids": (self.second | self.lead).ids,
            }
        )
        self.assertEqual(self._cells(self.second)[0]["hours"], 10)
        self.assertEqual(self._cells(self.lead)[0]["hours"], 10)

    def test_a_phase_of_which_nothing_is_named_is_the_leads(self):
        phase = self.env["project.milestone"].create(
            {
                "name": "Site",
                "project_id": self.project.id,
                "own_hours": 8,
                "planned_start_date": TODAY,
                "deadline": TODAY + timedelta(days=1),
            }
        )
        self.assertEqual(self._cells(self.lead)[0]["hours"], 8)
        work = self.works.search([("phase_id", "=", phase.id)])
        with self.assertRaisesRegex(UserError, "no deliverables yet"):
            work.user_id = self.designer

    def test_later_weeks_are_paged_to(self):
        cells = self._cells(self.designer, start=TODAY + WEEK, weeks=4)
        self.assertEqual([cell["hours"] for cell in cells], [30, 0, 0, 0])
        self.assertTrue(self._map(start="2020-01-01")["is_first"])

    # -- behind the figures ------------------------------------------------------------

    def test_a_cell_opens_the_work_behind_it(self):
        works = self.works.with_user(self.lead)
        action = works.action_open_cell(self.designer.id, TODAY + WEEK)
        found = works.search(action["domain"])
        self.assertEqual(found.deliverable_id, self.concept)
        self.assertIn(f"{self.designer.name}: week of", action["display_name"])
        self.assertFalse(
            works.search(
                works.action_open_cell(self.designer.id, TODAY + 2 * WEEK)["domain"]
            )
        )
        nobodys = works.search([("user_id", "=", False)])
        self.assertIn(self.deliverable("render"), nobodys.deliverable_id)

    def test_work_is_given_to_somebody_else_from_there(self):
        self._join(self.second)
        work = self.works.with_user(self.lead).search(
            [("deliverable_id", "=", self.concept.id)]
        )
        work.web_save({"user_id": self.second.id}, {"user_id": {}})
        self.assertEqual(self.concept.user_id, self.second)
        self.assertEqual(self._cells(self.second)[0]["hours"], 30)
        with self.assertRaisesRegex(UserError, "Only who does"):
            work.write({"remaining_hours": 0})

    def test_a_task_is_handed_over_from_one_to_another(self):
        self._join(self.second)
        task = self.env["project.task"].create(
            {
                "name": "Model",
                "project_id": self.project.id,
                "allocated_hours": 20,
                "user_ids": (self.designer | self.lead).ids,
            }
        )
        work = self.works.search(
            [("task_id", "=", task.id), ("user_id", "=", self.designer.id)]
        )
        work.with_user(self.lead).user_id = self.second
        self.assertEqual(task.user_ids, self.second | self.lead)

    # -- rights ------------------------------------------------------------------------

    def _join(self, user):
        role = self.env.ref("crm_projects.project_role_concept")
        self.env["project.member"].create(
            {
                "project_id": self.project.id,
                "role_id": role.id,
                "user_id": user.id,
            }
        )

    def _seen(self, user):
        return {row["id"] for row in self._map(user)["people"]}

    def test_a_designer_sees_himself(self):
        self._join(self.second)
        self.assertEqual(self._seen(self.designer), {self.designer.id})
        works = self.works.with_user(self.second)
        self.assertFalse(works.search([("user_id", "=", self.designer.id)]))
        with self.assertRaisesRegex(AccessError, "do not see the workload"):
            self.works.with_user(self.designer).search([]).write(
                {"user_id": self.second.id}
            )

    def test_leads_see_the_people_of_their_projects_and_their_staff(self):
        self.assertLessEqual({self.designer.id, self.lead.id}, self._seen(self.lead))
        self.assertEqual(self._seen(self.second), {self.second.id})
        self.worker.parent_id = self.other_worker
        self.assertEqual(self._seen(self.second), {self.second.id, self.designer.id})
        self.worker.parent_id = False
        self._join(self.designer)
        self.project.user_id = self.second
        self.assertLessEqual(
            {self.second.id, self.designer.id, False}, self._seen(self.second)
        )
        # His work in a project that is hidden from the lead counts, and is shown.
        works = self.works.with_user(self.second)
        self.assertTrue(works.search([("user_id", "=", self.designer.id)]))

    def test_sales_and_finance_see_no_workload(self):
        for user in (self.rep, self.clerk):
            with self.assertRaises(AccessError):
                self._map(user)
            with self.assertRaises(AccessError):
                self.works.with_user(user).search([])

    # -- assignment --------------------------------------------------------------------

    def test_new_work_goes_to_whose_time_is_least_taken(self):
        role = self.env.ref("crm_projects.project_role_concept")
        self._join(self.designer)
        self._join(self.second)
        item = self.deliverable("render")
        item.role_id = role
        # Half a day of leave more than the other, and still less to do.
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.other_worker.resource_id.id,
                "calendar_id": self.other_worker.resource_calendar_id.id,
                "date_from": datetime(2026, 11, 24, 0),
                "date_to": datetime(2026, 11, 24, 4),
            }
        )
        self.phase.action_start()
        self.assertEqual(item.user_id, self.second)

    def test_who_is_away_gets_nothing_while_others_are_there(self):
        role = self.env.ref("crm_projects.project_role_concept")
        self._join(self.designer)
        self._join(self.second)
        item = self.deliverable("render")
        item.role_id = role
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.other_worker.resource_id.id,
                "calendar_id": self.other_worker.resource_calendar_id.id,
                "date_from": datetime(2026, 11, 20, 0),
                "date_to": datetime(2026, 12, 30, 0),
            }
        )
        self.phase.action_start()
        self.assertEqual(item.user_id, self.designer)

    # -- cost --------------------------------------------------------------------------

    def test_the_map_costs_the_same_for_ten_times_the_work(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._map()
            return self.env.cr.sql_log_count - before

        cost()
        few = cost()
        self.concept.copy({"milestone_id": self.phase.id})
        items = [
            {
                "name": f"Plan {number}",
                "milestone_id": self.phase.id,
                "own_hours": 1,
                "user_id": (self.designer | self.second | self.lead).ids[number % 3],
            }
            for number in range(30)
        ]
        self.env["project.deliverable"].create(items)
        self.assertLessEqual(cost(), few + 1)
