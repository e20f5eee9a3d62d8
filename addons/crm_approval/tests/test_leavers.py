from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestLeavers(ApprovalCase):
    """Nothing stays with somebody who has left."""

    def test_the_substitute_takes_over_when_an_account_is_archived(self):
        self.boss.approval_substitute_id = self.outsider
        request = self._request()
        self.boss.active = False
        self.assertEqual(request.sudo().awaited_ids, self.outsider)
        self.assertEqual(request.sudo().activity_ids.user_id, self.outsider)
        self._decide(request, self.outsider)
        self.assertEqual(
            request.sudo().decision_ids.mapped("decision"), ["hand_over", "approve"]
        )

    def test_without_a_substitute_the_manager_does(self):
        self.boss.approval_manager_id = self.partner1
        request = self._request()
        self.boss.active = False
        self.assertEqual(request.sudo().awaited_ids, self.partner1)

    def test_without_both_an_administrator_does(self):
        request = self._request()
        self.boss.active = False
        self.assertTrue(request.sudo().awaited_ids)
        self.assertTrue(all(u._is_system() for u in request.sudo().awaited_ids))

    def test_steps_that_are_still_to_come_are_handed_over_too(self):
        self.partner1.approval_substitute_id = self.outsider
        request = self._request()
        self.partner1.active = False
        self._decide(request, self.boss)
        self.assertEqual(request.sudo().awaited_ids, self.outsider | self.partner2)

    def test_what_he_decided_stays_his(self):
        self.boss.approval_substitute_id = self.outsider
        request = self._request()
        self._decide(request, self.boss)
        self.boss.active = False
        self.assertEqual(request.sudo().decision_ids.mapped("user_id"), self.boss)
        self.assertEqual(request.sudo().awaited_ids, self.partner1 | self.partner2)

    def test_the_requester_never_inherits_his_own_request(self):
        self.boss.approval_substitute_id = self.requester
        self.boss.approval_manager_id = self.partner2
        request = self._request()
        self.boss.active = False
        self.assertEqual(request.sudo().awaited_ids, self.partner2)

    def _hand_over(self, user, to):
        dialog = self.env["crm.approval.request.hand_over"].with_user(user)
        dialog = dialog.create(
            {"from_user_id": self.boss.id, "to_user_id": to.id, "comment": "Leave"}
        )
        return dialog, dialog.action_confirm()

    def test_who_manages_flows_hands_over_in_one_dialog(self):
        requests = self._request() | self._request(self._new_document(name="Two"))
        dialog, _action = self._hand_over(self.keeper, self.outsider)
        self.assertEqual(requests.sudo().awaited_ids, self.outsider)
        self.assertEqual(dialog.request_count, 0)

    def test_nobody_else_hands_over(self):
        self._request()
        for user in (self.boss, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._hand_over(user, self.outsider)

    def test_what_the_heir_may_not_decide_is_named_and_stays(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "Requester may decide none.*Villa"):
            self._hand_over(self.keeper, self.requester)
        self.assertEqual(request.sudo().awaited_ids, self.boss)
