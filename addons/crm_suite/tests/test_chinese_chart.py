from odoo.tests import tagged

from odoo.addons.crm_finance_link.tests.fapiao_common import NUMBER, FapiaoCommon


@tagged("post_install", "-at_install")
class TestChineseChart(FapiaoCommon):
    """From the contract to the money, on the chart of accounts that China uses."""

    chart_template = "cn"

    @classmethod
    def make_tax(cls, name, price_include):
        if price_include == "tax_included":
            return super().make_tax(name, price_include)
        charts = cls.env["account.chart.template"]
        charts = charts.with_company(cls.company_data["company"])
        return charts.ref("l10n_cn_sales_excluded_6")

    def test_the_company_keeps_chinese_books(self):
        company = self.company_data["company"]
        self.assertEqual((company.chart_template, self.tax.amount), ("cn", 6))
        self.assertEqual(self.contract.currency_id.name, "CNY")

    def test_plan_draft_invoice_fapiao_and_payment(self):
        plan = self.contract.plan_ids
        self.assertEqual(plan.amount_total, 1060)
        self.assertEqual(plan.line_ids.mapped("amount"), [212, 424, 318, 106])
        self.assertEqual(self.invoice.amount_untaxed, 200)
        [tax_item] = self.invoice.line_ids.filtered("tax_line_id")
        self.assertEqual((tax_item.tax_line_id, tax_item.credit), (self.tax, 12))
        self.assertTrue(tax_item.account_id.code.startswith("2221"))
        fapiao = self.issue(self.apply())
        self.assertEqual((fapiao.number, fapiao.amount_total), (NUMBER, 212))
        self.pay(self.invoice, 100.01)
        self.assertEqual(
            (self.deposit.state, plan.amount_open), ("partly_paid", 959.99)
        )
        self.pay(self.invoice)
        self.assertEqual((self.deposit.state, self.deposit.amount_open), ("paid", 0))
        self.assertEqual(self.invoice.payment_state, "paid")
        self.assertEqual(plan.amount_received + plan.amount_open, 1060)

    def test_every_instalment_is_invoiced_with_its_tax_to_the_cent(self):
        contract = self.make_contract(((3, 333.37, 0.0),), self.tax)
        lines = contract.plan_line_ids
        lines._trigger()
        invoices = lines.invoice_ids
        self.assertEqual(len(invoices), len(lines))
        invoices.action_post()
        # To the cent in all; the tax of each is that of its own amount, rounded.
        order = contract.order_ids
        self.assertEqual(
            round(sum(invoices.mapped("amount_total")), 2), order.amount_total
        )
        taxes = sum(invoices.mapped("amount_tax"))
        self.assertAlmostEqual(taxes, order.amount_tax, delta=0.005 * len(invoices))
        self.assertEqual(lines.mapped("amount"), lines.mapped("amount_invoiced"))
