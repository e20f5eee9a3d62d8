from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestReturning(ApprovalCase):
    """Sent back to be mended, to an earlier step, and submitted again."""

    def test_returned_to_the_requester_it_can_be_mended_and_submitted_again(self):
        document = self._new_document()
        first = self._request(document)
        self._decide(first, self.boss, "return", "Add the parking")
        self.assertEqual(document.approval_state, "returned")
        self.assertEqual(document.approval_note, "Add the parking")
        self.assertEqual(document.outcome, "returned by Boss")
        self.assertFalse(first.sudo().activity_ids)
        document.amount = 120
        second = self._request(document)
        self.assertNotEqual(first, second)
        changes = second.with_user(self.boss).progress["changes"]
        self.assertEqual(changes, [{"what": "Sum", "old": "100.0", "new": "120.0"}])
        self._approve_all(second)
        self.assertEqual(document.approval_state, "approved")

    def test_the_requester_is_told_what_to_mend(self):
        request = self._request()
        self._decide(request, self.boss, "return", "Add the parking")
        self._run_cron()
        told = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.requester.partner_id.id)]
        )
        self.assertIn("Add the parking", told.mail_message_id[-1:].body)

    def test_a_return_needs_a_reason(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "Say what has to be mended"):
            self._decide(request, self.boss, "return", " ")

    def test_returned_to_a_step_it_is_decided_anew_from_there(self):
        request = self._request()
        self._decide(request, self.boss)
        self._decide(request, self.partner1)
        first = request.step_ids[0]
        self._decide(
            request, self.partner2, "return", "Ask the client", step_id=first.id
        )
        self.assertEqual(request.state, "pending")
        self.assertEqual(request.sudo().awaited_ids, self.boss)
        self.assertEqual(request.sudo().activity_ids.user_id, self.boss)
        self._decide(request, self.boss)
        self.assertEqual(request.sudo().awaited_ids, self.partner1 | self.partner2)
        self._decide(request, self.partner1)
        self._decide(request, self.partner2)
        self.assertEqual(request.state, "approved")

    def test_it_goes_back_to_decided_steps_alone(self):
        request = self._request()
        other = self._request(self._new_document(name="Other"))
        for step in (*request.step_ids, *other.step_ids):
            with (
                self.subTest(step=step.name),
                self.assertRaisesRegex(UserError, "was decided before"),
            ):
                self._decide(request, self.boss, "return", "No", step_id=step.id)

    def test_a_step_may_not_allow_it(self):
        self.flow.step_ids[0].can_return = False
        request = self._request()
        self.assertFalse(request.with_user(self.boss).can_return)
        with self.assertRaisesRegex(UserError, "Step “Boss” of “Villa”"):
            self._decide(request, self.boss, "return", "No")

    def test_a_returned_request_is_decided_no_more(self):
        request = self._request()
        self._decide(request, self.boss, "return", "Add the parking")
        with self.assertRaisesRegex(UserError, "already returned by Boss"):
            self._decide(request, self.boss)


