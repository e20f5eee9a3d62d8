from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DeliverableCommon


@tagged("post_install", "-at_install")
class TestTargets(DeliverableCommon):
    """What a company wants of its projects, and from where on they are at risk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.project.company_id

    def _deliver(self, day, code):
        with freeze_time(f"{day} 04:00:00"):
            self.release(self.deliverable(code))
            self.env.flush_all()

    def test_the_target_stands_beside_the_rate(self):
        self.assertEqual(self.company.on_time_target, 95)
        project = self.project.with_user(self.designer)
        self.assertFalse(project.is_on_time_short)  # nothing is delivered yet
        self._deliver("2026-03-13", "concept")
        self.assertEqual((project.on_time_rate, project.on_time_target), (100, 95))
        self.assertFalse(project.is_on_time_short)
        self._deliver("2026-03-16", "render")
        project.invalidate_recordset()
        self.assertEqual(project.on_time_rate, 50)
        self.assertTrue(project.is_on_time_short)
        self.company.on_time_target = 50
        self.assertFalse(project.is_on_time_short)
        [[rate, target]] = self.env["project.deliverable"]._read_group(
            [("project_id", "=", self.project.id), ("delivery", "!=", "open")],
            aggregates=["on_time_rate:avg", "on_time_target:avg"],
        )
        self.assertEqual((rate, target), (50, 50))

    def test_a_target_is_a_share(self):
        for share in (-1, 101):
            with (
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.company.on_time_target = share
                self.company.flush_recordset()

    def test_the_limits_of_the_company_judge_its_projects(self):
        with freeze_time("2026-03-17 04:00:00"):
            self.project._watch()
            self.assertEqual(self.project.risk, "amber")
            self.assertIn("2 deliverables are late", self.project.risk_note)
            self.company.write({"risk_behind_amber": 50, "risk_behind_red": 60})
            self.assertEqual(self.project.risk, "amber")
            self.company.write({"risk_latest_amber": 4, "risk_latest_red": 8})
            self.assertEqual(self.project.risk, "green")
            self.project.invalidate_recordset(["risk_note"])
            self.assertFalse(self.project.risk_note)
            self.company.write({"risk_latest_amber": 1, "risk_latest_red": 2})
            self.assertEqual(self.project.with_user(self.designer).risk, "red")

    def test_settings_change_them_and_only_for_who_may(self):
        settings = self.env["res.config.settings"].create({"risk_delay_red": 4})
        settings.execute()
        self.assertEqual(self.env.company.risk_delay_red, 4)
        # Both of a pair at once, the lower one above the old higher one.
        pair = {"risk_delay_amber": 12, "risk_delay_red": 20}
        self.env["res.config.settings"].create(pair).execute()
        company = self.env.company
        self.assertEqual((company.risk_delay_amber, company.risk_delay_red), (12, 20))
        with self.assertRaises(AccessError):
            self.company.with_user(self.lead).risk_delay_red = 99

    def test_limits_follow_one_another(self):
        with self.assertRaisesRegex(ValidationError, "End Delayed: At Risk from"):
            self.company.risk_delay_amber = 11
        with self.assertRaisesRegex(ValidationError, "must be more than 0"):
            self.company.write({"risk_behind_amber": 0})
        self.company.write(
            {"risk_delay_amber": 11, "risk_delay_red": 12, "risk_behind_amber": 40}
        )
        self.assertEqual(self.company._risk_limits().delay, (11, 12))
