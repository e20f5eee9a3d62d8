from odoo.tests import HttpCase, tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPaymentTour(PlanCommon, HttpCase):
    def test_finance_takes_a_payment_in_the_web_client(self):
        contract = self.make_contract()
        self.start_tour(
            "/odoo/action-crm_finance_link.crm_payment_plan_line_action",
            "crm_finance_link_payment",
            login="plan_biller",
        )
        self.env.invalidate_all()
        self.assertEqual(self.line(contract, "Deposit").state, "paid")
