from datetime import timedelta

from odoo import fields

from .workbench_common import WorkbenchCase

#: All that a load may cost, of an addon that knows half of the kinds.
QUERIES = 30


class TestWorkbenchVolume(WorkbenchCase):
    """The cost of the workbench does not grow with what there is to do."""

    def _new_leads(self, count, **values):
        quiet = self.env(context={**self.env.context, "tracking_disable": True})
        customers = quiet["res.partner"].create(
            [{"name": f"Customer {number}", "phone": "1"} for number in range(count)]
        )
        return quiet["crm.lead"].create(
            [
                {
                    "name": "Hall",
                    "type": "opportunity",
                    "partner_id": customer.id,
                    "user_id": self.manager.id,
                    **values,
                }
                for customer in customers
            ]
        )

    def _fill(self, count, start=0):
        # Each kind has documents of its own, so that none finds another's in memory.
        self._new_leads(count, protected_until=self._days(3))
        waiting = self._new_leads(count)
        waiting.unanswered_since = fields.Datetime.now() - timedelta(hours=2)
        for lead in self._new_leads(min(count, 30)):
            self._activity(lead, self.manager, days=-1)
            self._activity(lead.partner_id, self.manager, days=-1)
        pooled = self.env["crm.lead"].create(
            [
                {"name": f"Pooled {start + n}", "user_id": self.rep.id}
                for n in range(count)
            ]
        )
        pooled.sudo()._move_to_pool(self.pool)
        for number in range(min(count, 15)):
            self._submitted(
                project_name=f"P {start + number}",
                customer_name=f"杭州第{start + number}公司",
                site_address=f"文三路{start + number}号",
            )

    def test_ten_times_as_much_costs_the_same(self):
        self.pool.hold_max = 1000
        self._fill(10)
        bench = self._bench(self.manager)
        bench.load()
        few = self._queries(bench.load)
        self._fill(90, start=10)
        many = self._queries(bench.load)
        kinds = {kind["key"]: kind["count"] for kind in bench.load()["kinds"]}
        self.assertEqual(kinds["approval"], 25)
        self.assertEqual(kinds["activity"], 80)
        for kind in ("unanswered", "protection", "pool"):
            self.assertEqual(kinds[kind], 100)
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, QUERIES)
