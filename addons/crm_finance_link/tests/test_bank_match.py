from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .bank_common import BankCommon

DAY = "20261120"


@tagged("post_install", "-at_install")
class TestBankMatch(BankCommon):
    def _receivable(self, invoice):
        return invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def test_what_is_certain_is_ready_and_one_click_books_all_of_it(self):
        one, two = (
            self.make_invoice(self.green, 1060),
            self.make_invoice(self.cloud, 530),
        )
        lines = self.take_in(
            (DAY, 1060, self.green.name, "", "设计费"),
            (DAY, 530, "云栖酒店", "", f"付 {two.name}"),
            (DAY, 88, "某某公司", "", "货款"),
        )
        self.assertEqual(lines.mapped("match_state"), ["ready", "ready", "none"])
        self.assertIn(one.name, lines[0].match_summary)
        self.assertTrue(lines[0].match_reason_text)
        self.assertFalse(lines[0].is_reconciled)
        lines.with_user(self.banker).browse().action_match_confirm_ready()
        self.assertEqual(lines.mapped("is_reconciled"), [True, True, False])
        self.assertEqual((one + two).mapped("payment_state"), ["paid", "paid"])
        self.assertEqual(lines[0].partner_id, self.green)
        self.assertEqual(lines.mapped("match_state"), ["done", "done", "none"])
        self.assertFalse(lines.match_ids)
        with self.assertRaises(UserError):
            lines.with_user(self.banker).browse().action_match_confirm_ready()

    def test_the_entries_are_those_of_accounting(self):
        invoice = self.make_invoice(self.green, 1060)
        [line] = self.take_in((DAY, 1060, self.green.name, "", ""))
        line.with_user(self.banker).action_match_confirm()
        [partial] = self._receivable(invoice).matched_credit_ids
        self.assertEqual(partial.credit_move_id.move_id, line.move_id)
        self.assertEqual(partial.amount, 1060)
        self.assertFalse(
            line.move_id.line_ids.filtered(
                lambda entry: entry.account_id == self.bank.suspense_account_id
            )
        )
        line.with_user(self.banker).action_undo_reconciliation()
        self.assertFalse(line.is_reconciled)
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertEqual(line.match_state, "ready")

    def test_one_payment_for_several_invoices(self):
        invoices = self.make_invoice(self.green, 1000) + self.make_invoice(
            self.green, 300
        )
        [line] = self.take_in((DAY, 1300, self.green.name, "", "设计费"))
        self.assertEqual(line.match_state, "ready")
        line.with_user(self.banker).action_match_confirm()
        self.assertEqual(invoices.mapped("payment_state"), ["paid", "paid"])

    def test_equal_invoices_are_chosen_by_a_person_the_oldest_first(self):
        newer = self.make_invoice(self.green, 1000, "2026-11-10")
        older = self.make_invoice(self.green, 1000, "2026-10-01")
        [line] = self.take_in((DAY, 1000, self.green.name, "", ""))
        self.assertEqual(line.match_state, "choose")
        self.assertEqual(
            line.match_ids.part_ids.move_line_id.move_id.ids, [older.id, newer.id]
        )
        line.match_ids[1].with_user(self.banker).action_confirm()
        self.assertEqual((older + newer).mapped("payment_state"), ["not_paid", "paid"])

    def test_a_part_is_proposed_and_books_as_a_part(self):
        invoice = self.make_invoice(self.green, 1000)
        [line] = self.take_in((DAY, 400, self.green.name, "", ""))
        self.assertEqual((line.match_state, line.match_ids.kind), ("choose", "partial"))
        line.with_user(self.banker).action_match_confirm()
        self.assertEqual(invoice.amount_residual, 600)

    def test_a_bank_fee_needs_its_account_and_is_never_ready(self):
        invoice = self.make_invoice(self.green, 1000)
        [line] = self.take_in((DAY, 985, self.green.name, "", ""))
        self.assertEqual((line.match_state, line.match_ids.kind), ("choose", "fee"))
        with self.assertRaisesRegex(UserError, "fees"):
            line.with_user(self.banker).action_match_confirm()
        self.bank.match_fee_account_id = self.company_data["default_account_expense"]
        line.with_user(self.banker).action_match_confirm()
        self.assertEqual(invoice.payment_state, "paid")
        fee = line.move_id.line_ids.filtered(
            lambda entry: entry.account_id == self.bank.match_fee_account_id
        )
        self.assertEqual(fee.balance, 15)

    def test_too_much_money_stays_as_credit(self):
        invoice = self.make_invoice(self.green, 1000)
        [line] = self.take_in((DAY, 1500, self.green.name, "", ""))
        self.assertEqual((line.match_state, line.match_ids.kind), ("choose", "over"))
        line.with_user(self.banker).action_match_confirm()
        self.assertEqual(invoice.payment_state, "paid")
        credit = line.move_id.line_ids.filtered(lambda entry: not entry.reconciled)
        credit = credit.filtered(lambda entry: entry.balance < 0)
        self.assertEqual((credit.balance, credit.partner_id), (-500, self.green))

    def test_a_payer_is_remembered_and_forgotten(self):
        self.make_invoice(self.green, 1000)
        [line] = self.take_in((DAY, 1000, "王小明", "6222000011112222", "设计费"))
        self.assertEqual(line.match_state, "choose")
        line.with_user(self.banker).action_match_confirm()
        payer = self.env["crm.bank.payer"].search([("line_id", "=", line.id)])
        self.assertEqual((payer.payer, payer.partner_id), ("王小明", self.green))
        self.make_invoice(self.green, 700)
        [again] = self.take_in(("20261121", 700, "王小明", "6222000011112222", "尾款"))
        self.assertEqual(again.match_state, "ready")
        payer.with_user(self.banker).unlink()
        again.with_user(self.banker).action_match()
        self.assertEqual(again.match_state, "choose")

    def test_a_customer_that_is_certain_is_not_remembered(self):
        self.make_invoice(self.green, 1000)
        [line] = self.take_in((DAY, 1000, self.green.name, "", ""))
        line.with_user(self.banker).action_match_confirm()
        self.assertFalse(
            self.env["crm.bank.payer"].search([("partner_id", "=", self.green.id)])
        )

    def test_a_company_of_the_group_pays(self):
        sister = self.make_customer("绿城文化旅游有限公司", parent=self.green)
        invoice = self.make_invoice(sister, 1000)
        lines = self.take_in(
            (DAY, 1000, self.green.name, "", f"{invoice.name}"),
            ("20261121", 1000, self.green.name, "", "设计费"),
        )
        self.assertEqual(lines.mapped("match_state"), ["ready", "none"])
        lines[0].with_user(self.banker).action_match_confirm()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(self._receivable(invoice).partner_id, sister)

    def test_a_company_pays_for_two_of_its_group_at_once(self):
        sister = self.make_customer("绿城文化旅游有限公司", parent=self.green)
        invoices = self.make_invoice(sister, 1000) + self.make_invoice(self.green, 300)
        [line] = self.take_in((DAY, 1300, self.green.name, "", "设计费"))
        self.assertEqual((line.match_state, line.match_ids[0].kind), ("choose", "sum"))
        line.with_user(self.banker).action_match_confirm()
        self.assertEqual(invoices.mapped("payment_state"), ["paid", "paid"])
        self.assertEqual(
            self._receivable(invoices).matched_credit_ids.credit_move_id.partner_id,
            self.green | sister,
        )

    def test_other_money_is_left_alone(self):
        self.make_invoice(self.green, 1000)
        lines = self.take_in(
            (DAY, 1000, "中国工商银行", "", "三季度结息"),
            (DAY, 1000, self.green.name, "", "退投标保证金"),
        )
        self.assertEqual(lines.mapped("match_state"), ["none", "choose"])
        self.assertTrue(lines[0].match_reason_text)
        lines[0].with_user(self.banker).action_match_leave()
        self.assertEqual(lines[0].match_state, "left")
        lines[0].with_user(self.banker).browse().action_match()
        self.assertEqual(lines[0].match_state, "left")

    def test_money_that_went_out_is_no_receipt(self):
        self.make_invoice(self.green, 1000)
        data = self.csv([(DAY, "", 1000, "", self.green.name, "", "退款", "O1")])
        loaded = self.load(data)
        loaded.action_import()
        line = loaded.statement_id.line_ids
        self.assertEqual((line.amount, line.match_state), (-1000, "none"))
        with self.assertRaises(UserError):
            line.with_user(self.banker).action_match_confirm()

    def test_what_was_paid_meanwhile_is_not_booked_twice(self):
        invoice = self.make_invoice(self.green, 1000)
        [line] = self.take_in((DAY, 1000, self.green.name, "", ""))
        self.pay(invoice)
        with self.assertRaisesRegex(UserError, "open now"):
            line.with_user(self.banker).action_match_confirm()
        line.with_user(self.banker).browse().action_match_confirm_ready()
        self.assertFalse(line.is_reconciled)
        self.assertEqual(line.match_state, "none")
        with self.assertRaises(UserError):
            line.with_user(self.banker).action_match_confirm()

    def test_the_same_invoice_for_two_lines_goes_to_the_first(self):
        self.make_invoice(self.green, 1000)
        lines = self.take_in(
            (DAY, 1000, self.green.name, "", ""),
            ("20261121", 1000, self.green.name, "", ""),
        )
        self.assertEqual(lines.mapped("match_state"), ["ready", "none"])
        lines.with_user(self.banker).browse().action_match_confirm_ready()
        self.assertEqual(lines.mapped("is_reconciled"), [True, False])

    def test_the_stock_search_reconciles_nothing_by_itself(self):
        invoice = self.make_invoice(self.green, 1000)
        statement_line = self.env["account.bank.statement.line"].with_context(
            _test_account_reconcile_oca=True
        )
        line = statement_line.create(
            {
                "journal_id": self.bank.id,
                "date": "2026-11-20",
                "payment_ref": invoice.name,
                "amount": 1000,
            }
        )
        self.assertFalse(line.is_reconciled)
        self.assertEqual(invoice.payment_state, "not_paid")

    def test_sales_and_billing_book_nothing(self):
        self.make_invoice(self.green, 1000)
        [line] = self.take_in((DAY, 1000, self.green.name, "", ""))
        for user in (self.rep, self.biller):
            for call in ("action_match_confirm", "action_match", "action_match_leave"):
                with self.assertRaises(AccessError, msg=f"{user.login} {call}"):
                    getattr(line.with_user(user), call)()
        with self.assertRaises(AccessError):
            self.env["crm.bank.match"].with_user(self.rep).search([])
        with self.assertRaises(AccessError):
            line.match_ids.with_user(self.biller).action_confirm()
