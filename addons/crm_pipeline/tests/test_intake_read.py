import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .intake_common import IntakeCase

HEAD = ["客户名称", "项目名称", "预算（万元）", "报备日期", "色号"]


@tagged("post_install", "-at_install")
class TestIntakeRead(IntakeCase):
    def test_reading_proposes_what_the_columns_mean(self):
        batch = self.upload([HEAD, ["云栖酒店", "大堂", "12", "2026-03-05", "A1"]])
        batch.action_read()
        self.assertEqual(batch.state, "mapped")
        self.assertEqual(batch.kind, "opportunities")
        self.assertEqual(
            batch.column_ids.mapped("field_name"),
            ["customer", "title", "amount", "date_open", "note"],
        )
        self.assertIn("色号", batch.file_note)
        self.assertEqual(batch.row_ids.raw["色号"], "A1")

    def test_reading_makes_nothing_but_rows(self):
        count = self.env["crm.lead"].search_count([])
        self.upload([HEAD, ["云栖酒店", "大堂", "12", "", ""]]).action_read()
        self.assertEqual(self.env["crm.lead"].search_count([]), count)

    def test_reading_again_replaces_the_rows(self):
        batch = self.upload([HEAD, ["甲", "一", "", "", ""], ["乙", "二", "", "", ""]])
        batch.action_read()
        batch.file = base64.b64encode(self.csv_bytes([HEAD, ["丙", "三", "", "", ""]]))
        batch.action_read()
        self.assertEqual(batch.row_count, 1)
        self.assertEqual(batch.row_ids.customer_name, "丙")

    def test_another_kind_of_list_means_other_columns(self):
        batch = self.upload([HEAD, ["甲", "一", "", "", ""]])
        batch.action_read()
        batch.kind = "customers"
        self.assertEqual(
            batch.column_ids.mapped("field_name"),
            ["customer", "note", "note", "note", "note"],
        )

    def test_a_column_may_be_given_another_meaning(self):
        batch = self.upload([HEAD, ["甲", "一", "3", "", "蓝"]])
        batch.action_read()
        batch.column_ids.filtered(lambda c: c.title == "色号").field_name = "product"
        batch.action_import()
        lead = batch.row_ids.lead_id
        self.assertEqual(lead.product_interest, "蓝")
        self.assertEqual(lead.expected_revenue, 30_000)

    def test_files_that_are_no_table_are_told_apart(self):
        for data, words in (
            (b"\n", "is empty"),
            (b"%PDF-1.7", "is not a table"),
            (b"PK\x03\x04 cut off", "is damaged"),
            (self.csv_bytes([HEAD]), "no rows below"),
            (self.xlsx_bytes([HEAD, ["甲"]])[:900], "is damaged"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                + "EncryptedPackage".encode("utf-16le"),
                "protected by a password",
            ),
        ):
            batch = self.upload(data, filename="名单.xlsx")
            with self.assertRaisesRegex(UserError, words) as caught:
                batch.action_read()
            self.assertIn("名单.xlsx", str(caught.exception))
            self.assertEqual(batch.state, "draft")

    def test_a_list_without_a_file_says_so(self):
        batch = self.env["crm.intake.batch"].with_user(self.rep).create({})
        with self.assertRaisesRegex(UserError, "is empty"):
            batch.action_read()

    def test_nothing_is_imported_before_it_is_read_and_mapped(self):
        batch = self.upload([HEAD, ["甲", "一", "", "", ""]])
        with self.assertRaisesRegex(UserError, "not read yet"):
            batch.action_import()
        batch.action_read()
        batch.column_ids.field_name = "ignore"
        with self.assertRaisesRegex(UserError, "No column"):
            batch.action_import()

    def test_an_imported_list_is_not_read_again(self):
        batch = self.bring_in([HEAD, ["甲", "一", "", "", ""]])
        with self.assertRaisesRegex(UserError, "imported already"):
            batch.action_read()
