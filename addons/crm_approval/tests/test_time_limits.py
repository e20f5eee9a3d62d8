from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApprovalCase

# 10:00 in Shanghai on a Monday; a working day has 8 hours there.
MONDAY = datetime(2026, 11, 23, 2)


@tagged("post_install", "-at_install")
class TestTimeLimits(ApprovalCase):
    """A step has so many working hours; then somebody above is asked."""

    def setUp(self):
        super().setUp()
        self.company = self.env.company
        self.company.write(
            {
                "working_calendar": "cn",
                "working_tz": "Asia/Shanghai",
                "working_from": 9,
                "working_to": 18,
                "break_from": 12,
                "break_to": 13,
            }
        )
        self.flow.step_ids[0].write(
            {
                "time_limit": 8,
                "reminder_before": 2,
                "escalation": "users",
                "escalation_user_ids": [Command.set(self.outsider.ids)],
            }
        )

    def _asked_on_monday(self, **values):
        with freeze_time(MONDAY):
            return self._request(self._new_document(**values))

    def _at(self, moment):
        """Run the job at a moment of the fixed clock."""
        with freeze_time(moment):
            self._run_cron()

    def _told(self, user):
        return self.env["mail.notification"].search_count(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def test_the_limit_counts_working_hours(self):
        request = self._asked_on_monday()
        self.assertEqual(request.opened_at, MONDAY)
        # 7 hours are left of Monday, 1 of Tuesday: 10:00 in Shanghai.
        self.assertEqual(request.due_at, MONDAY + timedelta(days=1))
        self.assertEqual(request.remind_at, datetime(2026, 11, 23, 9))

    def test_public_holidays_do_not_count(self):
        with freeze_time(datetime(2026, 9, 30, 2)):
            request = self._request()
        # National Day holds until 7 October.
        self.assertEqual(request.due_at, datetime(2026, 10, 8, 2))

    def test_who_is_awaited_is_reminded_once(self):
        request = self._asked_on_monday()
        self._at(MONDAY + timedelta(minutes=1))
        before = self._told(self.boss)
        self._at(MONDAY + timedelta(hours=6))
        self.assertEqual(self._told(self.boss), before)
        for _twice in range(2):
            self._at(MONDAY + timedelta(hours=7, minutes=30))
            self.assertEqual(self._told(self.boss), before + 1)
        self.assertFalse(request.sudo().deputy_ids)

    def test_jobs_tell_in_the_language_and_time_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.boss.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
        self._asked_on_monday()
        self._at(MONDAY)
        self._at(MONDAY + timedelta(hours=23))
        notices = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.boss.partner_id.id)]
        )
        bodies = " ".join(notices.mail_message_id.mapped("body"))
        self.assertIn("等待您审批", bodies)
        self.assertIn("2026-11-24 10:00", bodies)
        self.assertNotIn("waits", bodies)

    def test_when_late_the_deputy_may_decide_in_place(self):
        request = self._asked_on_monday()
        late = MONDAY + timedelta(days=1, minutes=1)
        for _twice in range(2):
            self._at(late)
        rows = request.sudo().decision_ids
        self.assertEqual(rows.mapped("decision"), ["escalate"])
        self.assertEqual(rows.target_user_id, self.outsider)
        self.assertEqual(request.sudo().activity_ids.user_id, self.boss | self.outsider)
        request.with_user(self.outsider).action_approve()
        row = request.sudo().decision_ids[-1]
        self.assertEqual((row.user_id, row.on_behalf_of_id), (self.outsider, self.boss))

    def test_the_deputy_has_no_part_in_the_next_step(self):
        request = self._asked_on_monday()
        self._at(MONDAY + timedelta(days=1, minutes=1))
        self._decide(request, self.boss)
        self.assertFalse(request.with_user(self.outsider).can_decide)
        self.assertEqual(
            request.sudo().activity_ids.user_id, self.partner1 | self.partner2
        )

    def test_the_requester_is_never_asked_about_his_own_late_request(self):
        self.flow.step_ids[0].escalation_user_ids = self.requester
        request = self._asked_on_monday()
        self._at(MONDAY + timedelta(days=1, minutes=1))
        self.assertFalse(request.sudo().deputy_ids)
        self.assertTrue(request.is_escalated)

    def test_the_manager_of_who_is_late_is_asked(self):
        self.boss.approval_manager_id = self.partner2
        self.flow.step_ids[0].escalation = "manager"
        request = self._asked_on_monday()
        self._at(MONDAY + timedelta(days=1, minutes=1))
        self.assertEqual(request.sudo().deputy_ids, self.partner2)

    def test_what_is_overdue_can_be_found(self):
        request = self._asked_on_monday()
        Request = self.env["crm.approval.request"]
        domain = [("id", "=", request.id), ("is_overdue", "=", True)]
        with freeze_time(MONDAY):
            self.assertFalse(Request.search(domain))
        with freeze_time(MONDAY + timedelta(days=2)):
            self.assertTrue(Request.search(domain))
            self.assertTrue(request.is_overdue)

    def test_a_decided_request_is_not_chased(self):
        request = self._asked_on_monday()
        with freeze_time(MONDAY):
            self._approve_all(request)
        self._at(MONDAY + timedelta(days=9))
        self.assertNotIn("escalate", request.sudo().decision_ids.mapped("decision"))

    def test_the_working_hours_waited_are_kept(self):
        request = self._asked_on_monday()
        with freeze_time(MONDAY + timedelta(days=1)):
            self._decide(request, self.boss)
        self.assertEqual(request.sudo().decision_ids.working_hours, 8)
        self.env.flush_all()
        row = self.env["crm.approval.statistic"].search(
            [("request_id", "=", request.id), ("outcome", "=", "approve")]
        )
        self.assertEqual((row.user_id, row.step_name), (self.boss, "Boss"))
        self.assertEqual((row.working_hours, row.overdue_count), (8, 0))
        awaited = self.env["crm.approval.statistic"].search(
            [("request_id", "=", request.id), ("outcome", "=", "awaited")]
        )
        self.assertEqual(awaited.user_id, self.partner1 | self.partner2)
        self.assertEqual(awaited[0].action_open_request()["res_id"], request.id)

    def test_hours_that_make_no_day_are_refused(self):
        for values in (
            {"working_from": 18, "working_to": 9},
            {"break_from": 8},
            {"working_to": 25},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, "must follow one another"),
                self.env.cr.savepoint(),
            ):
                self.company.write(values)
        self.company.write({"break_from": 12, "break_to": 12})

    def test_a_limit_of_a_request_without_company_is_of_the_requesters(self):
        request = self._asked_on_monday(company_id=False)
        self.assertEqual(request.due_at, MONDAY + timedelta(days=1))
        self.assertEqual(
            fields.Datetime.to_string(request.opened_at)[:10], "2026-11-23"
        )