@tagged("post_install", "-at_install")
class TestSigners(ApprovalCase):
    """One more person is asked to approve, where the step foresees it."""

    def setUp(self):
        super().setUp()
        self.flow.step_ids[0].can_add_signer = True
        self.request = self._request()

    def _add(self, position, user=None, by=None):
        user = user or self.outsider
        return self.request.with_user(by or self.boss).add_signer(user.id, position)

    def test_added_before_he_decides_first(self):
        self._add("before")
        self.assertEqual(self.request.sudo().awaited_ids, self.outsider)
        with self.assertRaisesRegex(UserError, "does not wait for you"):
            self._decide(self.request, self.boss)
        self._decide(self.request, self.outsider)
        self.assertEqual(self.request.sudo().awaited_ids, self.boss)
        self._approve_all(self.request)
        self.assertEqual(self.request.state, "approved")

    def test_added_after_he_decides_next(self):
        self._add("after")
        self.assertEqual(self.request.sudo().awaited_ids, self.boss)
        self._decide(self.request, self.boss)
        self.assertEqual(self.request.sudo().awaited_ids, self.outsider)
        self._decide(self.request, self.outsider)
        self.assertEqual(self.request.sudo().awaited_ids, self.partner1 | self.partner2)

    def test_the_document_is_not_approved_without_him(self):
        self._add("before")
        self._decide(self.request, self.outsider, "refuse", "Never")
        self.assertEqual(self.request.state, "refused")

    def test_who_may_not_decide_is_not_added(self):
        inactive = self._new_user("apr_gone", active=False)
        for user in (self.requester, self.client, inactive):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, "cannot approve “Villa”"),
            ):
                self._add("before", user)
        with self.assertRaisesRegex(UserError, "cannot approve “Villa”"):
            self.request.with_user(self.boss).add_signer(10**9)

    def test_only_who_is_awaited_adds(self):
        for user in (self.requester, self.partner1):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._add("before", by=user)
        self.assertFalse(self.request.sudo().decision_ids)

    def test_a_step_may_not_allow_it(self):
        self._decide(self.request, self.boss)
        with self.assertRaisesRegex(UserError, "does not foresee this"):
            self._add("before", by=self.partner1)

    def test_another_word_is_no_position(self):
        with self.assertRaisesRegex(UserError, "does not foresee this"):
            self._add("instead")


@tagged("post_install", "-at_install")
class TestQuestions(ApprovalCase):
    """An approver asks before deciding, and somebody answers."""

    def setUp(self):
        super().setUp()
        self.request = self._request()

    def _tasks_of(self, user):
        tasks = self.request.sudo().activity_ids
        return tasks.filtered(lambda task: task.user_id == user)

    def test_the_requester_is_asked_and_answers(self):
        self.request.with_user(self.boss).ask("Which floor?")
        self.assertTrue(self._tasks_of(self.requester))
        self.assertTrue(self.request.with_user(self.requester).can_answer)
        self.request.with_user(self.requester).answer("The third")
        self.assertFalse(self._tasks_of(self.requester))
        rows = self.request.sudo().decision_ids
        self.assertEqual(rows.mapped("decision"), ["ask", "answer"])
        self.assertEqual(rows.mapped("comment"), ["Which floor?", "The third"])
        self.assertEqual(self.request.sudo().awaited_ids, self.boss)

    def test_a_colleague_who_is_asked_sees_the_request_but_decides_nothing(self):
        self.request.with_user(self.boss).ask("Is it legal?", self.outsider.id)
        seen = self.request.with_user(self.outsider)
        self.assertTrue(seen.can_answer)
        self.assertFalse(seen.can_decide)
        self.assertNotIn("Somebody", seen.summary_html)
        with self.assertRaisesRegex(UserError, "does not wait for you"):
            seen.decide("approve")
        seen.answer("Yes")
        self.assertFalse(seen.can_answer)

    def test_an_answer_needs_a_question(self):
        for user in (self.requester, self.boss):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, "No question about “Villa”"),
            ):
                self.request.with_user(user).answer("Yes")

    def test_words_are_needed(self):
        with self.assertRaisesRegex(UserError, "Write your question"):
            self.request.with_user(self.boss).ask("  ")
        self.request.with_user(self.boss).ask("Which floor?")
        with self.assertRaisesRegex(UserError, "Write your question or answer"):
            self.request.with_user(self.requester).answer("")

    def test_nobody_asks_who_is_not_awaited(self):
        with self.assertRaisesRegex(UserError, "does not wait for you"):
            self.request.with_user(self.partner1).ask("Why?")

    def test_portal_people_are_not_asked(self):
        with self.assertRaisesRegex(UserError, "Client cannot be asked"):
            self.request.with_user(self.boss).ask("Why?", self.client.id)

    def test_after_the_end_no_question_is_open(self):
        self.request.with_user(self.boss).ask("Which floor?")
        self._approve_all(self.request)
        self.assertFalse(self.request.with_user(self.requester).can_answer)
        self.assertFalse(self.request.sudo().activity_ids)
