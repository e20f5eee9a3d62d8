import io

import xlsxwriter

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import bank_file
from .bank_common import HEADER, BankCommon

GREEN = "杭州绿城装饰设计有限公司"
ROWS = [
    ("20261101", "1,060.00", "", "2060.00", GREEN, "6222", "首款", "T1"),
    ("2026-11-02", "", "60", "2000.00", "图文公司", "", "打印费", "T2"),
    ("2026/11/03 09:30:00", "500.5", "", "2500.50", "", "", "利息", "T3"),
]


@tagged("post_install", "-at_install")
class TestBankImport(BankCommon):
    def test_a_file_is_read_shown_and_imported(self):
        quoted = [tuple(f'"{cell}"' for cell in row) for row in ROWS]
        total = ("合计", "1560.50", "60", "", "", "", "", "")
        before = [("中国某银行对账单",), ("账号：1234",)]
        loaded = self.load(self.csv([*quoted, total], before=before))
        loaded.action_read()
        self.assertEqual(loaded.state, "read")
        self.assertEqual((loaded.new_count, loaded.left_count), (3, 1))
        self.assertEqual((loaded.amount_in, loaded.amount_out), (1560.5, 60))
        self.assertIn("GBK", loaded.layout_note)
        self.assertFalse(loaded.gap_note)
        self.assertFalse(loaded.statement_id)
        loaded.action_import()
        statement = loaded.statement_id
        self.assertEqual(statement.line_ids.mapped("amount"), [500.5, -60, 1060])
        self.assertEqual(
            (statement.balance_start, statement.balance_end_real), (1000, 2500.5)
        )
        self.assertEqual(loaded.row_ids.mapped("outcome"), ["left"])
        line = statement.line_ids.filtered(lambda line: line.amount == 1060)
        self.assertEqual(str(line.date), "2026-11-01")
        self.assertEqual((line.partner_name, line.account_number), (GREEN, "6222"))

    def test_the_same_file_twice_changes_nothing(self):
        self.load(self.csv(ROWS[1:])).action_import()
        lines = self.env["account.bank.statement.line"]
        count = lines.search_count([("journal_id", "=", self.bank.id)])
        again = self.load(self.xlsx(ROWS[1:]), "other name.xlsx")
        again.action_read()
        self.assertEqual((again.new_count, again.known_count), (0, 2))
        with self.assertRaises(UserError):
            again.action_import()
        self.assertEqual(lines.search_count([("journal_id", "=", self.bank.id)]), count)

    def test_overlapping_periods_add_what_is_new(self):
        equal = ("20261104", "100.00", "", "", GREEN, "", "尾款", "")
        self.load(self.csv([ROWS[1], equal])).action_import()
        more = self.load(self.csv([ROWS[1], equal, equal, ROWS[2]]))
        more.action_import()
        self.assertEqual(
            sorted(more.statement_id.line_ids.mapped("amount")), [100, 500.5]
        )

    def test_lines_that_cannot_be_read_are_named_and_nothing_is_lost(self):
        rows = [
            ROWS[1],
            ("2026-13-01", "5", "", "", "a", "", "b", ""),
            ("20261101", "x5", "", "", "a", "", "b", ""),
            ("20261101", "5", "6", "", "a", "", "b", ""),
            ("20261101", "", "", "", "a", "", "b", ""),
        ]
        loaded = self.load(self.csv(rows))
        loaded.action_read()
        refused = loaded.row_ids.filtered("is_refused")
        self.assertEqual(
            [(row.line, row.code) for row in refused],
            [(3, "day"), (4, "amount"), (5, "two_amounts"), (6, "no_amount")],
        )
        self.assertTrue(all(refused.mapped("reason")))
        self.assertEqual(refused, loaded.row_ids[:4])
        loaded.action_import()
        self.assertEqual(len(loaded.statement_id.line_ids), 1)
        self.assertEqual(loaded.row_ids.filtered("is_refused"), refused)

    def test_encodings_are_recognised(self):
        for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"):
            with self.subTest(encoding=encoding):
                loaded = self.load(self.csv(ROWS[1:], encoding=encoding))
                loaded.action_read()
                self.assertEqual(loaded.new_count, 2)
                self.assertIn("利息", loaded.row_ids.mapped("text"))

    def test_layouts_of_banks_are_recognised(self):
        files = {
            "icbc": (
                "凭证号,对方账号,交易时间,借方发生额,贷方发生额,对方单位名称,用途,摘要,余额",
                "1,622,2026-11-01 10:00:00,,5.00,甲,首款,汇入,5.00",
            ),
            "ccb": (
                "账号,交易时间,借方发生额（支取）,贷方发生额（收入）,币种,对方户名,交易流水号",
                "33,20261101 10:00:00,0.00,5.00,人民币元,甲,1-2",
            ),
            "cmb": (
                "交易日,交易时间,借方金额,贷方金额,余额,摘要,流水号,收/付方名称,收/付方帐号",
                "20261101,10:00:00,,5.00,5.00,转账,X1,甲,622",
            ),
            "abc": (
                "交易时间,收入金额,支出金额,账户余额,对方账号,对方户名,交易用途,日志号",
                "2026-11-01 10:00:00,5.00,,5.00,622,甲,货款,77",
            ),
            "boc": (
                "交易日期[ Date ],付款人名称[ Payer ],收款人名称,交易金额[ Amount ]",
                "20261101,甲,我司,5.00",
            ),
            "direction": ("日期,金额,借贷标志,对方户名", "20261101,5.00,贷,甲"),
            "signed": ("交易时间,金额,对方户名", "2026-11-01,5.00,甲"),
        }
        self.bank.currency_id = self.env.ref("base.CNY")
        self.bank.currency_id.active = True
        for layout, (header, row) in files.items():
            with self.subTest(layout=layout):
                loaded = self.load(f"{header}\n{row}\n".encode("gb18030"))
                loaded.action_read()
                self.assertEqual(
                    loaded.layout_id,
                    self.env.ref(f"crm_finance_link.crm_bank_layout_{layout}"),
                )
                found = loaded.row_ids
                self.assertEqual((found.amount, found.payer), (5, "甲"))
                self.assertEqual(str(found.day), "2026-11-01")

    def test_a_bank_of_which_nobody_has_a_layout(self):
        data = self.csv([("1", "20261101", "5")], header=("甲", "Tag", "Betrag"))
        loaded = self.load(data)
        with self.assertRaisesRegex(UserError, "Betrag"):
            loaded.action_read()
        self.env["account.statement.import.sheet.mapping"].create(
            {
                "name": "Bank of its own",
                "is_bank_layout": True,
                "timestamp_format": "%Y",
                "timestamp_column": "Tag",
                "amount_type": "simple_value",
                "amount_column": "Betrag",
            }
        )
        loaded.action_read()
        self.assertEqual(loaded.new_count, 1)

    def test_files_that_are_no_statement_say_what_is_wrong(self):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as book:
            sheet = book.add_worksheet()
            sheet.merge_range("A1:C1", "对账单")
            sheet.write_row(1, 0, ["日期", "金额", "金额"])
            sheet.write_row(2, 0, ["20261101", 5, 6])
        cases = {
            "empty": (b" ", "empty"),
            "zip": (b"PK\x03\x04" + b"0" * 50, "damaged"),
            "picture": (b"\x89PNG\r\n" + bytes(range(256)), "no table"),
            "header alone": (self.csv([]), "no line below"),
            "twice": (stream.getvalue(), "more than once"),
        }
        for name, (data, words) in cases.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, words):
                self.load(data, f"{name}.xlsx").action_read()

    def test_a_file_that_is_too_large_is_refused_before_it_is_read(self):
        self.patch(bank_file, "MOST_BYTES", 1000)
        with self.assertRaisesRegex(UserError, "MB"):
            self.load(self.csv([ROWS[1]] * 30)).action_read()
        self.patch(bank_file, "MOST_BYTES", 10**6)
        self.patch(bank_file, "MOST_ROWS", 5)
        with self.assertRaisesRegex(UserError, "30 lines"):
            self.load(self.csv([ROWS[1]] * 30)).action_read()

    def test_formulas_and_merged_cells(self):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as book:
            sheet = book.add_worksheet()
            sheet.merge_range("A1:H1", "对账单")
            sheet.write_row(1, 0, HEADER)
            sheet.write_row(2, 0, ["20261101", "", "", "", "甲", "", "乙", "1"])
            sheet.write_formula("B3", "=2+3", None, 5)
            sheet.write_row(3, 0, ["20261101", "", "", "", "甲", "", "乙", "2"])
            sheet.write_formula("B4", "=2+3", None, "")
        loaded = self.load(stream.getvalue(), "a.xlsx")
        loaded.action_read()
        self.assertEqual(
            [(row.line, row.outcome, row.amount) for row in loaded.row_ids],
            [(4, "refused", 0), (3, "new", 5)],
        )

    def test_another_currency_than_that_of_the_journal(self):
        header = (*HEADER, "币种")
        data = self.csv([(*ROWS[1], "港币"), (*ROWS[2], "港币")], header=header)
        with self.assertRaisesRegex(UserError, "HKD"):
            self.load(data).action_read()

    def test_missing_movements_are_seen_in_the_balance(self):
        rows = [
            ("20261101", "10", "", "10", "a", "", "b", "1"),
            ("20261102", "10", "", "25", "a", "", "b", "2"),
        ]
        loaded = self.load(self.csv(rows))
        loaded.action_read()
        self.assertIn("2", loaded.gap_note)
        self.assertFalse(loaded.has_balance)

    def test_the_stock_screen_reads_our_layouts_by_the_same_rules(self):
        self.load(self.csv(ROWS[1:2])).action_import()
        data = self.csv(ROWS[1:])
        layout = self.env.ref("crm_finance_link.crm_bank_layout_two_columns")
        parser = self.env["account.statement.import.sheet.parser"]
        parser = parser.with_user(self.banker).with_context(journal_id=self.bank.id)
        currency, _account, [statement] = parser.parse(data, layout, "a.csv")
        self.assertEqual(currency, self.bank.company_id.currency_id.name)
        vals = statement["transactions"][0]
        self.bank._statement_line_import_update_unique_import_id(vals, _account)
        self.assertTrue(
            self.env["account.bank.statement.line"].search(
                [("unique_import_id", "=", vals["unique_import_id"])]
            )
        )
        with self.assertRaisesRegex(ValueError, "no day"):
            parser.parse(self.csv([("9", "1", *[""] * 6)]), layout, "a.csv")

    def test_sales_and_billing_import_nothing(self):
        for user in (self.rep, self.biller):
            with self.assertRaises(AccessError):
                self.env["crm.bank.import"].with_user(user).create(
                    {"journal_id": self.bank.id, "file": b"eA=="}
                )
            with self.assertRaises(AccessError):
                self.env["crm.bank.payer"].with_user(user).search([])

    def test_another_company_sees_nothing(self):
        loaded = self.load(self.csv(ROWS))
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.banker.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        imports = self.env["crm.bank.import"].with_user(self.banker)
        self.assertFalse(imports.with_company(company).search([]))
        with self.assertRaises(AccessError):
            loaded.with_company(company).read(["filename"])
