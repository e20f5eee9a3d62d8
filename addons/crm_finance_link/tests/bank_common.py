import base64
import io

import xlsxwriter

from odoo.tests import new_test_user

from .common import PlanCommon

HEADER = (
    "交易日期",
    "收入",
    "支出",
    "余额",
    "对方户名",
    "对方账号",
    "摘要",
    "交易流水号",
)


class BankCommon(PlanCommon):
    """A bank, what customers owe, and files of the bank.

    Role chart, beside that of plans
    --------------------------------
    banker   books bank statements
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        cls.banker = new_test_user(
            cls.env,
            "plan_banker",
            "account.group_account_user",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        cls.bank = cls.company_data["default_journal_bank"]
        cls.green = cls.make_customer("杭州绿城装饰设计有限公司")
        cls.cloud = cls.make_customer("上海云栖酒店管理有限公司")

    @classmethod
    def make_customer(cls, name, parent=None):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "parent_id": parent.id if parent else False,
            }
        )

    @classmethod
    def make_invoice(cls, customer, amount, day="2026-11-01"):
        """Return a posted invoice over ``amount``."""
        return cls.init_invoice(
            "out_invoice",
            partner=customer,
            invoice_date=day,
            amounts=[amount],
            taxes=cls.env["account.tax"],
            post=True,
        )

    @staticmethod
    def csv(rows, header=HEADER, encoding="gb18030", before=()):
        lines = [",".join(map(str, row)) for row in (*before, header, *rows)]
        return "\n".join(lines).encode(encoding)

    @staticmethod
    def xlsx(rows, header=HEADER, before=()):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate((*before, header, *rows)):
                sheet.write_row(number, 0, row)
        return stream.getvalue()

    def load(self, data, name="bank.csv", **vals):
        """Return the import of ``data`` as the banker starts it."""
        return (
            self.env["crm.bank.import"]
            .with_user(self.banker)
            .create(
                {
                    "journal_id": self.bank.id,
                    "file": base64.b64encode(data),
                    "filename": name,
                    **vals,
                }
            )
        )

    def take_in(self, *rows):
        """Import movements (day, in, payer, account, text) and return their lines."""
        data = self.csv(
            [
                (day, amount, "", "", payer, account, text, f"S{number}{day}{amount}")
                for number, (day, amount, payer, account, text) in enumerate(rows)
            ]
        )
        loaded = self.load(data)
        loaded.action_import()
        return loaded.statement_id.line_ids.sorted("sequence")


class BankRecords:
    """Records of bank statements, for test cases of lists."""

    def new_bank_lines(self, count):
        """Return ``count`` lines of a statement, each with a proposal."""
        customers = self.env["res.partner"].create(
            [
                {"name": f"杭州甲{number}乙设计有限公司", "is_company": True}
                for number in range(count)
            ]
        )
        invoices = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.id,
                    "invoice_date": "2026-11-01",
                    "invoice_line_ids": [
                        (0, 0, {"name": "Fee", "price_unit": 9, "tax_ids": False})
                    ],
                }
                for customer in customers
            ]
        )
        invoices.action_post()
        lines = self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self.company_data["default_journal_bank"].id,
                    "date": "2026-11-20",
                    "payment_ref": "款",
                    "partner_name": customer.name,
                    "amount": 5,
                }
                for customer in customers
            ]
        )
        lines._match()
        assert len(lines.match_ids.line_id) == count
        return lines

    def new_bank_imports(self, count):
        """Return ``count`` files that were not read yet."""
        journal = self.company_data["default_journal_bank"]
        return self.env["crm.bank.import"].create(
            [{"journal_id": journal.id, "file": "eA=="}] * count
        )

    def new_bank_payers(self, count):
        """Return ``count`` known payers."""
        return self.env["crm.bank.payer"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "payer": f"王{number}",
                    "company_id": self.company_data["company"].id,
                }
                for number in range(count)
            ]
        )

    def new_bank_layouts(self, count):
        """Return ``count`` layouts of banks."""
        layout = self.env.ref("crm_finance_link.crm_bank_layout_signed")
        return layout.browse().concat(*(layout.copy() for _number in range(count)))
