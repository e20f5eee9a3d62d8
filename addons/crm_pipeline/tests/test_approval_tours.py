from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import MANAGER, TourCase

INBOX = "/odoo/action-crm_approval.crm_approval_request_action"
REGISTRATION = "/odoo/action-crm_pipeline.crm_registration_action"


@tagged("post_install", "-at_install")
class TestApprovalTours(TourCase):
    """Approvals in the browser, with a registration as the document."""

    def _submitted(self, user, customer):
        registration = (
            self.env["crm.registration"]
            .with_user(user)
            .create(
                {
                    "customer_name": customer,
                    "project_name": "西溪展厅",
                    "site_address": f"杭州市西湖区 {customer}",
                    "design_type_id": self.env.ref(
                        "crm_pipeline.crm_design_type_interior"
                    ).id,
                }
            )
        )
        registration.action_submit()
        return self.env["crm.registration"].browse(registration.id)

    def _requests(self, document):
        return self.env["crm.approval.request"].search(
            [("res_model", "=", document._name), ("res_id", "=", document.id)]
        )

    def test_a_manager_decides_several_at_once(self):
        first = self._submitted(self.rep, "First Customer")
        second = self._submitted(self.rep, "Second Customer")
        third = self._submitted(self.rep2, "Third Customer")
        own = self._submitted(self.manager, "Own Customer")
        self.start_tour(INBOX, "crm_pipeline_approval_bulk", login="tour_manager")
        self.assertEqual(
            (first + second + third + own).mapped("state"),
            ["converted", "rejected", "rejected", "submitted"],
        )
        reasons = (second + third).approval_request_id.decision_ids.mapped("comment")
        self.assertEqual(reasons, ["Registered by a colleague"] * 2)

    def test_what_is_returned_is_mended_and_submitted_again(self):
        registration = self._submitted(self.rep, "First Customer")
        self.start_tour(INBOX, "crm_pipeline_approval_return", login="tour_manager")
        self.assertEqual(registration.state, "draft")
        self.start_tour(
            f"{REGISTRATION}/{registration.id}",
            "crm_pipeline_approval_mend",
            login="tour_rep",
        )
        self.assertEqual(registration.state, "submitted")
        self.assertEqual(
            self._requests(registration).mapped("state"), ["pending", "returned"]
        )

    def test_a_question_is_asked_and_answered(self):
        registration = self._submitted(self.rep, "First Customer")
        self.start_tour(INBOX, "crm_pipeline_approval_ask", login="tour_manager")
        request = self._requests(registration)
        self.assertIn(self.rep, request.activity_ids.user_id)
        self.start_tour(
            f"{REGISTRATION}/{registration.id}",
            "crm_pipeline_approval_answer",
            login="tour_rep",
        )
        self.assertNotIn(self.rep, request.activity_ids.user_id)
        self.assertEqual(request.state, "pending")
        self.assertEqual(
            request.decision_ids.mapped("comment"),
            ["Who signs there?", "The general manager"],
        )

    def test_a_delegate_decides_in_the_managers_place(self):
        registration = self._submitted(self.rep, "First Customer")
        self.start_tour(
            "/odoo/action-crm_approval.crm_approval_delegation_action",
            "crm_pipeline_approval_delegate",
            login="tour_manager",
        )
        self.start_tour(INBOX, "crm_pipeline_approval_deputy", login="tour_rep2")
        row = self._requests(registration).decision_ids
        self.assertEqual(row.user_id, self.rep2)
        self.assertEqual(row.on_behalf_of_id, self.manager)
        self.assertEqual(registration.state, "converted")

    def test_a_flow_is_made_and_previewed(self):
        self._new_user(
            "keeper",
            f"{MANAGER},crm_approval.crm_approval_group_manager",
            "Keeper Of Flows",
        )
        self._submitted(self.rep, "First Customer")
        self.env.ref("crm_pipeline.crm_approval_flow_registration").active = False
        self.start_tour(
            "/odoo/action-crm_approval.crm_approval_flow_action",
            "crm_pipeline_approval_flow",
            login="tour_keeper",
        )
        flow = self.env["crm.approval.flow"].search(
            [("model", "=", "crm.registration"), ("name", "=", "Every Registration")]
        )
        self.assertEqual(flow.step_ids.user_ids, self.manager)

    def test_a_task_marked_done_is_no_decision(self):
        registration = self._submitted(self.rep, "First Customer")
        request = self._requests(registration)
        task = request.activity_ids.filtered(lambda row: row.user_id == self.manager)
        self.assertEqual(len(task), 1)
        task.with_user(self.manager).action_done()
        self.assertEqual(request.state, "pending")
        self.assertFalse(request.decision_ids)
        request.with_user(self.manager).decide("approve")
        self.assertEqual(registration.state, "converted")
        self.assertFalse(request.activity_ids)

    def test_the_return_dialog_offers_the_steps_decided_before(self):
        steps = [("First", self.manager, 1), ("Second", self.rep2, 2)]
        self.env["crm.approval.flow"].create(
            {
                "name": "Two Steps",
                "sequence": 1,
                "model_id": self.env["ir.model"]._get_id("crm.registration"),
                "step_ids": [
                    Command.create(
                        {
                            "name": name,
                            "sequence": sequence,
                            "user_ids": [Command.set(user.ids)],
                        }
                    )
                    for name, user, sequence in steps
                ],
            }
        )
        request = self._requests(self._submitted(self.rep, "First Customer"))
        request.with_user(self.manager).decide("approve")
        action = request.with_user(self.rep2).action_return()
        dialog = self.env[action["res_model"]].with_user(self.rep2)
        form = Form(dialog.with_context(**action["context"]))
        self.assertEqual(form.earlier_step_ids[:].mapped("name"), ["First"])
        form.step_id = form.earlier_step_ids[:]
        form.comment = "Look again"
        form.save().action_confirm()
        self.assertEqual(request.current_step_id.name, "First")
        self.assertEqual(request.awaited_ids, self.manager)
