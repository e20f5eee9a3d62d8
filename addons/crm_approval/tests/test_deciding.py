from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestDeciding(ApprovalCase):
    """Who may decide when, and what follows."""

    def _assert_refused(self, sentence, request, user, *args, **kwargs):
        ledger = len(request.sudo().decision_ids)
        with self.assertRaisesRegex(UserError, sentence):
            self._decide(request, user, *args, **kwargs)
        self.assertEqual(len(request.sudo().decision_ids), ledger)

    def test_the_document_is_approved_once_every_step_is_satisfied(self):
        document = self._new_document()
        request = self._request(document)
        self.assertEqual(document.approval_state, "pending")
        self._decide(request, self.boss)
        self._decide(request, self.partner2)
        self.assertEqual(document.approval_state, "pending")
        self.assertEqual(document.approval_awaited_ids, self.partner1)
        self._decide(request, self.partner1)
        self.assertEqual(document.approval_state, "approved")
        self.assertEqual(document.outcome, "granted by Partner1")
        self.assertFalse(document.approval_awaited_ids)

    def test_nobody_approves_a_request_of_his_own(self):
        self.flow.step_ids[0].user_ids |= self.requester
        request = self._request()
        self.assertEqual(request.sudo().awaited_ids, self.boss)
        self._assert_refused("does not wait for you", request, self.requester)

    def test_nobody_decides_out_of_turn(self):
        request = self._request()
        self._assert_refused("Boss can decide step", request, self.partner1)

    def test_nobody_decides_a_step_twice(self):
        request = self._request()
        self._decide(request, self.boss)
        self._decide(request, self.partner1)
        self._assert_refused("does not wait for you", request, self.partner1)

    def test_a_person_not_concerned_does_not_even_see_the_request(self):
        request = self._request()
        with self.assertRaises(AccessError):
            self._decide(request, self.outsider)

    def test_a_flow_manager_sees_the_request_but_does_not_decide_it(self):
        self._assert_refused("does not wait for you", self._request(), self.keeper)

    def test_a_portal_user_decides_nothing(self):
        request = self._request()
        with self.assertRaises(AccessError):
            self._decide(request, self.client)

    def test_a_refusal_needs_a_reason(self):
        request = self._request()
        for comment in (None, "", "  \n"):
            self._assert_refused("Say why", request, self.boss, "refuse", comment)
        self._decide(request, self.boss, "refuse", "Too cheap")
        document = self.env[request.res_model].browse(request.res_id)
        self.assertEqual(document.approval_state, "refused")
        self.assertEqual(document.approval_note, "Too cheap")
        self.assertEqual(document.outcome, "refused by Boss")

    def test_an_approval_needs_a_reason_where_the_document_wants_one(self):
        request = self._request(self._new_document(note="delicate"))
        for comment in (None, " "):
            self._assert_refused(
                "with a reason only", request, self.boss, "approve", comment
            )
        action = request.with_user(self.boss).action_approve()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.boss)
            .with_context(**action["context"])
            .create({"comment": "The client insists"})
        )
        dialog.action_confirm()
        self.assertEqual(request.sudo().decision_ids.comment, "The client insists")

    def test_one_refusal_ends_a_step_that_needs_all(self):
        request = self._request()
        self._decide(request, self.boss)
        self._decide(request, self.partner1, "refuse", "No")
        self.assertEqual(request.state, "refused")
        self._assert_refused("already refused by Partner1", request, self.partner2)

    def test_another_word_is_no_decision(self):
        request = self._request()
        for word in ("approved", "", None, "yes"):
            self._assert_refused("is not a decision", request, self.boss, word)

    def test_an_unknown_channel_is_refused_in_a_sentence(self):
        self._assert_refused("fax", self._request(), self.boss, channel="fax")

    def test_nobody_decides_for_somebody_else_without_a_delegation(self):
        request = self._request()
        for other in (self.partner1.id, str(self.partner1.id), "x", [self.partner1.id]):
            self._assert_refused(
                "No delegation", request, self.boss, on_behalf_of=other
            )
        self._decide(request, self.boss, on_behalf_of=self.boss.id)
        self.assertFalse(request.sudo().decision_ids.on_behalf_of_id)

    def test_too_late_is_said_with_name_and_time(self):
        self.flow.step_ids[1].rule = "any"
        request = self._request()
        self._decide(request, self.boss)
        self._decide(request, self.partner1)
        self._assert_refused(
            r"already approved by Partner1 at \d{4}-\d\d-\d\d \d\d:\d\d",
            request,
            self.partner2,
        )

    def test_a_withdrawn_request_is_not_decided(self):
        document = self._new_document()
        request = self._request(document)
        document.action_withdraw_approval()
        self.assertEqual(document.approval_state, "withdrawn")
        self.assertEqual(document.outcome, "withdrawn by Requester")
        self._assert_refused("withdrawn by Requester", request, self.boss)

    def test_only_the_requester_withdraws(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "Only Requester can withdraw"):
            request.with_user(self.boss).action_withdraw()

    def test_a_decided_request_is_not_withdrawn(self):
        request = self._request()
        self._approve_all(request)
        with self.assertRaisesRegex(UserError, "already approved by Partner2"):
            request.with_user(self.requester).action_withdraw()

    def test_the_reason_is_asked_for_in_a_dialog(self):
        request = self._request()
        action = request.with_user(self.boss).action_refuse()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.boss)
            .with_context(**action["context"])
            .create({"comment": "Prices are of last year"})
        )
        dialog.action_confirm()
        self.assertEqual(request.decision_ids.comment, "Prices are of last year")

    def test_the_dialog_lets_nobody_else_refuse(self):
        request = self._request()
        dialog = (
            self.env["crm.approval.request.decide"]
            .with_user(self.partner1)
            .create({"request_ids": request.ids, "action": "refuse", "comment": "No"})
        )
        with self.assertRaisesRegex(UserError, "does not wait for you"):
            dialog.action_confirm()

    def test_an_approved_document_may_be_submitted_anew(self):
        document = self._new_document()
        self._approve_all(self._request(document))
        second = self._request(document)
        self.assertEqual(document.approval_state, "pending")
        self.assertEqual(document.approval_request_id, second)

    def test_a_waiting_document_is_not_submitted_twice(self):
        document = self._new_document()
        self._request(document)
        with self.assertRaisesRegex(UserError, "waiting for Boss already"):
            document.action_request_approval()
