from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import OWN
from .handover_common import HandoverCase


@tagged("post_install", "-at_install")
class TestHandoverRights(HandoverCase):
    """Managers hand over everybody's customers, leaders those of their team."""

    def test_nobody_else_prepares_one(self):
        for user in (self.rep, self.rep2, self.seller, self.stranger):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(AccessError, "managers and team leaders"),
            ):
                self._prepare(user)
        for user in (self.clerk, self.client):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._prepare(user)

    def test_nobody_else_is_shown_what_a_colleague_has(self):
        handovers = self.env["crm.customer.handover"].with_user(self.stranger)
        shown = handovers.new({"user_id": self.rep.id}).preview
        self.assertEqual(shown["rows"], [])

    def test_nobody_else_carries_one_out(self):
        handover = self._prepare(self.leader)
        self.team.user_id = self.seller
        with self.assertRaisesRegex(AccessError, "managers and team leaders"):
            handover.action_hand_over()
        with self.assertRaises(AccessError):
            handover.with_user(self.stranger).action_hand_over()
        self.assertEqual(self.customers.user_id, self.rep)

    def test_a_leader_hands_over_within_his_team(self):
        self._prepare(self.leader).action_hand_over()
        self.assertEqual(self.customers.user_id, self.rep2)

    def test_a_leader_hands_over_of_a_member_who_has_left(self):
        self.rep.active = False
        self._prepare(self.leader).action_hand_over()
        self.assertEqual(self.customers.user_id, self.rep2)

    def test_a_leader_hands_over_neither_from_nor_to_another_team(self):
        with self.assertRaisesRegex(AccessError, "not .only. in a team that you lead"):
            self._prepare(self.leader, user_id=self.stranger.id)
        handover = self._prepare(self.leader, receiver_id=self.stranger.id)
        with self.assertRaisesRegex(UserError, "Qian Kun cannot get.*team that you"):
            handover.action_hand_over()
        handover = self._prepare(self.leader)
        with self.assertRaisesRegex(AccessError, "not .only. in a team"):
            handover.user_id = self.stranger

    def test_the_successor_must_be_able_to_own(self):
        gone = new_test_user(self.env, "cus_gone", OWN, name="Gone")
        gone.active = False
        for receiver, words in (
            (gone, "archived"),
            (self.clerk, "no right to sales"),
            (self.client, "no right to sales"),
            (self.rep, "has them already"),
            (self.env["res.users"], "Say who gets"),
        ):
            handover = self._prepare(receiver_id=receiver.id)
            with (
                self.subTest(receiver=receiver.login),
                self.assertRaisesRegex(UserError, words),
            ):
                handover.action_hand_over()
        handover = self._prepare(**self._chosen(self.customers[:1], [self.clerk]))
        with self.assertRaisesRegex(UserError, "no right to sales"):
            handover.action_hand_over()
        with self.assertRaisesRegex(UserError, "Choose the customers"):
            self._prepare(scope="chosen").action_hand_over()

    def test_nothing_goes_to_somebody_outside_its_company(self):
        company = self.env["res.company"].create({"name": "Second Office"})
        self.manager.company_ids |= company
        self.rep.company_ids |= company
        self.customers[0].company_id = company
        handover = self._prepare()
        with self.assertRaisesRegex(UserError, "Wang Qiang has no access to Second"):
            handover.action_hand_over()
        # Of a company that is not chosen nothing is shown, and nothing goes.
        handover.invalidate_recordset()
        handover = handover.with_context(allowed_company_ids=self.env.company.ids)
        self.assertEqual(self._counts(handover)["customer"], 3)
        handover.action_hand_over()
        self.assertEqual(self.customers[0].user_id, self.rep)
        self.assertEqual(self.customers[1:].user_id, self.rep2)

    def test_what_the_button_writes_is_not_written_by_hand(self):
        handover = self._prepare()
        for values in (
            {"state": "done"},
            {"result": []},
            {"moved_to_ids": [(4, self.rep.id)]},
            {"done_by_id": self.rep.id},
        ):
            with self.assertRaisesRegex(AccessError, "cannot be written"):
                handover.write(values)
            with self.assertRaisesRegex(AccessError, "cannot be written"):
                self._prepare(**values)
        context = {"default_state": "done", "default_moved": {"lead": [1]}}
        handovers = self.env["crm.customer.handover"].with_user(self.manager)
        handover = handovers.with_context(**context).create({"user_id": self.rep.id})
        self.assertEqual((handover.state, handover.moved), ("draft", False))

    def test_it_is_read_by_those_whom_it_concerns(self):
        handover = self._prepare()
        handovers = self.env["crm.customer.handover"]
        mine = [("id", "=", handover.id)]
        self.assertFalse(handovers.with_user(self.rep2).search(mine))
        handover.action_hand_over()
        for user, found in (
            (self.manager, 1),
            (self.rep2, 1),
            (self.leader, 0),
            (self.seller, 0),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(handovers.with_user(user).search_count(mine), found)
        with self.assertRaises(AccessError):
            handover.with_user(self.stranger).action_open_kind("lead")

    def test_the_lines_of_a_done_one_are_kept(self):
        handover = self._prepare(**self._chosen(self.customers[:1]))
        handover.action_hand_over()
        line = handover.line_ids
        with self.assertRaisesRegex(UserError, "stays as it was"):
            line.receiver_id = self.seller
        with self.assertRaisesRegex(UserError, "stays as it was"):
            line.unlink()
        with self.assertRaisesRegex(UserError, "stays as it was"):
            line.create(
                {"handover_id": handover.id, "partner_id": self.customers[1].id}
            )
