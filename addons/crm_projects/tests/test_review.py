from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import DeliverableCommon, encoded

CHAIN = ("proofread", "check", "approve")


class TestReview(DeliverableCommon):
    """Design, proof-read, check, approve: before anything goes to the client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            duty: new_test_user(cls.env, duty, "project.group_project_user")
            for duty in CHAIN
        }
        cls.project.member_ids = [
            Command.create(
                {
                    "role_id": cls.env.ref(f"crm_projects.project_role_{duty}").id,
                    "user_id": cls.people[duty].id,
                }
            )
            for duty in CHAIN
        ]
        cls.project.privacy_visibility = "followers"
        cls.concept.needs_review = True
        cls.concept.user_id = cls.designer

    def setUp(self):
        super().setUp()
        self.version = self.upload()

    def _request(self, version=None):
        version = (version or self.version).with_user(self.designer)
        version.action_request_approval()
        return version.approval_request_id

    def _decide(self, request, duty, decision="approve", comment=None):
        self.env.invalidate_all()
        request.with_user(self.people[duty]).decide(decision, comment)

    def _comment(self, text="The door opens the wrong way", duty="proofread"):
        comments = self.env["project.deliverable.comment"]
        return comments.with_user(self.people[duty]).create(
            {"version_id": self.version.id, "body": text, "page": 2}
        )

    def test_nothing_goes_out_before_all_three_agreed(self):
        version = self.version
        with self.assertRaisesRegex(UserError, "Send to Review"):
            version.action_release()
        request = self._request()
        for duty in CHAIN:
            with self.assertRaisesRegex(UserError, f"in review with {duty}"):
                version.action_release()
            self._decide(request, duty)
        self.assertEqual(version.approval_state, "approved")
        version.action_release()
        self.assertEqual(self.concept.state, "released")
        self.assertEqual(version.with_user(self.client).number, 1)

    def test_nobody_reviews_his_own_work(self):
        self.project.member_ids.filtered(
            lambda member: member.duty == "proofread"
        ).user_id = self.designer
        request = self._request()
        self.assertNotIn(self.designer, request.sudo().awaited_ids)
        with self.assertRaisesRegex(UserError, "your own"):
            request.with_user(self.designer).decide("approve")
        # Whoever uploads for him does not make it a stranger's work.
        self.concept.action_upload("b.pdf", encoded(b"b"))
        request = self._request(self.concept.current_version_id)
        self.assertNotIn(self.designer, request.sudo().awaited_ids)

    def test_the_order_of_the_chain_holds(self):
        request = self._request()
        with self.assertRaises(UserError):
            self._decide(request, "approve")
        self.assertEqual(request.sudo().awaited_ids, self.people["proofread"])

    def test_another_file_needs_another_review(self):
        request = self._request()
        newer = self.upload(content=b"newer")
        self.assertEqual(request.sudo().state, "withdrawn")
        with self.assertRaisesRegex(UserError, "only the latest"):
            self.version.with_user(self.designer).action_request_approval()
        with self.assertRaisesRegex(UserError, "not passed"):
            newer.action_release()

    def test_numbered_comments_are_answered_before_it_goes_on(self):
        request = self._request()
        first, second = self._comment(), self._comment("And the stairs?")
        self.assertEqual((first.number, second.number), (1, 2))
        self._decide(request, "proofread", "return", "see the comments")
        newer = self.upload(content=b"newer")
        with self.assertRaisesRegex(UserError, "#1, #2"):
            newer.action_request_approval()
        first.with_user(self.designer).answer = "turned round"
        with self.assertRaisesRegex(UserError, "answer: #2"):
            newer.action_request_approval()
        second.with_user(self.designer).answer = "as the fire code wants it"
        self.assertEqual(first.answered_by_id, self.designer)
        request = self._request(newer)
        for duty in CHAIN:
            self._decide(request, duty)
        newer.action_release()
        self.assertEqual(self.concept.state, "released")

    def test_a_late_comment_stops_the_release(self):
        request = self._request()
        for duty in CHAIN:
            self._decide(request, duty)
        comment = self._comment(duty="approve")
        with self.assertRaisesRegex(UserError, "#1"):
            self.version.action_release()
        comment.with_user(self.designer).answer = "done"
        self.version.action_release()

    def test_a_comment_stays_what_it_was(self):
        comment = self._comment()
        with self.assertRaisesRegex(AccessError, "its author alone"):
            comment.with_user(self.designer).body = "nothing"
        comment.with_user(self.people["proofread"]).body = "The door is too narrow"
        comment.with_user(self.designer).answer = "widened"
        with self.assertRaisesRegex(AccessError, "until it is answered"):
            comment.with_user(self.people["proofread"]).body = "never said"
        with self.assertRaises(AccessError):
            comment.with_user(self.designer).number = 9
        for user in (self.designer, self.people["proofread"]):
            with self.assertRaisesRegex(UserError, "record of the review"):
                comment.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "comments of its reviewers"):
            self.version.with_user(self.designer).unlink()

    def test_what_was_answered_before_the_signature_stays(self):
        answered, late = self._comment(), self._comment("And the stairs?")
        answered.with_user(self.designer).answer = "widened"
        late.sudo().answer = "later"
        request = self._request()
        for duty in CHAIN:
            self._decide(request, duty)
        self.version.action_release()
        answered.with_user(self.designer).answer = "widened to 900"
        late.sudo().answer = False  # as a remark of the client that nobody answered
        self.sign(self.version)
        for user in (self.designer, self.lead, self.people["proofread"]):
            with self.assertRaisesRegex(UserError, "what the client signed"):
                answered.with_user(user).answer = "never said"
        for name in ("body", "page"):
            with self.assertRaisesRegex(UserError, "signed off as version 1"):
                late.with_user(self.people["proofread"]).write({name: 1})
        with self.assertRaisesRegex(UserError, "what the client signed"):
            late.with_user(self.people["proofread"]).unlink()
        late.with_user(self.designer).answer = "as the fire code wants it"
        with self.assertRaisesRegex(UserError, "what the client signed"):
            late.with_user(self.designer).answer = "or not"
        self.assertEqual(answered.answer, "widened to 900")

    def test_nobody_writes_a_comment_in_anothers_name(self):
        comment = (
            self.env["project.deliverable.comment"]
            .with_user(self.designer)
            .create(
                {
                    "version_id": self.version.id,
                    "body": "x",
                    "user_id": self.lead.id,
                    "author_name": "Somebody",
                    "kind": "client",
                    "number": 77,
                }
            )
        )
        self.assertEqual(comment.user_id, self.designer)
        self.assertEqual((comment.number, comment.kind), (1, "review"))
        self.assertEqual(comment.author_name, self.designer.name)
        with self.assertRaisesRegex(UserError, "choose one"):
            comment.create({"body": "x"})

    def test_the_client_sees_neither_review_nor_comments(self):
        request = self._request()
        comment = self._comment()
        for duty in CHAIN:
            self._decide(request, duty)
        comment.with_user(self.designer).answer = "done"
        self.version.action_release()
        version = self.version.with_user(self.client)
        self.assertEqual(version.number, 1)
        for name in ("approval_state", "approval_request_id", "open_comment_count"):
            with self.assertRaises(AccessError):
                version.read([name])
        with self.assertRaises(AccessError):
            comment.with_user(self.client).read(["body"])
        self.assertFalse(
            self.env["project.deliverable.comment"].with_user(self.client).search([])
        )

    def test_colleagues_outside_of_the_project_see_no_comment(self):
        comment = self._comment()
        outsider = new_test_user(self.env, "outsider", "project.group_project_user")
        with self.assertRaises(AccessError):
            comment.with_user(outsider).read(["body"])
        with self.assertRaises(AccessError):
            self.env["project.deliverable.comment"].with_user(outsider).create(
                {"version_id": self.version.id, "body": "x"}
            )

    def test_the_inbox_holds_what_waits_for_me(self):
        self._request()
        versions = self.env["project.deliverable.version"]
        mine = [("is_to_review", "=", True)]
        self.assertEqual(
            versions.with_user(self.people["proofread"]).search(mine), self.version
        )
        for user in (self.designer, self.people["check"]):
            self.assertFalse(versions.with_user(user).search(mine))

    def test_a_designer_does_not_waive_the_review(self):
        with self.assertRaisesRegex(AccessError, "lead"):
            self.concept.with_user(self.designer).needs_review = False
        self.project.user_id = self.designer
        self.concept.with_user(self.designer).needs_review = False
        self.version.action_release()
        self.assertEqual(self.concept.state, "released")

    def test_without_a_flow_no_review_is_asked(self):
        self.env["crm.approval.flow"].search(
            [("model", "=", self.version._name)]
        ).active = False
        self.version.action_release()
        self.assertEqual(self.concept.state, "released")
