import base64
import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestVoucher(PlanCommon):
    """Entries for an outside package. ``accountant`` hands over, ``biller`` may not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        options = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        cls.accountant = new_test_user(
            cls.env,
            "voucher_accountant",
            "account.group_account_user,account.group_account_invoice",
            **options,
        )
        cls.contract = cls.make_contract(((1, 1000.0, 0.0),), cls.tax)
        cls.invoice = cls.contract.plan_line_ids[0].invoice_ids
        cls.invoice.action_post()
        cls.kingdee = cls.env.ref("crm_finance_link.crm_voucher_layout_kingdee")
        cls.yonyou = cls.env.ref("crm_finance_link.crm_voucher_layout_yonyou")

    def batch(self, layout=None, export=True):
        batch = (
            self.env["crm.voucher.batch"]
            .with_user(self.accountant)
            .create(
                {
                    "layout_id": (layout or self.kingdee).id,
                    "date_from": self.today.replace(day=1),
                    "date_to": self.today,
                }
            )
        )
        if export:
            batch.action_export()
        return batch

    def rows(self, batch):
        data = base64.b64decode(batch.file)
        head, *rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def test_the_file_says_what_the_entry_says_and_balances(self):
        self.customer.ref = "C001"
        rows = self.rows(self.batch())
        self.assertEqual(sum(row["借方金额"] for row in rows), 212)
        self.assertEqual(sum(row["贷方金额"] for row in rows), 212)
        self.assertEqual({row["凭证字"] for row in rows}, {"记"})
        self.assertEqual({row["凭证号"] for row in rows}, {1})
        self.assertEqual([row["分录序号"] for row in rows], [1, 2, 3])
        self.assertEqual(rows[0]["客户编码"], "C001")
        self.assertIn("Client Ltd", rows[0]["摘要"])
        self.assertEqual(rows[0]["日期"], str(self.today))

    def test_words_follow_the_money(self):
        self.pay(self.invoice)
        batch = self.batch(self.yonyou)
        words = {line.move_id.move_type: line.word for line in batch.line_ids}
        self.assertEqual(words, {"out_invoice": "转", "entry": "收"})

    def test_each_entry_goes_out_once_a_layout(self):
        first = self.batch()
        self.assertEqual((first.move_count, first.amount_total), (1, 212))
        draft = self.batch(export=False)
        self.assertEqual(draft.waiting_count, 0)
        # An entry over nothing makes no file either.
        nothing = self.invoice.copy({"invoice_date": self.today})
        nothing.invoice_line_ids.price_unit = 0
        nothing.action_post()
        with self.assertRaisesRegex(UserError, "no posted entry waits"):
            draft.action_export()
        self.assertEqual(self.batch(self.yonyou).move_count, 1)
        payment = self.pay(self.invoice)
        draft.action_export()
        self.assertEqual(draft.line_ids.move_id, payment.move_id)
        self.assertEqual(draft.line_ids.number, 2)
        with self.assertRaisesRegex(UserError, "went out already"):
            draft.action_export()

    def test_a_file_is_taken_back_with_a_reason_and_goes_out_again(self):
        first = self.batch()
        data = first.file
        with self.assertRaisesRegex(UserError, "Say why"):
            first.action_release()
        first.release_reason = "refused there"
        first.action_release()
        self.assertEqual(first.file, data)
        again = self.batch()
        self.assertEqual(again.line_ids.move_id, first.line_ids.move_id)
        self.assertEqual(again.line_ids.number, 1)

    def test_the_entries_are_only_read(self):
        self.env.flush_all()
        before = self.invoice.write_date
        self.batch()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.invoice.write_date, before)

    def test_codes_are_those_of_the_other_package(self):
        self.kingdee.needs_codes = True
        with self.assertRaisesRegex(UserError, "no code for these accounts"):
            self.batch()
        self.kingdee.with_company(self.invoice.company_id).action_add_accounts()
        account = self.invoice.line_ids.account_id[0]
        self.kingdee.code_ids.filtered(lambda c: c.account_id == account).code = "9999"
        codes = {row["科目代码"] for row in self.rows(self.batch())}
        self.assertIn("9999", codes)

    def test_what_went_out_is_not_written_or_deleted(self):
        batch = self.batch()
        line = batch.line_ids
        for act in (
            lambda: batch.write({"state": "draft"}),
            lambda: batch.write({"date_to": "2030-01-01"}),
            lambda: batch.write({"file": False}),
            lambda: line.write({"is_current": False}),
            lambda: line.unlink(),
            lambda: (
                self.env["crm.voucher.batch"]
                .with_user(self.accountant)
                .create(
                    {
                        "date_from": self.today,
                        "date_to": self.today,
                        "state": "done",
                    }
                )
            ),
        ):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaisesRegex(UserError, "stays"):
            batch.unlink()

    def test_only_accountants_hand_over(self):
        for user in (self.biller, self.rep):
            with self.assertRaises(AccessError):
                self.env["crm.voucher.batch"].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.kingdee.with_user(self.accountant).write({"sheet": "x"})

    def test_titles_are_there_once(self):
        with self.assertRaisesRegex(ValidationError, "twice"):
            self.kingdee.column_ids = [
                Command.create({"title": "摘要", "source": "fixed", "text": "x"})
            ]

    def test_ten_times_the_entries_cost_the_same(self):
        counts = []
        for number in (1, 10):
            for _number in range(number - len(counts)):
                self.post(self.make_contract().plan_line_ids[0].invoice_ids)
            batch = self.batch(export=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.action_export()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(batch.move_count, 9)
        # The numbers of the same month are there, the ledger's rows go in one by one
        # insert: nothing else may grow.
        self.assertLessEqual(counts[1], counts[0])
