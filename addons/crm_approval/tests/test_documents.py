from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DOCUMENT, ApprovalCase


@tagged("post_install", "-at_install")
class TestDocuments(ApprovalCase):
    """What the document and the inbox show."""

    def test_the_state_can_be_searched(self):
        fresh = self._new_document(name="fresh")
        waiting = self._new_document(name="waiting")
        self._request(waiting)
        approved = self._new_document(name="approved")
        self._approve_all(self._request(approved))
        documents = fresh | waiting | approved
        for state, expected in (
            ("none", fresh),
            ("pending", waiting),
            ("approved", approved),
            ("refused", documents.browse()),
        ):
            with self.subTest(state=state):
                found = self.env[DOCUMENT].search(
                    [("id", "in", documents.ids), ("approval_state", "=", state)]
                )
                self.assertEqual(found, expected)

    def test_the_search_sees_the_latest_request_alone(self):
        document = self._new_document()
        self._approve_all(self._request(document))
        document.amount = 1
        self._request(document)
        domain = [("id", "=", document.id), ("approval_state", "=", "pending")]
        self.assertTrue(self.env[DOCUMENT].search(domain))
        domain[1] = ("approval_state", "=", "voided")
        self.assertFalse(self.env[DOCUMENT].search(domain))

    def test_key_figures_are_shown_and_never_executed(self):
        request = self._request()
        self.assertIn("100 &lt;b&gt;yuan&lt;/b&gt;", request.summary_html)

    def test_confidential_evidence_is_for_the_approvers(self):
        request = self._request()
        for user, sees in (
            (self.requester, False),
            (self.boss, True),
            (self.partner1, True),
            (self.keeper, True),
        ):
            with self.subTest(user=user.login):
                seen = request.with_user(user)
                self.assertEqual("Somebody" in seen.summary_html, sees)
                with self.assertRaises(AccessError):
                    seen.read(["summary"])

    def test_the_evidence_stays_as_it_was_submitted(self):
        document = self._new_document()
        request = self._request(document)
        document.amount = 1
        self.assertEqual(request.sudo().summary[0]["value"], "100 <b>yuan</b>")
        self.assertEqual(request.content["amount"], 100)

    def test_the_inbox_filter_finds_what_waits_for_me(self):
        request = self._request()
        Request = self.env["crm.approval.request"]
        domain = [("awaited_ids", "in", [self.boss.id])]
        self.assertIn(request, Request.with_user(self.boss).search(domain))
        self._decide(request, self.boss)
        self.assertNotIn(request, Request.with_user(self.boss).search(domain))

    def test_the_approver_opens_the_document(self):
        action = self._request().with_user(self.boss).action_open_document()
        self.assertEqual(action["res_model"], DOCUMENT)
