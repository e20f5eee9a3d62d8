from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import DeliverableCommon

MONDAY = "2026-03-02"


class TestPhaseTimeline(DeliverableCommon):
    """Dragging a phase plans anew by the rule, for those who plan and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.project.milestone_ids._in_list_order()
        cls.project._schedule_phases(date(2026, 3, 2))

    def _move(self, phase, start, end, user=None):
        return phase.with_user(user or self.lead).action_move_planned(start, end)

    @freeze_time(MONDAY)
    def test_what_follows_moves_by_the_same_working_days(self):
        before = (self.second.planned_start_date, self.second.deadline)
        self.assertEqual(before[0], date(2026, 3, 16))
        sentence = self._move(self.first, "2026-03-03", "2026-03-20")
        self.assertEqual(self.first.planned_start_date, date(2026, 3, 3))
        self.assertEqual(self.first.duration_days, 14)
        self.assertEqual(self.second.planned_start_date, date(2026, 3, 23))
        self.assertEqual(self.project.date, self.second.deadline)
        self.assertIn("5 working days", sentence)
        self.assertIn(sentence, self.project.message_ids[0].body)
        self._move(self.first, "2026-03-03", "2026-03-13")
        self.assertEqual((self.second.planned_start_date, self.second.deadline), before)

    @freeze_time(MONDAY)
    def test_who_leads_it_drags_without_more_rights(self):
        self.project.user_id = self.designer
        self.assertTrue(self.first.with_user(self.designer).can_replan)
        self._move(self.first, "2026-03-03", "2026-03-20", self.designer)
        self.assertEqual(self.second.planned_start_date, date(2026, 3, 23))
        author = self.project.message_ids[0].author_id
        self.assertEqual(author, self.designer.partner_id)

    @freeze_time(MONDAY)
    def test_planning_anew_keeps_what_was_drawn(self):
        self._move(self.first, "2026-03-02", "2026-03-20")
        self.project.with_user(self.lead).action_reschedule()
        self.assertEqual(self.first.deadline, date(2026, 3, 20))

    @freeze_time(MONDAY)
    def test_days_off_are_no_days_of_work(self):
        self._move(self.second, "2026-03-21", "2026-04-05")  # weekend, Qingming
        self.assertEqual(self.second.planned_start_date, date(2026, 3, 23))
        self.assertEqual(self.second.deadline, date(2026, 4, 7))

    @freeze_time(MONDAY)
    def test_what_has_begun_keeps_its_start(self):
        self.first.with_user(self.designer).action_start()
        self._move(self.first, "2026-03-10", "2026-03-20")
        self.assertEqual(self.first.planned_start_date, date(2026, 3, 2))
        self.assertEqual(self.first.deadline, date(2026, 3, 20))

    def test_who_does_not_plan_moves_nothing(self):
        for user in (self.designer, self.rep):
            self.assertFalse(self.first.with_user(user).can_replan)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._move(self.first, "2026-03-03", "2026-03-20", user)
        self.assertTrue(self.first.with_user(self.lead).can_replan)

    def test_bad_places_are_refused_in_a_sentence(self):
        with self.assertRaisesRegex(UserError, "Construction waits for Concept"):
            self._move(self.second, "2026-03-10", "2026-04-10")
        for days in (("2026-03-20", "2026-03-02"), (False, False)):
            with self.assertRaisesRegex(UserError, "before it starts"):
                self._move(self.first, *days)
        self.first.is_reached = True
        with self.assertRaisesRegex(UserError, "cannot be planned anew"):
            self._move(self.first, "2026-03-03", "2026-03-20")
        phase = self.template.milestone_ids[0]
        with self.assertRaisesRegex(UserError, "cannot be planned anew"):
            self._move(phase, "2026-03-03", "2026-03-20")

    def test_colours_say_how_late_it_is(self):
        phase = self.first
        for today, state in (("2026-03-02", "planned"), ("2026-06-01", "late")):
            with freeze_time(today):
                phase.invalidate_recordset()
                self.assertEqual(phase.delay_state, state)
        with freeze_time("2026-03-03"):
            phase.action_start()
            self.assertEqual(phase.delay_state, "running")
            phase.is_reached = True
            self.assertEqual(phase.delay_state, "reached")
        phase.reached_date = date(2026, 3, 30)
        self.assertEqual(phase.delay_state, "reached_late")
