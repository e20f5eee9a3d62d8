from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command

from .common import SIGNATURE, DeliverableCommon

#: Half past one at night of Tuesday in China; in UTC it is Monday still.
NIGHT = "2026-03-09 17:30:00"
MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)


class TestDays(DeliverableCommon):
    """A day is a day of the company: not of the server, nor of who travels."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls.project.milestone_ids.sorted("sequence")
        cls.concept.user_id = cls.designer
        (cls.designer | cls.lead).tz = "America/New_York"

    def test_a_company_knows_what_day_it_is(self):
        company = self.env.company.with_user(self.client)
        with freeze_time(NIGHT):
            self.assertEqual(company._get_work_day(), TUESDAY)
            self.assertEqual(company.browse()._get_work_day(), TUESDAY)
            company.sudo().working_tz = "America/New_York"
            self.assertEqual(company._get_work_day(), MONDAY)

    @freeze_time(NIGHT)
    def test_what_happens_at_night_happened_on_the_day_of_the_company(self):
        version = self.release()
        self.assertEqual(self.concept.delivered_on, TUESDAY)
        self.first.with_user(self.designer).action_start()
        self.assertEqual(self.first.actual_start_date, TUESDAY)
        for each in (version, self.release(self.deliverable("render"))):
            self.sign(each)  # as the portal: by a token, in UTC
        self.assertEqual(self.first.reached_date, TUESDAY)
        delay = self.env["project.delay"].create(
            {"project_id": self.project.id, "milestone_id": self.first.id, "days": 1}
        )
        self.assertEqual(delay.date, TUESDAY)

    def test_what_was_due_yesterday_is_late_at_night(self):
        self.concept.deadline = MONDAY
        with freeze_time("2026-03-09 15:30:00"):
            self.assertFalse(self.concept.with_user(self.designer).is_late)
        with freeze_time(NIGHT):
            self.env.invalidate_all()
            self.assertTrue(self.concept.with_user(self.designer).is_late)
            self.project._watch()  # the cron runs in UTC
            self.assertEqual(self.concept.reminder_level, 1)
            self.assertEqual(self.concept.activity_ids.date_deadline, TUESDAY)

    def test_a_client_has_the_days_of_the_company(self):
        with freeze_time(NIGHT):
            version = self.release()
            self.env.flush_all()
        with freeze_time("2026-03-11 15:30:00"):  # just before Thursday
            self.env.invalidate_all()
            self.assertEqual(version.with_user(self.designer).client_days, 1)
        self.env.cr.execute(
            "UPDATE crm_contract SET silent_acceptance_days = 7 WHERE id = %s",
            self.contract.ids,
        )
        self.env.invalidate_all()
        for user in (self.client, self.designer):
            self.assertEqual(version.with_user(user).silent_on, date(2026, 3, 17))

    @freeze_time(NIGHT)
    def test_a_paper_of_today_is_not_of_the_future(self):
        version = self.release()
        wizard = self.env["project.deliverable.paper.signature"].with_user(self.lead)
        values = {
            "version_id": version.id,
            "signer_name": "Zhao Ming",
            "scan": SIGNATURE,
            "scan_name": "signed.png",
        }
        paper = wizard.create(values)
        self.assertEqual(paper.date_signed, TUESDAY)
        with self.assertRaisesRegex(UserError, "released on 2026-03-10"):
            wizard.create({**values, "date_signed": MONDAY}).action_record()
        paper.action_record()
        self.assertEqual(version.state, "signed_off")

    def test_a_site_issue_climbs_the_ladder_of_all_that_is_late(self):
        visit = self.env["project.site.visit"].create(
            {
                "project_id": self.project.id,
                "issue_ids": [
                    Command.create({"name": "Crack", "user_id": self.designer.id})
                ],
            }
        )
        issue = visit.issue_ids
        issue.deadline = MONDAY
        with freeze_time(NIGHT):
            self.assertTrue(issue.is_late)
            self.project._watch()
        self.assertEqual(issue.activity_ids.user_id, self.designer)
        self.assertIn("Crack", issue.activity_ids.summary)
        # Nights that were left out leave nobody out; who was told is not told again.
        with freeze_time("2026-03-20 04:00:00"):
            self.project._watch()
            self.project._watch()
        self.assertEqual(issue.reminder_level, 3)
        self.assertEqual(issue.activity_ids.user_id, self.designer | self.lead)
        self.assertEqual(len(issue.activity_ids), 2)
        issue.with_user(self.designer).action_solve()
        self.assertFalse(issue.activity_ids)
        issue.with_user(self.lead).action_reopen()
        with freeze_time("2026-03-20 04:00:00"):
            self.project._watch()
        self.assertIn(self.designer, issue.activity_ids.user_id)
