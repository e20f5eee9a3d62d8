from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import DeliverableCommon


class TestReach(DeliverableCommon):
    """A phase is reached when its client has signed, or its lead says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.project.milestone_ids.sorted("sequence")

    def _sign_phase(self, phase):
        for item in phase.deliverable_ids:
            self.sign(self.release(item))

    def test_nobody_ticks_what_is_not_signed(self):
        self.sign(self.release())
        for user in (self.designer, self.lead):
            phase = self.first.with_user(user)
            for tick in (
                lambda phase=phase: phase.write({"is_reached": True}),
                lambda phase=phase: phase.toggle_is_reached(True),
                lambda phase=phase: phase.project_id.milestone_ids.write(
                    {"is_reached": True}
                ),
            ):
                with self.assertRaises(UserError) as caught:
                    tick()
                self.assertIn("not signed off: render", str(caught.exception))
                self.assertIn(self.lead.name, str(caught.exception))
        self.assertIn("render", self.first.with_user(self.designer).reach_note)
        with self.assertRaises(UserError):
            self.first.with_user(self.designer).action_reach()
        with self.assertRaisesRegex(UserError, "not signed off: sketch"):
            self.env["project.milestone"].with_user(self.designer).create(
                {
                    "name": "Quick",
                    "project_id": self.project.id,
                    "is_reached": True,
                    "deliverable_ids": [Command.create({"name": "sketch"})],
                }
            )

    def test_when_all_is_signed_it_is_reached_and_may_be_ticked_again(self):
        self._sign_phase(self.first)
        self.assertTrue(self.first.is_reached)
        self.assertFalse(self.first.reach_note)
        with self.assertRaisesRegex(AccessError, "changed by who leads"):
            self.first.with_user(self.designer).is_reached = False
        self.first.with_user(self.lead).is_reached = False
        self.first.with_user(self.designer).action_reach()
        self.assertTrue(self.first.is_reached)
        self.assertFalse(self.first.reach_reason)

    def test_the_lead_marks_it_with_a_reason_that_stays(self):
        phase = self.first.with_user(self.lead)
        action = phase.action_reach()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        empty = wizards.with_user(self.lead).create({"reason": "  "})
        with self.assertRaisesRegex(UserError, "say why"):
            empty.action_reach()
        wizard = wizards.with_user(self.lead).create({"reason": "Taken over by word"})
        self.assertIn("concept, render", wizard.reach_note)
        wizard.action_reach()
        self.assertTrue(phase.is_reached)
        self.assertEqual(phase.reach_reason, "Taken over by word")
        for record in (self.first, self.project):
            message = record.message_ids.filtered(
                lambda each: "Taken over by word" in (each.body or "")
            )
            self.assertEqual(message.author_id, self.lead.partner_id)
            self.assertIn("concept, render", message.body)
        with self.assertRaisesRegex(UserError, "reached already"):
            wizard.action_reach()
        # The ledger is not rewritten, and set back it is empty.
        with self.assertRaisesRegex(AccessError, "not typed in"):
            phase.reach_reason = "Another one"
        phase.is_reached = False
        self.assertFalse(phase.reach_reason)

    def test_who_draws_overrides_nothing(self):
        other = new_test_user(self.env, "other_drawer", "project.group_project_user")
        for user in (self.designer, other):
            wizard = (
                self.env["project.milestone.reach"]
                .with_user(user)
                .create({"milestone_id": self.first.id, "reason": "I say so"})
            )
            with self.assertRaises(AccessError):
                wizard.action_reach()
        for vals in ({"code": "construction"}, {"reached_date": "2026-03-04"}):
            with self.assertRaisesRegex(AccessError, "changed by who leads"):
                self.first.with_user(self.designer).write(vals)
        self.assertFalse(self.first.is_reached)
        # Who leads the project need be no project manager.
        self.project.user_id = self.designer
        wizard.with_user(self.designer).action_reach()
        self.assertTrue(self.first.is_reached)

    def test_a_phase_without_deliverables_is_the_word_of_its_lead(self):
        self.second.deliverable_ids.unlink()
        with self.assertRaisesRegex(AccessError, "changed by who leads"):
            self.second.with_user(self.designer).action_reach()
        self.second.with_user(self.lead).action_reach()
        self.assertTrue(self.second.is_reached)

    def test_an_open_checklist_keeps_it_and_the_last_tick_reaches_it(self):
        check = Command.create({"name": "Minutes are signed"})
        self._sign_phase(self.second)
        self.second.is_reached = False
        self.second.write({"gate": "checks", "check_ids": [check]})
        with self.assertRaisesRegex(UserError, "not ticked off: Minutes"):
            self.second.with_user(self.designer).is_reached = True
        self.second.check_ids.with_user(self.designer).is_done = True
        self.assertTrue(self.second.is_reached)

    def test_milestones_of_other_projects_are_odoo_s_own(self):
        project = self.env["project.project"].create(
            {
                "name": "Ours",
                "allow_milestones": True,
                "milestone_ids": [Command.create({"name": "Move"})],
            }
        )
        phase = project.milestone_ids.with_user(self.designer)
        phase.toggle_is_reached(True)
        self.assertTrue(phase.is_reached)
        phase.toggle_is_reached(False)
        self.assertFalse(phase.is_reached)

    def test_who_draws_brings_no_reached_phase_into_the_project(self):
        phases = self.env["project.milestone"].with_user(self.designer)
        free = self.env["project.project"].create({"name": "Free"})
        free.message_subscribe(self.designer.partner_id.ids)
        ready = {"name": "Ready", "project_id": free.id, "is_reached": True}
        for more in ({}, {"code": "construction"}):
            phase = phases.create(ready)
            with self.assertRaisesRegex(AccessError, "changed by who leads"):
                phase.write({"project_id": self.project.id, **more})

    def test_who_draws_chooses_no_code_and_deletes_nothing_planned(self):
        item = self.deliverable("render").with_user(self.designer)
        with self.assertRaisesRegex(AccessError, "changed by who leads"):
            item.code = "construction"
        item.code = item.code  # written as it is
        with self.assertRaisesRegex(AccessError, "changed by who leads"):
            item.unlink()
        with self.assertRaisesRegex(AccessError, "changed by who leads"):
            self.first.with_user(self.designer).deliverable_ids = [
                Command.delete(item.id)
            ]
        slip = item.create({"name": "by a slip", "milestone_id": self.first.id})
        slip.unlink()
        item.with_user(self.lead).unlink()
        self.assertFalse(item.exists() or slip.exists())
