from odoo.tests import tagged

from .plan_machine import PlanMachine


@tagged("post_install", "-at_install")
class TestSupplementProperty(PlanMachine):
    """Whatever people do in whatever order: plans = orders + supplements."""

    def test_the_plans_always_are_the_orders_and_the_supplements(self):
        self.run_examples()
        # None of it was refused, or found nothing to do, each time.
        self.assertEqual(set(self.acts) - {act for act in +self.done}, set())
