from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .common import DeliverableCommon


class TestPhases(DeliverableCommon):
    """Dates in working days, dependencies, and the gate before a phase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env.company._get_work_day()
        cls.first, cls.second = cls.project.milestone_ids.sorted("sequence")

    def _add_phase(self, name, **values):
        return self.env["project.milestone"].create(
            {"name": name, "project_id": self.project.id, "sequence": 90, **values}
        )

    def _dates(self, phase):
        return phase.planned_start_date, phase.deadline

    def test_a_phase_follows_what_it_names(self):
        parallel = self._add_phase("Model", depend_on_ids=self.first.ids)
        parallel.duration_days = 3
        self.project._schedule_phases(date(2026, 3, 2))
        self.assertEqual(self._dates(self.second)[0], date(2026, 3, 16))
        self.assertEqual(self._dates(parallel), (date(2026, 3, 16), date(2026, 3, 18)))

    def test_what_has_begun_keeps_its_days_when_the_dates_are_planned_anew(self):
        self.first.actual_start_date = date(2026, 3, 4)
        self.project._schedule_phases(date(2026, 3, 2), date(2026, 3, 20))
        # Still running on the 20th: it is not planned to have ended before.
        self.assertEqual(self._dates(self.first), (date(2026, 3, 4), date(2026, 3, 20)))
        self.assertEqual(self._dates(self.second)[0], date(2026, 3, 23))

    def test_the_button_plans_from_today(self):
        self.project.with_user(self.lead).action_reschedule()
        self.assertGreaterEqual(self.project.date, self.today)
        self.project.write({"date_start": False, "date": False})
        with self.assertRaisesRegex(UserError, "no planned start"):
            self.project.action_reschedule()

    def test_years_without_known_holidays_are_said(self):
        self.project._schedule_phases(date(2098, 12, 29))
        self.assertIn("2099", str(self.project.message_ids[0].body))
        count = len(self.project.message_ids)
        self.project._schedule_phases(date(2026, 3, 2))
        self.assertEqual(len(self.project.message_ids), count)
        company = self.project.company_id or self.contract.company_id
        company.working_calendar = "weekdays"
        self.project._schedule_phases(date(2098, 12, 29))
        self.assertEqual(len(self.project.message_ids), count)

    def test_a_company_of_weekdays_knows_no_make_up_days(self):
        # 10 October 2026 is a Saturday that is worked for the National Day.
        self.second.duration_days = 1
        self.first.duration_days = 1
        self.project._schedule_phases(date(2026, 10, 9))
        self.assertEqual(self.second.deadline, date(2026, 10, 10))
        self.contract.company_id.working_calendar = "weekdays"
        self.project._schedule_phases(date(2026, 10, 9))
        self.assertEqual(self.second.deadline, date(2026, 10, 12))

    def test_phases_that_wait_for_one_another_are_refused_by_name(self):
        with self.assertRaisesRegex(
            ValidationError, "Concept → Construction → Concept"
        ):
            self.first.depend_on_ids = self.second
        other = self.template.milestone_ids[0]
        with self.assertRaisesRegex(ValidationError, "another project"):
            self.second.depend_on_ids = other

    def test_dates_backwards_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "before it starts"):
            self.first.deadline = date(2026, 1, 1)
        self.first.is_reached = True
        with self.assertRaisesRegex(ValidationError, "before it began"):
            self.first.actual_start_date = date(2999, 1, 1)

    def test_copies_of_phases_follow_copies(self):
        phases = self.template.milestone_ids.sorted("sequence")
        third = phases[0].copy({"name": "Third", "sequence": 99, "fee_percent": 0})
        third.depend_on_ids = phases[0]
        contract = self.make_contract(self.other_customer)
        contract.action_sign()
        copied = contract.project_ids.milestone_ids.filtered(
            lambda phase: phase.name.startswith("Third")
        )
        self.assertEqual(copied.depend_on_ids.project_id, contract.project_ids)
        self.assertEqual(copied.depend_on_ids.code, phases[0].code)

    # -- the gate --------------------------------------------------------------------

    def _close_gate(self):
        self.second.write(
            {
                "gate": "previous",
                "check_ids": [Command.create({"name": "Materials are chosen"})],
            }
        )

    def test_a_phase_begins_when_all_before_it_is_there(self):
        self._close_gate()
        phase = self.second.with_user(self.designer)
        self.assertIn("Materials are chosen", phase.gate_note)
        with self.assertRaisesRegex(UserError, "Concept is not reached.*\n.*Materials"):
            phase.action_start()
        self.first.is_reached = True
        with self.assertRaisesRegex(UserError, "not ticked off"):
            phase.action_start()
        phase.check_ids.is_done = True
        self.assertEqual(phase.check_ids.done_by_id, self.designer)
        phase.action_start()
        self.assertEqual(phase.phase_state, "running")
        self.assertEqual(phase.actual_start_date, self.today)
        with self.assertRaisesRegex(UserError, "cannot be unticked"):
            phase.check_ids.is_done = False

    def test_nothing_of_a_phase_goes_out_before_its_gate_is_open(self):
        self._close_gate()
        item = self.deliverable("construction")
        version = self.upload(item)
        with self.assertRaisesRegex(UserError, "cannot begin yet"):
            version.action_release()
        self.assertEqual(item.state, "in_review")
        self.first.is_reached = True
        self.second.check_ids.is_done = True
        version.action_release()
        self.assertEqual(self.second.phase_state, "running")

    def test_who_does_not_plan_opens_no_gate(self):
        self._close_gate()
        phase = self.second.with_user(self.designer)
        for vals in ({"gate": "free"}, {"actual_start_date": "2026-03-04"}):
            with self.assertRaisesRegex(AccessError, "changed by who leads"):
                phase.write(vals)
        with self.assertRaisesRegex(AccessError, "changed by who leads"):
            phase.check_ids.unlink()
        with self.assertRaisesRegex(AccessError, "changed by who leads"):
            phase.check_ids.milestone_id = self.first
        self.project.user_id = self.designer
        phase.check_ids.unlink()
        phase.gate = "free"
        phase.action_start()
        self.assertEqual(phase.phase_state, "running")

    def test_a_template_does_not_begin(self):
        with self.assertRaisesRegex(UserError, "template"):
            self.template.milestone_ids[0].action_start()

    def test_the_work_of_a_phase_goes_to_the_least_loaded_of_its_role(self):
        role = self.env.ref("crm_projects.project_role_concept")
        self.project.member_ids = [
            Command.create({"role_id": role.id, "user_id": self.designer.id}),
            Command.create({"role_id": role.id, "user_id": self.lead.id}),
        ]
        busy = self.make_contract(self.other_customer)
        busy.action_sign()
        busy.project_ids.deliverable_ids[0].user_id = self.designer
        items = self.first.deliverable_ids
        items.role_id = role
        self.first.action_start()
        self.assertEqual(
            items.sorted("id").mapped("user_id.login"), ["lead", "designer"]
        )

    def _make_project_with_tasks(self, draw, site):
        """Return the project of a new contract, and its tasks by name."""
        phase, later = self.template.milestone_ids.sorted("sequence")
        whole = {"project_id": self.template.id, "milestone_id": phase.id}
        drawn = {**whole, "role_ids": draw.ids}
        base = Command.create({**drawn, "name": "Base"})
        self.env["project.task"].create(
            [
                {**drawn, "name": "Model", "allocated_hours": 40, "child_ids": [base]},
                {**whole, "name": "Survey", "role_ids": (draw | site).ids},
                {**whole, "name": "Free"},
                {**drawn, "name": "Anywhere", "milestone_id": False},
                {**drawn, "name": "Later", "milestone_id": later.id},
            ]
        )
        contract = self.make_contract(self.customer)
        contract.action_sign()
        project = contract.project_ids
        tasks = project.with_context(active_test=False).task_ids
        return project, {task.name: task for task in tasks}

    def test_tasks_of_a_template_go_to_the_least_loaded_of_their_roles(self):
        draw, site = (
            self.env.ref(f"crm_projects.project_role_{name}")
            for name in ("concept", "site")
        )
        project, tasks = self._make_project_with_tasks(draw, site)
        first, second = project.milestone_ids.sorted("sequence")
        self.assertEqual(tasks["Survey"].assign_role_ids, draw | site)
        self.assertFalse(tasks["Survey"].role_ids)
        self.assertFalse(project.task_ids.user_ids)
        project.member_ids = [
            Command.create({"role_id": draw.id, "user_id": self.designer.id}),
            Command.create({"role_id": site.id, "user_id": self.lead.id}),
        ]
        first.with_user(self.designer).action_start()
        self.assertEqual(tasks["Model"].user_ids, self.designer)
        # Forty hours are enough: what the other may do as well is his.
        self.assertEqual(tasks["Survey"].user_ids, self.lead)
        for name, people in (("Base", self.designer), ("Anywhere", self.designer)):
            self.assertEqual(tasks[name].user_ids, people, name)
        self.assertFalse(tasks["Free"].user_ids | tasks["Later"].user_ids)
        tasks["Later"].user_ids = self.rep  # named already: he keeps it
        second._start()
        self.assertEqual(tasks["Later"].user_ids, self.rep)

    def test_a_designer_does_not_move_what_others_plan(self):
        phase = self.first.with_user(self.designer)
        self.assertFalse(phase.may_plan)
        for name in ("deadline", "planned_start_date"):
            with self.assertRaisesRegex(AccessError, "changed by who leads"):
                phase.write({name: "2026-12-31"})
        with self.assertRaises(AccessError):
            phase.write({"name": "Concept", "deadline": "2026-12-31"})
        phase.write({"name": "Drawn"})
        self.project.user_id = self.designer
        for user in (self.designer, self.lead):
            self.assertTrue(self.first.with_user(user).may_plan)
            self.first.with_user(user).deadline = date(2027, 1, 4)
        self.assertEqual(self.first.deadline, date(2027, 1, 4))
        # Other projects of the company stay as Odoo has them.
        other = self.env["project.project"].create({"name": "Office move"})
        plain = self.env["project.milestone"].create(
            {"name": "Boxes", "project_id": other.id}
        )
        self.project.user_id = self.lead
        plain.with_user(self.designer).deadline = date(2027, 1, 4)
        # Dates that move by the rule, whoever sets it going.
        version = self.upload()
        version.action_release()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE project_deliverable_version SET released_at = '2026-03-02' "
            "WHERE id = %s",
            version.ids,
        )
        self.env.invalidate_all()
        before = self.second.deadline
        self.sign(version)
        self.assertGreater(self.second.deadline, before)
