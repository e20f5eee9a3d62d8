from datetime import datetime, time, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PipelineCase


@tagged("post_install", "-at_install")
class TestProtectionPolicy(PipelineCase):
    """A protection grows by facts, is extended once with evidence, and ends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env.ref("crm_pipeline.crm_protection_policy_default")
        cls.today = fields.Date.context_today(cls.policy)

    def setUp(self):
        super().setUp()
        # 45 days by the team.
        self.lead = self._converted().sudo().lead_id

    def _day(self, number):
        return self.today + timedelta(days=number)

    def _kinds(self):
        return self.lead.protection_change_ids.sorted("id").mapped("kind")

    def _follow_up(self, kind, note="Measured all rooms with the client"):
        self.env["crm.follow.up"].with_user(self.rep)._record(
            [
                {
                    "lead_id": self.lead.id,
                    "partner_id": self.lead.partner_id.id,
                    "kind_id": self.env.ref(
                        f"crm_pipeline.crm_follow_up_kind_{kind}"
                    ).id,
                    "note": note,
                    "is_connected": True,
                }
            ]
        )

    def _extend(self, user=None, note="Investor meets on the 3rd", evidence=True):
        lead = self.lead.with_user(user or self.rep)
        attachment = self.env["ir.attachment"].with_user(user or self.rep)
        if evidence:
            attachment = attachment.create({"name": "minutes.txt", "raw": b"minutes"})
        dialog = (
            self.env["crm.lead.extend"]
            .with_user(user or self.rep)
            .create(
                {
                    "lead_id": lead.id,
                    "note": note,
                    "attachment_ids": [Command.set(attachment.ids)],
                }
            )
        )
        return dialog.action_extend()

    def _night(self):
        job = self.env.ref("crm_pipeline.ir_cron_review_protections")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()

    def _until(self, day):
        """Let the protection run until a day, as if it had been given so."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET protected_until = %s WHERE id = %s",
            [day, self.lead.id],
        )
        self.env.invalidate_all()

    def _told(self, user):
        return self.env["mail.notification"].search(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    # -- milestones -----------------------------------------------------------------

    def test_the_approval_is_the_first_row_of_the_ledger(self):
        self.assertEqual(self._kinds(), ["granted"])
        self.assertEqual(self.lead.protected_until, self._day(45))

    def test_a_survey_protects_for_60_days_and_a_quotation_for_90(self):
        self._follow_up("survey")
        self.assertEqual(self.lead.protected_until, self._day(60))
        self._follow_up("quotation", note="")
        self.assertEqual(self.lead.protected_until, self._day(90))
        self.assertEqual(self._kinds(), ["granted", "milestone", "milestone"])

    def test_a_milestone_counts_once(self):
        self._follow_up("survey")
        self._until(self._day(5))
        self._follow_up("survey", note="Measured the roof with the architect")
        self._night()
        self.assertEqual(self.lead.protected_until, self._day(5))

    def test_what_does_not_count_as_a_follow_up_protects_nobody_longer(self):
        self._follow_up("survey", note="")
        self.assertEqual(self.lead.protected_until, self._day(45))

    def test_a_longer_protection_is_not_made_shorter(self):
        self.lead.with_user(self.manager).protected_until = self._day(200)
        self._follow_up("survey")
        self.assertEqual(self.lead.protected_until, self._day(200))
        self.assertEqual(self._kinds(), ["granted", "manager", "milestone"])

    def test_a_stage_may_be_a_milestone_and_going_back_is_no_new_one(self):
        stages = self.env["crm.stage"].search(
            [("is_won", "=", False)], order="sequence"
        )
        self.policy.milestone_ids = [
            Command.create({"stage_id": stages[1].id, "days": 100})
        ]
        lead = self.lead.with_user(self.rep)
        lead.stage_id = stages[1]
        self.assertEqual(self.lead.protected_until, self._day(100))
        self._until(self._day(3))
        lead.stage_id = stages[0]
        lead.stage_id = stages[1]
        self.assertEqual(self.lead.protected_until, self._day(3))

    def test_a_protection_that_has_ended_does_not_come_back(self):
        self._until(self._day(-1))
        self._follow_up("survey")
        self.assertEqual(self.lead.protected_until, self._day(-1))

    def test_a_policy_of_another_team_does_not_apply(self):
        other = self.env["crm.team"].create({"name": "Other"})
        self.policy.team_ids = other
        self._follow_up("survey")
        self.assertEqual(self.lead.protected_until, self._day(45))

    # -- extension ------------------------------------------------------------------

    def test_the_rep_extends_once_with_evidence(self):
        self._extend()
        self.assertEqual(self.lead.protected_until, self._day(75))
        self.env.invalidate_all()
        row = self.lead.protection_change_ids[0]
        self.assertEqual((row.kind, row.user_id), ("extension", self.rep))
        self.assertEqual(row.attachment_ids.res_model, "crm.lead")
        with self.assertRaisesRegex(UserError, "was extended 1 time"):
            self._extend()

    def test_without_evidence_nothing_is_extended(self):
        with self.assertRaisesRegex(UserError, "attach the evidence"):
            self._extend(evidence=False)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._extend(note="  ")

    def test_nobody_extends_for_a_colleague(self):
        with self.assertRaises(AccessError):
            self._extend(user=self.rep2)

    def test_what_has_ended_is_not_extended(self):
        self._until(self._day(-1))
        with self.assertRaisesRegex(UserError, "is not protected now"):
            self._extend()

    # -- the night ------------------------------------------------------------------

    def test_the_owner_is_reminded_in_one_message_a_day(self):
        for day, expected in ((7, 1), (6, 0), (3, 1), (1, 1), (2, 0)):
            with self.subTest(day=day):
                self._until(self._day(day))
                before = self._told(self.rep)
                for _twice in range(2):
                    self._night()
                self.assertEqual(len(self._told(self.rep) - before), expected)
                self.env["crm.business.event"].sudo().search(
                    [("kind", "=", "protection.expiring")]
                ).unlink()

    def test_when_it_ends_the_owner_is_asked_once(self):
        self._until(self._day(-1))
        for _twice in range(2):
            self._night()
        tasks = self.lead.activity_ids.filtered(lambda task: task.user_id == self.rep)
        self.assertEqual(len(tasks), 1)
        self.assertEqual(self._kinds(), ["granted", "expired"])
        self.assertEqual(self.lead.registration_id.state, "expired")
        self.assertEqual(self.lead.user_id, self.rep)

    def test_the_night_goes_by_the_company_s_day(self):
        self._until(self.today)
        # Ten past midnight in Hangzhou.
        night = datetime.combine(self.today, time(16, 10))
        with freeze_time(night):
            self._night()
        self.assertEqual(self.lead.protection_expired_on, self._day(1))

    def test_a_new_protection_may_end_anew(self):
        self._until(self._day(-1))
        self._night()
        self.lead.with_user(self.manager).protected_until = self._day(1)
        self.assertFalse(self.lead.protection_expired_on)

    def test_by_policy_it_goes_to_the_pool(self):
        self.policy.on_expiry = "pool"
        self._until(self._day(-1))
        self._night()
        self.assertFalse(self.lead.user_id)
        self.assertTrue(self.lead.pool_id)
        last = self.lead.protection_change_ids[:1]
        self.assertEqual((last.kind, last.owner_id), ("pooled", self.rep))

    def test_what_is_won_does_not_end(self):
        self.lead.action_set_won()
        self.assertEqual(self._kinds(), ["granted", "won"])
        self._until(self._day(-1))
        self._night()
        self.assertNotIn("expired", self._kinds())

    # -- rights ---------------------------------------------------------------------

    def test_the_ledger_is_not_written(self):
        row = self.lead.protection_change_ids
        for user in (self.rep, self.manager):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    row.with_user(user).note = "x"
                with self.assertRaises(AccessError):
                    row.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "are a ledger"):
            row.note = "x"
        with self.assertRaisesRegex(UserError, "are a ledger"):
            row.unlink()

    def test_a_colleague_does_not_read_it(self):
        Change = self.env["crm.protection.change"]
        mine = [("lead_id", "=", self.lead.id)]
        self.assertTrue(Change.with_user(self.rep).search(mine))
        self.assertTrue(Change.with_user(self.manager).search(mine))
        self.assertFalse(Change.with_user(self.rep2).search(mine))

    def test_a_rep_does_not_change_the_policy(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.rep).extension_limit = 99

    def test_reminders_that_are_no_days_are_refused(self):
        for text in ("seven", "7; 3", "-1"):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(ValidationError, "whole numbers of days"),
            ):
                self.policy.reminder_days = text

    def test_the_night_costs_the_same_for_ten_times_the_leads(self):
        def running(count):
            return self.env["crm.lead"].create(
                [
                    {
                        "name": f"Lead {number}",
                        "type": "opportunity",
                        "user_id": self.rep.id,
                        "protected_until": self._day(20),
                    }
                    for number in range(count)
                ]
            )

        few, many = running(3), running(30)
        self._queries(few._review_protection)
        self.assertEqual(
            self._queries(many._review_protection),
            self._queries(few._review_protection),
        )
