from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from .common import ALL, MANAGER, OWN, PipelineCase

#: A Monday morning in Shanghai; each test's clock starts here.
START = datetime(2026, 3, 2, 1, 0)


class PoolCase(PipelineCase):
    """A pool of the team, opportunities and customers of the rep."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(START))
        cls.env["crm.pool"].search([]).active = False
        cls.pool = cls.env["crm.pool"].create(
            {
                "name": "Zhejiang",
                "tz": "Asia/Shanghai",
                "company_id": cls.env.company.id,
            }
        )
        cls.rep3 = cls._new_user("rep3", OWN, "孙悦")
        cls.other_manager = cls._new_user("manager2", MANAGER, "何经理")
        cls.all_seller = cls._new_user("seller2", ALL, "吴桐")
        cls.lead = cls._new_lead()
        cls.customer = cls._new_customer()

    @classmethod
    def _new_lead(cls, user=None, **values):
        user = user or cls.rep
        quiet = cls.env["crm.lead"].with_context(mail_auto_subscribe_no_notify=True)
        return quiet.create(
            {
                "name": "西溪展厅",
                "type": "opportunity",
                "partner_name": "杭州绿城装饰设计有限公司",
                "contact_name": "赵敏",
                "phone": "138 5710 2231",
                "email_from": "zhao@lvcheng.example",
                "expected_revenue": 100000,
                "user_id": user.id,
                "team_id": cls.team.id,
                **values,
            }
        )

    @classmethod
    def _new_customer(cls, user=None, **values):
        return cls.env["res.partner"].create(
            {
                "name": "宁波海曙置业有限公司",
                "is_company": True,
                "phone": "0574 8700 1122",
                "user_id": (user or cls.rep).id,
                **values,
            }
        )

    def _at(self, **delta):
        """Set the clock to ``delta`` after the start, until the test ends."""
        return self.startPatcher(freeze_time(START + timedelta(**delta)))

    def _pooled(self, *records):
        for record in records:
            record.sudo()._move_to_pool(self.pool)
        return records[0]

    def _row(self, record, user=None):
        """Return the row of the pool that stands for ``record``."""
        rows = self.env["crm.pool.record"].with_user(user or self.rep2)
        return rows.search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def _claim(self, record, user=None):
        return record.with_user(user or self.rep2).action_claim()

    def _history(self, record):
        rows = record.sudo().ownership_ids.sorted("id")
        return [(row.previous_user_id, row.user_id, row.reason) for row in rows]


class SweepCase(PoolCase):
    """A rule that is in force, and the nights that go by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Messages are in the language of who reads them.
        (cls.rep | cls.rep2 | cls.rep3).lang = "en_US"
        cls.rule = cls._new_rule()
        cls.startClassPatcher(
            patch.object(
                type(cls.env["ir.cron"]),
                "_commit_progress",
                lambda cron, *args, **kwargs: float("inf"),
            )
        )

    @classmethod
    def _new_rule(cls, in_force=True, **values):
        rule = cls.env["crm.pool.rule"].create(
            {
                "name": "Idle for 15 days",
                "pool_id": cls.pool.id,
                "domain": "[('name', '!=', 'Bystander')]",
                **values,
            }
        )
        if in_force:
            rule.sudo().write({"effective_from": START.date()})
        return rule

    def _night(self, **delta):
        """Sweep at ``delta`` after the start; return the run."""
        if delta:
            self._at(**delta)
        self.env["crm.pool.run"]._cron_sweep()
        self.env.flush_all()
        company = [("company_id", "=", self.env.company.id)]
        return self.env["crm.pool.run"].search(company, limit=1)
