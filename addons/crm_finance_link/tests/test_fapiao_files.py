import base64
import io

from openpyxl import Workbook, load_workbook

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .fapiao_common import NUMBER, FapiaoCommon

TITLES = ("业务单据号", "数电票号码", "开票日期", "价税合计")


@tagged("post_install", "-at_install")
class TestFapiaoFiles(FapiaoCommon):
    def rows(self, fapiao):
        """Return the rows of the file for the tax software, as dicts by title."""
        action = fapiao.with_user(self.biller).action_export()
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[-1].split("?")[0])
        )
        sheet = load_workbook(io.BytesIO(attachment.raw)).active
        head, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def result(self, *rows, titles=TITLES):
        """Return the dialog after importing a file with these rows."""
        book = Workbook()
        book.active.append(titles)
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return self.imported(stream.getvalue(), "result.xlsx")

    def imported(self, data, name):
        dialog = (
            self.env["crm.fapiao.result"]
            .with_user(self.biller)
            .create({"file": base64.b64encode(data), "filename": name})
        )
        dialog.action_import()
        return dialog

    def test_the_file_says_what_the_invoice_says(self):
        fapiao = self.apply(note="=1+1")
        [row] = self.rows(fapiao)
        self.assertEqual(row["业务单据号"], fapiao.name)
        self.assertEqual(row["购买方纳税人识别号"], "91350100M000100Y43")
        self.assertEqual(row["税率"], "6%")
        self.assertEqual(row["备注"], "=1+1")
        amounts = fapiao.sudo()
        self.assertAlmostEqual(row["金额"], amounts.amount_untaxed, places=2)
        self.assertAlmostEqual(row["税额"], amounts.amount_tax, places=2)
        self.assertTrue(fapiao.exported_at)

    def test_taxes_of_the_rows_add_up_to_the_invoice_s(self):
        self.env.company.tax_calculation_rounding_method = "round_globally"
        contract = self.make_contract(
            ((1, 100.07, 0), (1, 33.33, 0), (3, 7.77, 0)), self.tax
        )
        self.deposit = contract.plan_line_ids[0]
        self.deposit.invoice_ids.action_post()
        fapiao = self.apply()
        rows = self.rows(fapiao)
        self.assertEqual(len(rows), 3)
        total = sum(row["税额"] for row in rows)
        self.assertAlmostEqual(total, fapiao.sudo().amount_tax, places=2)

    def test_a_red_one_names_what_it_reverses_and_has_a_minus(self):
        self.issue(self.apply())
        red = self.red()
        self.apply(red, self.biller)
        [row] = self.rows(red)
        self.assertEqual(row["被红冲蓝字数电票号码"], NUMBER)
        self.assertLess(row["金额"], 0)

    def test_only_what_is_applied_for_is_handed_over(self):
        fapiao = self.issue(self.apply())
        with self.assertRaisesRegex(UserError, "Issued"):
            fapiao.action_export()

    def test_the_result_brings_the_numbers(self):
        fapiao = self.apply()
        total = fapiao.sudo().amount_total
        dialog = self.result((fapiao.name, NUMBER, "2026年03月05日", f"{total:,.2f}"))
        self.assertEqual(dialog.line_ids.outcome, "issued")
        self.assertEqual(fapiao.number, NUMBER)
        self.assertEqual(str(fapiao.issue_date), "2026-03-05")

    def test_the_same_file_again_changes_nothing(self):
        fapiao = self.apply()
        row = (fapiao.name, NUMBER, "2026-03-05", fapiao.sudo().amount_total)
        self.result(row)
        before = fapiao.write_date
        self.assertEqual(self.result(row).line_ids.outcome, "same")
        self.assertEqual(fapiao.write_date, before)

    def test_two_items_of_one_fapiao_are_one(self):
        fapiao = self.apply()
        total = fapiao.sudo().amount_total
        rows = [(fapiao.name, NUMBER, "2026-03-05", part) for part in (total - 10, 10)]
        dialog = self.result(*rows)
        self.assertEqual(dialog.line_ids.mapped("outcome"), ["issued"])

    def test_rows_that_cannot_be_taken_over_say_why(self):
        fapiao = self.apply()
        total = fapiao.sudo().amount_total
        cases = [
            (("FP-none", NUMBER, "2026-03-05", total), "no application"),
            ((fapiao.name, 24112000000012300000, "2026-03-05", total), "cut"),
            ((fapiao.name, NUMBER, "2026-03-05", total + 1), "was issued"),
            ((fapiao.name, NUMBER, "soon", total), "no day"),
            ((fapiao.name, NUMBER, "2026-03-05", "much"), "no amount"),
        ]
        for row, why in cases:
            line = self.result(row).line_ids
            self.assertEqual(line.outcome, "failed", why)
            self.assertIn(why, line.reason)
        self.assertEqual(fapiao.state, "applied")

    def test_a_bad_row_does_not_stop_the_others(self):
        fapiao = self.apply()
        dialog = self.result(
            ("FP-none", "24112000000087654321", "2026-03-05", 1),
            (fapiao.name, NUMBER, "2026-03-05", fapiao.sudo().amount_total),
        )
        self.assertEqual(dialog.line_ids.mapped("outcome"), ["failed", "issued"])
        self.assertEqual(fapiao.state, "issued")

    def test_a_csv_in_gbk_is_read(self):
        fapiao = self.apply()
        text = f"{','.join(TITLES[:3])}\n{fapiao.name},{NUMBER}\t,2026/3/5\n"
        dialog = self.imported(text.encode("gbk"), "结果.csv")
        self.assertEqual(dialog.line_ids.outcome, "issued")

    def test_a_file_without_the_column_says_which(self):
        with self.assertRaisesRegex(UserError, "no column “数电票号码”"):
            self.result(("x", "y", "z"), titles=("业务单据号", "号码", "开票日期"))
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.imported(b"\x00\x01", "x.xlsx")

    def test_a_layout_is_checked(self):
        layout = self.env["crm.fapiao.layout"].create({"name": "Ours"})
        self.assertGreater(len(layout.column_ids), 10)
        with self.assertRaisesRegex(ValidationError, "twice"):
            layout.column_ids[1].title = layout.column_ids[0].title
            layout._check_columns()
        with self.assertRaisesRegex(ValidationError, "name of a sheet"):
            layout.sheet = "a/b"

    def test_a_tax_class_has_nineteen_digits(self):
        with self.assertRaisesRegex(ValidationError, "19 digits"):
            self.product.fapiao_tax_code = "304"
        self.product.fapiao_tax_code = "3040301000000000000"
        [row] = self.rows(self.apply())
        self.assertEqual(row["商品和服务税收编码"], "3040301000000000000")
