from odoo.tests import tagged

from odoo.addons.crm_pipeline.tests.list_costs import TIMES, ListCosts

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestListCosts(ListCosts, PlanCommon):
    """Lists of plans and instalments cost the same at ten times the records."""

    few = 1  # signed contracts are dear to make

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = (cls.rep, cls.biller, cls.env.user)

    def _new_plans(self, count):
        plans = self.env["crm.payment.plan"]
        for _number in range(count):
            plans |= self.make_contract().plan_ids
        return plans

    def test_lists(self):
        plans = self._new_plans(self.few * TIMES)
        self.assert_lists_cost_the_same(
            "crm_finance_link",
            {
                "crm.payment.plan": lambda count: plans,
                "crm.payment.plan.line": lambda count: plans.line_ids[:count],
                "crm.payment.plan.template": lambda count: (
                    self.template.browse().concat(
                        *(self.template.copy() for _number in range(count))
                    )
                ),
            },
        )
