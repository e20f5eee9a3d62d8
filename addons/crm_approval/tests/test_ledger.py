from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestLedger(ApprovalCase):
    """Decisions stay as they were given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        document = cls._new_document(cls)
        document.action_request_approval()
        cls.request = document.approval_request_id
        cls.request.with_user(cls.boss).decide("approve", "Fine")
        cls.decision = cls.request.sudo().decision_ids

    def test_a_decision_tells_who_when_why_and_where(self):
        self.assertEqual(self.decision.user_id, self.boss)
        self.assertEqual(self.decision.comment, "Fine")
        self.assertEqual(self.decision.channel, "web")
        self.assertEqual(self.decision.step_id.name, "Boss")
        self.assertTrue(self.decision.decided_at)

    def test_nobody_changes_a_decision_not_even_the_superuser(self):
        for user in (self.env.user, self.env.ref("base.user_admin"), self.keeper):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.decision.with_user(user).write({"decision": "refuse"})
        with self.assertRaisesRegex(UserError, "ledger"):
            self.decision.sudo().comment = "Not so fine"

    def test_nobody_deletes_a_decision_not_even_the_superuser(self):
        with self.assertRaisesRegex(UserError, "ledger"):
            self.decision.sudo().unlink()
        for user in (self.env.ref("base.user_admin"), self.keeper, self.boss):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.decision.with_user(user).unlink()

    def test_nobody_adds_a_decision_by_hand(self):
        values = {
            "request_id": self.request.id,
            "step_id": self.request.sudo().step_ids[1].id,
            "user_id": self.partner1.id,
            "decision": "approve",
            "content_hash": self.request.content_hash,
        }
        for user in (self.boss, self.keeper, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["crm.approval.decision"].with_user(user).create(values)

    def test_a_request_with_its_decisions_is_not_deleted(self):
        for user in (self.boss, self.keeper, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.request.with_user(user).unlink()
        with self.assertRaises(UserError):
            self.request.sudo().unlink()

    def test_a_new_request_keeps_the_history_of_the_earlier_one(self):
        document = self.env[self.request.res_model].browse(self.request.res_id)
        document.amount = 1
        document.with_user(self.requester).action_request_approval()
        kept = self.request.sudo().decision_ids
        self.assertEqual(kept[0], self.decision)
        self.assertEqual(kept.mapped("decision"), ["approve", "void"])
        self.assertEqual(self.request.state, "voided")
