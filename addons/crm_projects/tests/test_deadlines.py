from datetime import date

from odoo.exceptions import AccessError, UserError

from .common import DeliverableCommon


class TestDeadlines(DeliverableCommon):
    """A deadline follows the plan of the phase, unless it was set by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.project.milestone_ids.sorted("sequence")
        cls.render = cls.deliverable("render")

    def _body(self, item):
        return str(item.message_ids[0].body)

    def test_what_is_set_by_hand_stays_and_emptied_follows_again(self):
        item = self.concept.with_user(self.lead)
        item.deadline = date(2026, 3, 9)
        self.first.deadline = date(2026, 3, 20)
        self.assertEqual(item.deadline, date(2026, 3, 9))
        self.assertEqual(self.render.deadline, date(2026, 3, 20))
        self.assertTrue(item.has_own_deadline)
        self.project._schedule_phases(date(2026, 4, 1))
        self.assertEqual(item.deadline, date(2026, 3, 9))
        self.assertEqual(self.render.deadline, self.first.deadline)
        item.deadline = False
        self.assertEqual(item.deadline, self.first.deadline)
        self.assertFalse(item.has_own_deadline)
        with self.assertRaisesRegex(AccessError, "not typed in"):
            item.has_own_deadline = True

    def test_what_others_delay_moves_what_was_set_by_hand(self):
        self.concept.deadline = date(2026, 3, 9)
        later = self.second.deliverable_ids[:1]
        later.deadline = date(2026, 4, 9)
        self.project._shift_phase(self.first, 5)
        self.assertEqual(self.concept.deadline, date(2026, 3, 16))
        self.assertEqual(later.deadline, date(2026, 4, 16))

    def test_what_is_signed_off_keeps_its_last_one(self):
        self.sign(self.release())
        self.first.deadline = date(2026, 3, 20)
        self.assertEqual(self.concept.deadline, date(2026, 3, 13))

    def test_moved_to_another_phase_it_follows_and_says_so(self):
        self.render.with_user(self.lead).milestone_id = self.second
        self.assertEqual(self.render.deadline, self.second.deadline)
        self.assertIn("2026-03-13 → 2026-04-13", self._body(self.render))
        self.concept.deadline = date(2026, 3, 9)
        self.concept.with_user(self.lead).milestone_id = self.second
        self.assertEqual(self.concept.deadline, date(2026, 3, 9))
        self.assertIn("set by hand and stays", self._body(self.concept))
        self.assertEqual(self.concept.message_ids[0].author_id, self.lead.partner_id)

    def test_who_draws_does_not_move_it(self):
        with self.assertRaisesRegex(AccessError, "changed by who leads"):
            self.render.with_user(self.designer).milestone_id = self.second
        # Written as it is, nothing is moved.
        self.render.with_user(self.designer).milestone_id = self.first
        self.assertEqual(self.render.milestone_id, self.first)

    def test_what_the_client_has_seen_stays_in_his_project(self):
        other = self.make_contract(self.other_customer)
        other.action_sign()
        target = other.project_ids.milestone_ids[0]
        self.release(self.render)
        with self.assertRaisesRegex(UserError, "it stays in that project"):
            self.render.with_user(self.lead).milestone_id = target
        self.concept.with_user(self.lead).milestone_id = target
        self.assertEqual(self.concept.project_id, other.project_ids)
