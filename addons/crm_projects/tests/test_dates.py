from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import DeliverableCommon


class TestDates(DeliverableCommon):
    """Late clients move dates, late deliverables are reminded of, risks are shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "boss", "project.group_project_manager")
        cls.first, cls.second = cls.project.milestone_ids.sorted("sequence")
        cls.concept.user_id = cls.designer

    def _watch(self, day):
        """Run the nightly job on ``day``, at noon in China."""
        self.env.flush_all()
        with freeze_time(f"{day} 04:00:00"):
            job = self.env.ref("crm_projects.ir_cron_watch_projects")
            with self.enter_registry_test_mode():
                job.method_direct_trigger()
            self.env.invalidate_all()

    def _release_on(self, day, deliverable=None):
        with freeze_time(f"{day} 04:00:00"):
            version = self.release(deliverable)
            self.env.flush_all()
        return version

    def _sign_on(self, version, day):
        with freeze_time(f"{day} 04:00:00"):
            self.sign(version)
            self.env.flush_all()

    # -- the client's review -----------------------------------------------------------

    def test_a_review_of_four_working_days_moves_nothing(self):
        end = self.project.date
        version = self._release_on("2026-03-09")
        self._sign_on(version, "2026-03-13")
        self.assertEqual(self.project.date, end)
        self.assertFalse(self.project.delay_ids)

    def test_a_longer_review_moves_what_follows_and_says_so(self):
        version = self._release_on("2026-03-09")
        self._sign_on(version, "2026-03-17")
        delay = self.project.delay_ids
        self.assertEqual((delay.cause, delay.days), ("client_review", 2))
        self.assertEqual(delay.version_id, version)
        self.assertEqual(self.second.planned_start_date, date(2026, 3, 18))
        self.assertEqual(self.second.deadline, date(2026, 4, 15))
        self.assertEqual(self.project.date, date(2026, 4, 15))
        bodies = str(self.project.message_ids.mapped("body"))
        self.assertIn("6 working days, 4 are agreed", bodies)

    def test_each_night_moves_by_the_days_of_that_night_once(self):
        self._release_on("2026-03-09")
        for day, days in (("2026-03-13", 0), ("2026-03-16", 1), ("2026-03-16", 1)):
            self._watch(day)
            self.assertEqual(sum(self.project.delay_ids.mapped("days")), days, day)
        self._watch("2026-03-18")
        self.assertEqual(self.project.delay_ids.days, 3)
        self.assertEqual(self.second.deadline, date(2026, 4, 16))

    def test_the_days_a_client_may_take_are_configured(self):
        self.env["ir.config_parameter"].set_param(
            "crm_projects.client_review_days", "9"
        )
        version = self._release_on("2026-03-09")
        self._sign_on(version, "2026-03-17")
        self.assertFalse(self.project.delay_ids)

    def test_a_recorded_delay_stays(self):
        delay = self.env["project.delay"].create(
            {"project_id": self.project.id, "milestone_id": self.first.id, "days": 1}
        )
        with self.assertRaises(AccessError):
            delay.with_user(self.designer).days = 9
        with self.assertRaises(AccessError):
            delay.with_user(self.designer).unlink()
        self.assertEqual(delay.with_user(self.rep).days, 1)

    # -- reminders ---------------------------------------------------------------------

    def _reminded(self):
        activities = self.concept.activity_ids.filtered("summary")
        return activities.sorted("id").user_id.mapped("login")

    def test_the_designer_then_the_lead_then_the_manager(self):
        self._watch("2026-03-13")
        self.assertEqual(self._reminded(), [])
        self._watch("2026-03-16")
        self.assertEqual(self._reminded(), ["designer"])
        self._watch("2026-03-17")
        self.assertEqual(self._reminded(), ["designer"])
        self._watch("2026-03-18")
        self.assertEqual(self._reminded(), ["designer", "lead"])
        self._watch("2026-03-23")
        self.assertEqual(self.concept.reminder_level, 3)

    def test_nights_that_were_left_out_leave_nobody_out(self):
        employees = self.env["hr.employee"].create(
            [
                {"name": user.name, "user_id": user.id}
                for user in (self.manager, self.lead)
            ]
        )
        employees[1].parent_id = employees[0]
        self._watch("2026-03-23")
        self.assertEqual(self._reminded(), ["designer", "lead", "boss"])
        self._watch("2026-03-24")
        self.assertEqual(len(self._reminded()), 3)

    def test_a_lead_who_draws_himself_is_reminded_once(self):
        self.concept.user_id = self.lead
        self._watch("2026-03-23")
        self.assertEqual(self._reminded(), ["lead"])

    def test_late_tasks_are_reminded_of_until_they_are_done(self):
        task = self.env["project.task"].create(
            {
                "name": "Model",
                "project_id": self.project.id,
                "user_ids": self.designer.ids,
                "date_deadline": "2026-03-13 10:00:00",
            }
        )
        self._watch("2026-03-16")
        self.assertEqual(task.activity_ids.user_id, self.designer)
        self._watch("2026-03-18")
        self.assertEqual(task.activity_ids.user_id, self.designer | self.lead)
        self.assertEqual(len(task.activity_ids), 2)
        task.with_user(self.designer).state = "1_done"
        self.assertFalse(task.activity_ids)

    def test_what_is_out_is_not_reminded_of(self):
        self._watch("2026-03-16")
        self.assertTrue(self._reminded())
        self._release_on("2026-03-16")
        self.assertEqual(self._reminded(), [])
        self._watch("2026-03-17")
        self.assertEqual(self._reminded(), [])

    def test_a_new_date_begins_anew(self):
        self._watch("2026-03-16")
        self.concept.deadline = date(2026, 3, 20)
        self.assertEqual(self.concept.reminder_level, 0)

    # -- risk --------------------------------------------------------------------------

    def test_the_risk_follows_from_the_records(self):
        self._watch("2026-03-03")
        self.assertEqual((self.project.risk, self.project.delay_days), ("green", 0))
        self._watch("2026-03-17")
        self.assertEqual(self.project.risk, "amber")
        with freeze_time("2026-03-17 04:00:00"):
            self.project.invalidate_recordset()
            self.assertIn("2 deliverables are late", self.project.risk_note)
        self._watch("2026-04-28")
        self.assertEqual(self.project.risk, "red")
        # 13 April was the first planned end.
        self.assertEqual(self.project.delay_days, 11)
        self.assertEqual(self.project.with_user(self.rep).risk, "red")

    def test_after_his_remark_the_time_is_ours(self):
        version = self._release_on("2026-03-09")
        comment = version.sudo()._comment_as_client("The door", (1, 10, 10))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE project_deliverable_comment SET create_date = '2026-03-10 04:00' "
            "WHERE id = %s",
            comment.ids,
        )
        self.env.invalidate_all()
        self._sign_on(version, "2026-03-30")
        self.assertEqual(version.client_days, 1)
        self.assertFalse(self.project.delay_ids)

    # -- on time -----------------------------------------------------------------------

    def test_on_time_is_the_first_release_against_the_date_of_that_day(self):
        self._release_on("2026-03-13")
        late = self.deliverable("render")
        self._release_on("2026-03-16", late)
        self.assertEqual(self.concept.delivery, "on_time")
        self.assertEqual(late.delivery, "late")
        # Moving the date afterwards changes nothing.
        late.deadline = date(2026, 12, 31)
        self.assertEqual(late.delivery, "late")
        self.assertEqual(self.project.on_time_rate, 50)
        action = self.project.action_view_deliveries()
        items = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(items, self.concept | late)
        self.assertEqual(self.deliverable("construction").delivery, "open")

    def test_who_draws_it_does_not_say_when_it_is_due_or_came(self):
        item = self.concept.with_user(self.designer)
        self.assertFalse(item.may_plan)
        with self.assertRaisesRegex(AccessError, "changed by who leads"):
            item.deadline = date(2026, 12, 31)
        for record, name, value in (
            (item, "delivered_on", "2026-03-01"),
            (item, "delivery", "on_time"),
            (item.milestone_id, "progress", 100),
        ):
            with self.assertRaisesRegex(AccessError, "not typed in"):
                record.write({name: value})
        self.project.user_id = self.designer
        item.deadline = date(2026, 12, 31)
        self.assertTrue(item.may_plan)

    def test_an_update_is_written_from_the_records(self):
        version = self._release_on("2026-03-09")
        self._sign_on(version, "2026-03-17")
        action = self.project.with_user(self.lead).action_write_update()
        update = self.env["project.update"].browse(action["res_id"])
        self.assertEqual(update.progress, round(self.project.design_progress))
        text = str(update.description)
        for words in ("Concept", "2 working days", "Review by the client"):
            self.assertIn(words, text)

    # -- cost --------------------------------------------------------------------------

    def _cost(self, projects):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        projects._watch()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _make_projects(self, count, **values):
        contracts = [self.make_contract(self.customer) for _each in range(count)]
        for contract in contracts:
            contract.write(values)
            contract.action_sign()
        return self.env["project.project"].concat(
            *[contract.project_ids for contract in contracts]
        )

    def test_a_quiet_night_costs_the_same_for_ten_times_the_projects(self):
        start = fields.Date.today() + timedelta(days=30)
        few = self._make_projects(1, date_start=start)
        many = few | self._make_projects(9, date_start=start)
        self._cost(few)
        self.assertLessEqual(self._cost(many), self._cost(few) + 2)

    def test_a_night_among_the_late_costs_the_same_for_ten_times_the_projects(self):
        many = self._make_projects(10)
        tasks = self.env["project.task"].create(
            [
                {
                    "name": "Model",
                    "project_id": project.id,
                    "user_ids": self.designer.ids,
                    "date_deadline": "2026-03-13 10:00:00",
                }
                for project in many
            ]
        )
        with freeze_time("2026-03-09 04:00:00"):
            for project in many:
                self.release(self.deliverable("concept", project))
        with freeze_time("2026-03-27 04:00:00"):
            # Each project's client is late, its task is; the dates move, all are told.
            self._cost(many)
            self.assertEqual(many.delay_ids.project_id, many)
            self.assertEqual(set(tasks.mapped("reminder_level")), {3})
            self.assertEqual(set(many.mapped("risk")), {"red"})
            self._cost(many[0])
            self.assertLessEqual(self._cost(many), self._cost(many[0]) + 2)
