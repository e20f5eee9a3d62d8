from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DOCUMENT, ApprovalCase


@tagged("post_install", "-at_install")
class TestDelegation(ApprovalCase):
    """One person decides for another: as long, and for what, it was given."""

    def _delegate(self, start=-1, end=1, **values):
        """Let the outsider decide for the boss, from and until so many days off."""
        now = fields.Datetime.now()
        return (
            self.env["crm.approval.delegation"]
            .with_user(values.pop("user", self.boss))
            .create(
                {
                    "to_user_id": self.outsider.id,
                    "date_from": now + timedelta(days=start),
                    "date_to": now + timedelta(days=end),
                    **values,
                }
            )
        )

    def _decide_for_boss(self, request):
        return self._decide(request, self.outsider, on_behalf_of=self.boss.id)

    def test_the_delegate_decides_and_the_ledger_says_for_whom(self):
        request = self._request()
        self._delegate()
        self._decide_for_boss(request)
        row = request.sudo().decision_ids
        self.assertEqual((row.user_id, row.on_behalf_of_id), (self.outsider, self.boss))
        self.assertEqual(request.sudo().awaited_ids, self.partner1 | self.partner2)

    def test_the_delegate_finds_it_in_the_inbox_and_decides_by_the_button(self):
        request = self._request()
        Request = self.env["crm.approval.request"].with_user(self.outsider)
        self.assertFalse(Request.search([("can_decide", "=", True)]))
        self._delegate()
        self.assertEqual(Request.search([("can_decide", "=", True)]), request)
        self.assertTrue(request.with_user(self.outsider).can_decide)
        request.with_user(self.outsider).action_approve()
        self.assertEqual(request.sudo().decision_ids.on_behalf_of_id, self.boss)

    def test_without_saying_for_whom_the_delegate_is_asked_to(self):
        request = self._request()
        self._delegate()
        with self.assertRaisesRegex(UserError, "say for whom you decide"):
            self._decide(request, self.outsider)

    def test_both_have_the_task_until_one_of_them_decides(self):
        request = self._request()
        self._delegate()
        tasks = request.sudo().activity_ids
        self.assertEqual(tasks.user_id, self.boss | self.outsider)
        self._decide(request, self.boss)
        tasks = request.sudo().activity_ids
        self.assertEqual(tasks.user_id, self.partner1 | self.partner2)

    def test_an_expired_or_coming_delegation_lets_nobody_decide(self):
        request = self._request()
        self._delegate(start=-3, end=-1)
        self._delegate(start=1, end=3)
        with self.assertRaises(AccessError):
            self._decide_for_boss(request)
        # Even where he may read it for another reason.
        request.sudo().consulted_ids = self.outsider
        with self.assertRaisesRegex(UserError, "No delegation lets you.*is over"):
            self._decide_for_boss(request)

    def test_a_revoked_delegation_ends_at_once(self):
        request = self._request()
        delegation = self._delegate()
        delegation.active = False
        self.assertEqual(request.sudo().activity_ids.user_id, self.boss)
        with self.assertRaises(AccessError):
            self._decide_for_boss(request)

    def test_it_covers_the_kinds_of_documents_named(self):
        request = self._request()
        delegation = self._delegate()
        self.env.cr.execute(
            "INSERT INTO crm_approval_delegation_kind (delegation_id, res_model)"
            " VALUES (%s, 'another.kind') RETURNING id",
            [delegation.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self._decide_for_boss(request)
        delegation.kind_ids = [
            Command.clear(),
            Command.create({"res_model": DOCUMENT}),
        ]
        self._decide_for_boss(request)

    def test_it_covers_amounts_up_to_its_limit(self):
        self._delegate(amount_limit=100)
        small = self._request(self._new_document(amount=100))
        big = self._request(self._new_document(amount=100.01))
        self._decide_for_boss(small)
        with self.assertRaises(AccessError):
            self._decide_for_boss(big)

    def test_a_limit_does_not_cover_what_has_no_amount(self):
        request = self._request()
        self._delegate(amount_limit=10**9)
        request.sudo().has_amount = False
        with self.assertRaises(AccessError):
            self._decide_for_boss(request)

    def test_nobody_decides_his_own_request_as_a_delegate(self):
        request = self._request()
        self._delegate(to_user_id=self.requester.id)
        self.assertFalse(request.with_user(self.requester).can_decide)
        with self.assertRaisesRegex(UserError, "your own request"):
            self._decide(request, self.requester, on_behalf_of=self.boss.id)

    def test_a_delegation_is_not_passed_on(self):
        request = self._request()
        self._delegate()
        self._delegate(user=self.outsider, to_user_id=self.partner1.id)
        with self.assertRaisesRegex(UserError, "No delegation lets you"):
            self._decide(request, self.partner1, on_behalf_of=self.boss.id)

    def test_nobody_gives_away_anothers_decisions(self):
        with self.assertRaises(AccessError):
            self._delegate(user=self.outsider, from_user_id=self.boss.id)
        delegation = self._delegate()
        for user in (self.outsider, self.requester):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                delegation.with_user(user).date_to = "2099-01-01"
        with self.assertRaisesRegex(AccessError, "your own decisions only"):
            delegation.with_user(self.boss).from_user_id = self.partner1

    def test_those_who_manage_flows_may_give_them(self):
        request = self._request()
        self._delegate(user=self.keeper, from_user_id=self.boss.id)
        self._decide_for_boss(request)

    def test_strangers_do_not_see_it_but_the_two_do(self):
        delegation = self._delegate()
        for user, sees in (
            (self.boss, True),
            (self.outsider, True),
            (self.keeper, True),
            (self.requester, False),
        ):
            found = delegation.with_user(user).search([("id", "=", delegation.id)])
            self.assertEqual(bool(found), sees, user.login)

    def test_a_portal_user_is_no_delegate(self):
        with self.assertRaisesRegex(ValidationError, "Client cannot decide"):
            self._delegate(to_user_id=self.client.id)

    def test_a_delegation_that_begins_later_brings_its_tasks_then(self):
        request = self._request()
        delegation = self._delegate(start=1, end=3)
        self.assertEqual(request.sudo().activity_ids.user_id, self.boss)
        self.env.cr.execute(
            "UPDATE crm_approval_delegation SET date_from = date_from"
            " - interval '2 days' WHERE id = %s",
            [delegation.id],
        )
        self.env.invalidate_all()
        self._run_cron()
        tasks = request.sudo().activity_ids
        self.assertEqual(tasks.user_id, self.boss | self.outsider)
        self.env.cr.execute(
            "UPDATE crm_approval_delegation SET date_to = date_from"
            " + interval '1 second' WHERE id = %s",
            [delegation.id],
        )
        self.env.invalidate_all()
        self._run_cron()
        self.assertEqual(request.sudo().activity_ids.user_id, self.boss)


@tagged("post_install", "-at_install")
class TestSubstitute(ApprovalCase):
    """Who is out of office is stood in for."""

    def setUp(self):
        super().setUp()
        self.boss.with_user(self.boss).approval_substitute_id = self.outsider

    def _leave(self, days=1):
        now = fields.Datetime.now()
        self.boss.with_user(self.boss).write(
            {
                "out_of_office_from": now - timedelta(hours=1),
                "out_of_office_to": now + timedelta(days=days),
            }
        )

    def test_while_at_work_the_substitute_decides_nothing(self):
        request = self._request()
        with self.assertRaises(AccessError):
            self._decide(request, self.outsider, on_behalf_of=self.boss.id)

    def test_while_away_the_substitute_is_asked_instead(self):
        request = self._request()
        self._leave()
        self.assertEqual(request.sudo().activity_ids.user_id, self.outsider)
        request.with_user(self.outsider).action_approve()
        self.assertEqual(request.sudo().decision_ids.on_behalf_of_id, self.boss)

    def test_back_at_work_the_task_comes_back(self):
        request = self._request()
        self._leave()
        self.boss.with_user(self.boss).write(
            {"out_of_office_from": False, "out_of_office_to": False}
        )
        self.assertEqual(request.sudo().activity_ids.user_id, self.boss)

    def test_an_absence_that_begins_later_is_followed_by_the_job(self):
        request = self._request()
        now = fields.Datetime.now()
        self.boss.with_user(self.boss).out_of_office_from = now + timedelta(hours=1)
        self.assertEqual(request.sudo().activity_ids.user_id, self.boss)
        with freeze_time(now + timedelta(hours=1, minutes=5)):
            self._run_cron()
        self.assertEqual(request.sudo().activity_ids.user_id, self.outsider)

    def test_nobody_is_his_own_substitute(self):
        with self.assertRaisesRegex(ValidationError, "own substitute"):
            self.boss.approval_substitute_id = self.boss

    def test_a_manager_is_not_set_by_oneself(self):
        with self.assertRaises(AccessError):
            self.boss.with_user(self.boss).approval_manager_id = self.outsider
