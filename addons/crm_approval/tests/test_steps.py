from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestSteps(ApprovalCase):
    """Whom a step asks: role, managers, choice, order; and when nobody is found."""

    def setUp(self):
        super().setUp()
        self.step = self.flow.step_ids[0]
        self.flow.step_ids[1].unlink()
        self.requester.approval_manager_id = self.boss
        self.boss.approval_manager_id = self.partner1

    def _awaited(self, document=None):
        return self._request(document).sudo().awaited_ids

    def test_everyone_in_a_role_is_asked(self):
        role = self.env["res.role"].create(
            {"name": "Judge", "user_ids": [Command.set(self.outsider.ids)]}
        )
        self.step.write({"approver_kind": "role", "role_id": role.id})
        self.assertEqual(self._awaited(), self.outsider)

    def test_the_manager_so_many_levels_up_is_asked(self):
        for level, manager in ((1, self.boss), (2, self.partner1), (9, self.partner1)):
            with self.subTest(level=level):
                self.step.write({"approver_kind": "manager", "manager_level": level})
                self.assertEqual(self._awaited(self._new_document()), manager)

    def test_each_manager_up_to_the_level_is_asked_in_turn(self):
        self.step.write(
            {"approver_kind": "managers", "manager_level": 2, "rule": "in_order"}
        )
        request = self._request()
        self.assertEqual(request.sudo().awaited_ids, self.boss)
        self._decide(request, self.boss)
        self.assertEqual(request.sudo().awaited_ids, self.partner1)
        self._decide(request, self.partner1)
        self.assertEqual(request.state, "approved")

    def test_managers_in_a_circle_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "their own manager"):
            self.partner1.approval_manager_id = self.requester

    def test_people_in_order_decide_in_the_order_given(self):
        self.step.write(
            {
                "rule": "in_order",
                "user_ids": [Command.clear()],
                "person_ids": [
                    Command.create({"user_id": user.id, "sequence": sequence})
                    for sequence, user in (
                        (3, self.boss),
                        (1, self.partner2),
                        (2, self.partner1),
                    )
                ],
            }
        )
        request = self._request()
        self.assertEqual(
            request.step_ids.mapped("name"), ["Boss (1/3)", "Boss (2/3)", "Boss (3/3)"]
        )
        for user in (self.partner2, self.partner1, self.boss):
            self.assertEqual(request.sudo().awaited_ids, user)
            self._decide(request, user)
        self.assertEqual(request.state, "approved")

    def test_the_requester_chooses_who_decides(self):
        self.step.write({"approver_kind": "chosen"})
        document = self._new_document()
        action = document.action_request_approval()
        dialog = self.env[action["res_model"]].with_user(self.requester)
        dialog = dialog.browse(action["res_id"])
        self.assertNotIn(self.requester, dialog.choice_ids.allowed_user_ids)
        self.assertIn(self.outsider, dialog.choice_ids.allowed_user_ids)
        dialog.choice_ids.user_ids = self.outsider
        dialog.action_confirm()
        self.assertEqual(document.approval_awaited_ids, self.outsider)

    def test_nobody_is_chosen_for_his_own_request(self):
        self.step.write({"approver_kind": "chosen"})
        document = self._new_document()
        for chosen in (self.requester, self.client, self.env["res.users"]):
            with (
                self.subTest(chosen=chosen.login),
                self.assertRaisesRegex(UserError, "Choose who decides step “Boss”"),
            ):
                document._approval_request({self.step: chosen})

    def test_the_choice_is_among_the_group_where_there_is_one(self):
        group = self.env["res.groups"].create({"name": "Chiefs"})
        self.boss.group_ids |= group
        self.step.write({"approver_kind": "chosen", "group_id": group.id})
        document = self._new_document()
        with self.assertRaisesRegex(UserError, "Outsider"):
            document._approval_request({self.step: self.outsider})
        document._approval_request({self.step: self.boss})
        self.assertEqual(document.approval_awaited_ids, self.boss)

    def test_when_nobody_is_found_the_next_level_up_is_asked(self):
        self.step.write(
            {
                "approver_kind": "field",
                "field_path": "owner_id",
                "nobody_policy": "up",
            }
        )
        self.assertEqual(self._awaited(), self.boss)
        own_of_boss = self._new_document(helped_id=self.boss.id)
        self.assertEqual(self._awaited(own_of_boss), self.partner1)

    def test_a_step_may_want_a_refusal_when_nobody_is_found(self):
        self.step.write(
            {
                "approver_kind": "field",
                "field_path": "owner_id",
                "nobody_policy": "refuse",
            }
        )
        with self.assertRaisesRegex(UserError, "Step “Boss”.*has no approver"):
            self._request()

    def test_a_new_flow_has_version_one_and_each_change_raises_it(self):
        flow = self._new_flow([{"name": "One", "user_ids": self.boss.ids}])
        self.assertEqual(flow.version, 1)
        flow.step_ids.time_limit = 8
        self.assertEqual(flow.version, 2)

    def test_a_late_step_must_name_whom_it_escalates_to(self):
        with self.assertRaisesRegex(ValidationError, "nobody to ask when it is late"):
            self.step.escalation = "users"
