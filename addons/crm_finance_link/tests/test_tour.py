from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPaymentTour(PlanCommon, HttpCase):
    def test_finance_takes_a_payment_in_the_web_client(self):
        contract = self.make_contract()
        self.biller.group_ids |= self.env.ref("base.group_allow_export")
        groups = []

        def export(records):
            groups.append(records.env.context.get("receivables_group"))
            return False  # the file itself has tests of its own

        report = self.registry["crm.receivable.report"]
        with patch.object(report, "action_export_xlsx", export):
            self.start_tour(
                "/odoo/action-crm_finance_link.crm_payment_plan_line_action",
                "crm_finance_link_payment",
                login="plan_biller",
            )
        self.env.invalidate_all()
        self.assertEqual(self.line(contract, "Deposit").state, "paid")
        # The list was grouped by customer; without a list there is no such key.
        self.assertEqual(groups, ["partner_id"])
