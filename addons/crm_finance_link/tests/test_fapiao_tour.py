from odoo.tests import HttpCase, tagged

from .fapiao_common import NUMBER, FapiaoCommon


@tagged("post_install", "-at_install")
class TestFapiaoTour(FapiaoCommon, HttpCase):
    def test_sales_applies_and_finance_issues(self):
        self.customer.write(
            {
                "credit_code": "91350100M000100Y43",
                "street": "文三路 1 号",
                "phone": "0571-88886666",
            }
        )
        bank = self.env["res.bank"].create({"name": "工商银行杭州分行"})
        self.env["res.partner.bank"].create(
            {
                "partner_id": self.customer.id,
                "bank_id": bank.id,
                "acc_number": "6222000011112222",
            }
        )
        self.start_tour(
            "/odoo/action-crm_finance_link.crm_payment_plan_line_action",
            "crm_finance_link_fapiao_apply",
            login="plan_rep",
        )
        fapiao = self.invoice.fapiao_ids
        self.assertEqual(fapiao.state, "applied")
        self.start_tour(
            "/odoo/action-crm_finance_link.crm_fapiao_action",
            "crm_finance_link_fapiao_issue",
            login="plan_biller",
        )
        self.env.invalidate_all()
        self.assertEqual((fapiao.state, fapiao.number), ("issued", NUMBER))
