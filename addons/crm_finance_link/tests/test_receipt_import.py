import base64
import io

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PlanCommon

TITLES = (
    "单据编号",
    "单据日期",
    "客户编码",
    "客户名称",
    "合同号",
    "发票号",
    "收款金额",
    "币别",
)


@tagged("post_install", "-at_install")
class TestReceiptImport(PlanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"name": "杭州云栖酒店管理有限公司", "ref": "C001"})
        cls.contract = cls.make_contract(((1, 1000.0, 0.0),), cls.tax)
        cls.deposit = cls.contract.plan_line_ids[0]
        cls.invoice = cls.deposit.invoice_ids
        cls.invoice.action_post()
        cls.layout = cls.env.ref("crm_finance_link.crm_voucher_layout_kingdee")

    def row(self, number="SK001", amount=212, **said):
        cells = {
            "单据编号": number,
            "单据日期": str(self.today),
            "收款金额": amount,
            **said,
        }
        return [cells.get(title, "") for title in TITLES]

    def dialog(self, *rows, user=None):
        book = Workbook()
        book.active.append(TITLES)
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return (
            self.env["crm.receipt.import"]
            .with_user(user or self.biller)
            .create(
                {
                    "layout_id": self.layout.id,
                    "journal_id": self.company_data["default_journal_bank"].id,
                    "file": base64.b64encode(stream.getvalue()),
                    "filename": "receipts.xlsx",
                }
            )
        )

    def imported(self, *rows):
        dialog = self.dialog(*rows)
        dialog.action_preview()
        dialog.action_import()
        return dialog.line_ids

    def payments(self):
        domain = [("partner_id", "=", self.customer.id)]
        return self.env["account.payment"].search(domain)

    def test_a_day_is_a_whole_day_or_none(self):
        for text in ("5", "2026", "3/5"):
            with self.assertRaisesRegex(UserError, "is no day"):
                self.env["crm.receipt.import"]._read_date(text)

    def test_a_receipt_pays_the_invoice_it_names(self):
        line = self.imported(self.row(发票号=self.invoice.name, 客户编码="C001"))
        self.assertEqual((line.outcome, line.reason), ("done", False))
        self.assertEqual(self.deposit.state, "paid")
        self.assertEqual(line.payment_id.amount, 212)
        receipt = self.env["crm.erp.receipt"].search([("name", "=", "SK001")])
        self.assertEqual(receipt.payment_id, line.payment_id)

    def test_a_receipt_pays_the_open_invoices_of_its_contract(self):
        self.imported(self.row(amount="￥100.00", 合同号=self.contract.name))
        self.assertEqual(self.deposit.amount_received, 100)

    def test_a_preview_books_nothing(self):
        dialog = self.dialog(self.row(发票号=self.invoice.name))
        dialog.action_preview()
        self.assertEqual(dialog.line_ids.outcome, "new")
        self.assertEqual(dialog.line_ids.invoices, self.invoice.name)
        self.assertFalse(self.payments())

    def test_the_same_file_again_changes_nothing(self):
        row = self.row(发票号=self.invoice.name)
        self.imported(row)
        before = self.payments()
        self.assertEqual(self.imported(row).outcome, "same")
        self.assertEqual(self.payments(), before)

    def test_the_same_number_with_another_amount_is_refused(self):
        self.imported(self.row(amount=100, 客户编码="C001"))
        line = self.imported(self.row(amount=101, 客户编码="C001"))
        self.assertEqual(line.outcome, "failed")
        self.assertIn("known with", line.reason)
        twice = self.imported(
            self.row("SK009", 10, 客户编码="C001"),
            self.row("SK009", 10, 客户编码="C001"),
            self.row("SK009", 11, 客户编码="C001"),
        )
        self.assertEqual(twice.mapped("outcome"), ["done", "same", "failed"])

    def test_customers_are_found_by_code_and_by_name(self):
        for number, said in enumerate(
            (
                {"客户编码": "C001"},
                {"客户名称": "杭州云栖酒店管理有限公司"},
                {"客户名称": "云栖酒店管理（杭州）有限公司"},
            )
        ):
            line = self.imported(self.row(f"SK10{number}", 10, **said))
            self.assertEqual(line.outcome, "done", line.reason)
            self.assertEqual(line.payment_id.partner_id, self.customer)

    def test_rows_that_are_refused_say_why_and_do_not_stop_the_others(self):
        twin = self.customer.copy({"name": self.customer.name, "ref": "C002"})
        stranger = self.env["res.partner"].create({"name": "Stranger", "ref": "X1"})
        lines = self.imported(
            self.row("A1", "much", 客户编码="C001"),
            self.row("A2", -5, 客户编码="C001"),
            self.row("A3", 5, 客户名称="nobody"),
            self.row("A4", 5, 客户名称=twin.name),
            self.row("A5", 5, 发票号="INV/0"),
            self.row("A6", 5, 合同号="HT-0"),
            self.row("A7", 5, 客户编码=stranger.ref, 合同号=self.contract.name),
            self.row("A8", 5, 客户编码="C001", 币别="XYZ"),
            self.row("", 5, 客户编码="C001"),
            self.row("A9", 5, 客户编码="C001", 币别=self.env.company.currency_id.name),
        )
        whys = (
            "no amount",
            "nothing received",
            "No customer",
            "may be",
            "no posted invoice",
            "no contract",
            "not of the same group",
            "no currency",
            "no document number",
        )
        for line, why in zip(lines[:-1], whys, strict=True):
            self.assertEqual(line.outcome, "failed", why)
            self.assertIn(why, line.reason)
        self.assertEqual(lines[-1].outcome, "done", lines[-1].reason)
        self.assertEqual(len(self.payments()), 1)

    def test_a_company_of_the_group_pays_for_another(self):
        parent = self.env["res.partner"].create(
            {"name": "Group", "ref": "G1", "is_company": True}
        )
        self.customer.parent_id = parent
        line = self.imported(self.row(客户编码="G1", 发票号=self.invoice.name))
        self.assertEqual(line.outcome, "done", line.reason)
        self.assertEqual(self.deposit.state, "paid")

    def test_more_than_is_open_stays_with_the_customer(self):
        line = self.imported(self.row(amount=300, 发票号=self.invoice.name))
        self.assertEqual(self.deposit.state, "paid")
        item = line.payment_id.move_id.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        self.assertEqual(item.amount_residual, -88)

    def test_only_finance_imports_and_nobody_writes_receipts(self):
        with self.assertRaises(AccessError):
            self.dialog(self.row(), user=self.rep)
        self.imported(self.row(amount=5, 客户编码="C001"))
        receipt = self.env["crm.erp.receipt"].search([("name", "=", "SK001")])
        for user in (self.biller, self.rep):
            with self.assertRaises(AccessError):
                receipt.with_user(user).write({"amount": 1})
        with self.assertRaisesRegex(UserError, "ledger"):
            receipt.sudo().unlink()

    def test_a_file_without_the_column_says_which(self):
        dialog = self.dialog(self.row())
        self.layout.receipt_amount = "金额"
        with self.assertRaisesRegex(UserError, "no column “金额”"):
            dialog.action_preview()

    def test_a_preview_of_ten_times_the_rows_costs_the_same(self):
        costs = []
        currency = self.env.company.currency_id.name
        for count in (1, 10):
            said = {"客户编码": "C001", "合同号": self.contract.name, "币别": currency}
            dialog = self.dialog(
                *(self.row(f"B{number}", 5, **said) for number in range(count))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog.action_preview()
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0])
