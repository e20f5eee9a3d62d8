from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestInbox(ApprovalCase):
    """Many requests at once, and what the screens are given."""

    def _requests(self, count=3):
        requests = self.env["crm.approval.request"]
        for number in range(count):
            requests |= self._request(self._new_document(name=f"Villa {number}"))
        return requests

    def test_several_are_approved_at_once(self):
        requests = self._requests()
        action = requests.with_user(self.boss).action_approve()
        self.assertEqual(requests.sudo().awaited_ids, self.partner1 | self.partner2)
        self.assertEqual(action["params"]["message"], "3 decided.")

    def test_one_that_cannot_be_decided_stops_no_other(self):
        requests = self._requests()
        self._approve_all(requests[1])
        action = requests.with_user(self.boss).action_approve()
        self.assertIn("2 decided.", action["params"]["message"])
        self.assertIn("“Villa 1” was already approved", action["params"]["message"])
        self.assertEqual(len(requests.sudo().decision_ids), 5)

    def test_several_are_refused_for_one_reason(self):
        requests = self._requests()
        action = requests.with_user(self.boss).action_refuse()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.boss)
            .with_context(**action["context"])
            .create({"comment": "Budget is spent"})
        )
        dialog.action_confirm()
        self.assertEqual(set(requests.mapped("state")), {"refused"})
        self.assertEqual(
            set(requests.sudo().decision_ids.mapped("comment")), {"Budget is spent"}
        )

    def test_one_whose_content_changed_is_voided_by_the_bulk(self):
        requests = self._requests()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_approval_fake_document SET amount = 1 WHERE id = %s",
            [requests[0].res_id],
        )
        self.env.invalidate_all()
        requests.with_user(self.boss).action_approve()
        self.assertEqual(requests.mapped("state"), ["voided", "pending", "pending"])
        self.assertEqual(requests[0].sudo().decision_ids.mapped("decision"), ["void"])

    def test_the_flow_at_a_glance_says_who_decided_and_who_is_next(self):
        request = self._request()
        self._decide(request, self.boss, comment="Fine")
        shown = request.with_user(self.partner1).progress
        done, now = shown["steps"]
        self.assertEqual((done["state"], now["state"]), ("done", "open"))
        self.assertEqual(done["people"][0]["who"], "Boss")
        self.assertEqual(done["people"][0]["comment"], "Fine")
        self.assertEqual(
            [(row["name"], row["state"]) for row in now["people"]],
            [("Partner1", "awaited"), ("Partner2", "awaited")],
        )
        self.assertTrue(shown["may"]["decide"])
        self.assertFalse(request.with_user(self.requester).progress["may"]["decide"])
        self.assertTrue(request.with_user(self.requester).progress["may"]["withdraw"])

    def test_a_refused_request_shows_who_was_spared(self):
        request = self._request()
        self._decide(request, self.boss)
        self._decide(request, self.partner1, "refuse", "No")
        shown = request.with_user(self.boss).progress
        states = {row["name"]: row["state"] for row in shown["steps"][1]["people"]}
        self.assertEqual(states, {"Partner1": "refuse", "Partner2": "spared"})
        self.assertEqual(shown["end"]["comment"], "No")

    def test_what_changed_since_is_shown_beside_what_was_submitted(self):
        document = self._new_document()
        self._approve_all(self._request(document))
        document.write({"amount": 90, "owner_id": self.boss.id})
        shown = document.approval_progress
        self.assertEqual(
            shown["changes"], [{"what": "Sum", "old": "100.0", "new": "90.0"}]
        )

    def test_a_document_never_submitted_has_no_flow_to_show(self):
        self.assertFalse(self._new_document().approval_progress)

    def test_the_preview_says_where_a_document_would_go(self):
        document = self._new_document()
        action = self.flow.with_user(self.keeper).action_preview()
        preview = (
            self.env[action["res_model"]]
            .with_user(self.keeper)
            .browse(action["res_id"])
        )
        self.assertEqual(preview.document_ref, document.with_user(self.keeper))
        preview.requester_id = self.requester
        steps = preview.progress["steps"]
        self.assertEqual(
            [[row["name"] for row in step["people"]] for step in steps],
            [["Boss"], ["Partner1", "Partner2"]],
        )
        self.assertFalse(preview.problem)
        self.assertEqual(document.approval_state, "none")

    def test_the_preview_tells_when_another_flow_is_taken(self):
        self._new_document(amount=5000)
        other = self._new_flow(
            [{"name": "Chief", "user_ids": self.boss.ids}],
            name="Big ones",
            domain="[('amount', '>', 1000)]",
            sequence=1,
        )
        action = self.flow.with_user(self.keeper).action_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(preview.taken_flow_id, other)
        self.assertIn("Big ones", preview.problem)

    def test_the_preview_tells_when_nobody_is_found(self):
        self._new_document()
        self.flow.step_ids[0].write(
            {
                "approver_kind": "field",
                "field_path": "owner_id",
                "nobody_policy": "refuse",
            }
        )
        action = self.flow.with_user(self.keeper).action_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("has no approver", preview.problem)
