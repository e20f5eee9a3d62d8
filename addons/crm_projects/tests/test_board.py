from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import DeliverableCommon


class TestBoard(DeliverableCommon):
    """What is next in a project, and its end."""

    def _next(self, user=None):
        self.env.invalidate_all()
        return self.project.with_user(user or self.lead).next_step

    def _sign_all(self):
        for item in self.project.deliverable_ids:
            self.sign(self.release(item))

    def test_the_board_says_who_does_what_next(self):
        today = self.env.company._get_work_day()
        self.concept.deadline = today
        (self.project.deliverable_ids - self.concept).deadline = today + timedelta(9)
        self.assertEqual(self._next(), "concept: nobody draws it yet")
        self.concept.user_id = self.designer
        self.assertIn("draws concept", self._next())
        version = self.upload()
        self.assertEqual(self._next(), "concept V1: release it to the client")
        self.concept.needs_review = True
        self.assertEqual(self._next(), "concept V1: send it to review")
        self.concept.needs_review = False
        version.action_release()
        for user in (self.lead, self.rep, self.designer):
            self.assertIn("concept V1: with the client for 0", self._next(user))
        project = self.project.with_user(self.rep)
        self.assertEqual(project.next_sign_off_id, self.concept)
        self.assertEqual(project.next_sign_off_date, today)

    def test_the_next_sign_off_is_one_click_away_and_says_when_it_is_late(self):
        self.project.deliverable_ids.deadline = fields.Date.today() + timedelta(9)
        self.concept.deadline = fields.Date.today() - timedelta(1)
        project = self.project.with_user(self.rep)
        self.assertTrue(project.is_next_overdue)
        self.assertEqual(project.action_view_next_sign_off()["res_id"], self.concept.id)
        self.project.deliverable_ids.deadline = fields.Date.today()
        self.assertFalse(project.is_next_overdue)

    def test_a_deliverable_says_who_does_what_next(self):
        item = self.concept.with_user(self.rep)
        self.assertEqual(item.next_step, "concept: nobody draws it yet")
        version = self.release()
        self.assertIn("concept V1: with the client", item.next_step)
        self.sign(version)
        self.assertEqual(item.next_step, "concept V1: signed off")
        self.assertFalse(self.template.deliverable_ids[0].next_step)

    def test_a_paper_is_recorded_from_the_deliverable(self):
        item = self.concept.with_user(self.lead)
        with self.assertRaisesRegex(UserError, "concept waits"):
            item.action_sign_on_paper()
        version = self.release()
        with self.assertRaisesRegex(AccessError, "Only the lead"):
            item.with_user(self.designer).action_sign_on_paper()
        action = item.action_sign_on_paper()
        self.assertEqual(action["context"], {"default_version_id": version.id})

    def test_a_version_in_review_says_with_whom(self):
        reviewer = new_test_user(self.env, "proof", "project.group_project_user")
        role = self.env.ref("crm_projects.project_role_proofread")
        self.project.member_ids = [
            fields.Command.create({"role_id": role.id, "user_id": reviewer.id})
        ]
        self.concept.write({"needs_review": True, "deadline": "2026-01-01"})
        self.upload().with_user(self.designer).action_request_approval()
        self.assertIn("in review with", self._next())
        self.assertIn(reviewer.name, self._next(self.rep))

    def test_a_project_is_closed_when_all_is_reached_and_signed(self):
        project = self.project.with_user(self.lead)
        with self.assertRaises(UserError) as caught:
            project.action_close()
        for reason in ("Concept, Construction", "concept, render, construction"):
            self.assertIn(reason, str(caught.exception))
        self._sign_all()
        self.assertEqual(self._next(), "Close the project")
        project.action_close()
        self.assertEqual(project.closed_by_id, self.lead)
        self.assertEqual(project.last_update_status, "done")
        self.assertIn("Closed on", self._next())
        activity = self.contract.activity_ids
        self.assertEqual(activity.user_id, self.rep)
        self.assertIn("complete the contract", activity.summary)
        event = self.env["crm.business.event"].search([("kind", "=", "project.closed")])
        self.assertEqual(event.partner_id, self.customer)
        with self.assertRaisesRegex(UserError, "closed by .* already"):
            project.action_close()
        project.action_reopen()
        self.assertFalse(project.closed_at)
        self.assertNotEqual(project.last_update_status, "done")
        with self.assertRaisesRegex(UserError, "is not closed"):
            project.action_reopen()

    def test_what_was_agreed_beside_the_phases_keeps_it_open(self):
        self._sign_all()
        visit = self.env["project.site.visit"].create(
            {
                "project_id": self.project.id,
                "issue_ids": [Command.create({"name": "Ceiling too low"})],
            }
        )
        order = self.env["project.change.order"].create(
            {
                "project_id": self.project.id,
                "title": "Open kitchen",
                "description": "The kitchen opens to the living room.",
            }
        )
        order._write_flow({"state": "sent"})
        project = self.project.with_user(self.lead)
        with self.assertRaises(UserError) as caught:
            project.action_close()
        self.assertIn(visit.issue_ids.name, str(caught.exception))
        self.assertIn(order.name, str(caught.exception))

    def test_only_who_leads_closes_and_nobody_types_it_in(self):
        self._sign_all()
        for user in (self.designer, self.rep):
            with self.assertRaises(AccessError):
                self.project.with_user(user).action_close()
        with self.assertRaisesRegex(AccessError, "buttons alone"):
            self.project.with_user(self.lead).closed_at = fields.Datetime.now()

    def test_who_leads_it_needs_no_more_rights(self):
        self.project.user_id = self.designer
        project = self.project.with_user(self.designer)
        project.action_reschedule()
        project.action_write_update()
        self.assertIn(project.next_step, str(self.project.last_update_id.description))
        self._sign_all()
        project.action_close()
        self.assertEqual(project.closed_by_id, self.designer)
        project.action_reopen()
        self.assertFalse(project.closed_at)

    def test_a_contract_that_stands_still_keeps_its_project_open(self):
        self._sign_all()
        self.contract.sudo().state = "suspended"
        self.assertIn("Stands still", self._next())
        with self.assertRaisesRegex(UserError, "suspended or terminated"):
            self.project.with_user(self.lead).action_close()
