from datetime import timedelta

from freezegun import freeze_time

from .collection_common import CollectionCommon


class DunningCommon(CollectionCommon):
    """A ladder of the company alone, and days that go by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Companies of other data have their own ladders: only ours goes here.
        company = cls.company_data["company"]
        others = cls.env["res.company"].search([("id", "!=", company.id)])
        others.is_dunning_active = False
        cls.levels = cls.env["crm.dunning.level"].create(
            [
                {
                    "name": f"Level {days}",
                    "days": days,
                    "company_id": company.id,
                    "message": message,
                    "responsible": "leader" if days == 30 else "salesperson",
                }
                for days, message in (
                    (-3, "none"),
                    (0, "none"),
                    (7, "propose"),
                    (15, "propose"),
                    (30, "propose"),
                    (60, "none"),
                )
            ]
        )

    def run_ladder(self, days=0):
        """Let the ladder go on the day that is ``days`` after ``self.due``."""
        day = self.due + timedelta(days=days)
        with freeze_time(f"{day} 04:00:00"):
            self.env["crm.payment.plan.line"]._sweep_states(day)
            with self.enter_registry_test_mode():
                cron = self.env.ref("crm_finance_link.ir_cron_dun")
                cron.sudo().method_direct_trigger()
            self.env.invalidate_all()

    def follow_promises(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_finance_link.ir_cron_follow_promises")
            cron.sudo().method_direct_trigger()
        self.env.invalidate_all()

    def count_queries(self, days):
        """Return how many queries the ladder makes on that day."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.run_ladder(days)
        return self.env.cr.sql_log_count - before

    def calls(self, user=None):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", self.customer.id),
                ("user_id", "=", (user or self.rep).id),
            ]
        )
