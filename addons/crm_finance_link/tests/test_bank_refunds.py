from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .bank_common import BankCommon

DAY = "20261120"


@tagged("post_install", "-at_install")
class TestBankRefunds(BankCommon):
    """Money paid back to customers, and statements in other currencies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.setup_other_currency(
            "EUR", rates=[("2026-01-01", 4.0), ("2026-11-15", 2.0)]
        )
        cls.foreign_bank = cls.env["account.journal"].create(
            {
                "name": "Bank in euros",
                "code": "BEU",
                "type": "bank",
                "currency_id": cls.currency.id,
                "company_id": cls.company_data["company"].id,
            }
        )

    def pay_out(self, *rows):
        """Import movements (out, payee, text) and return their lines."""
        data = self.csv(
            [
                (DAY, "", amount, "", payee, "", text, f"O{number}{amount}")
                for number, (amount, payee, text) in enumerate(rows)
            ]
        )
        loaded = self.load(data)
        loaded.action_import()
        return loaded.statement_id.line_ids.sorted("sequence")

    def receivable(self, move):
        return move.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )

    def credit_note(self, amount):
        """Return an invoice that was paid, and the credit note over it."""
        invoice = self.make_invoice(self.green, amount)
        self.pay(invoice)
        return invoice, self.reverse(invoice)

    # -- paid back ------------------------------------------------------------------

    def test_money_paid_back_for_a_credit_note_is_ready_and_settles_it(self):
        invoice, refund = self.credit_note(1000)
        [line] = self.pay_out((1000, self.green.name, f"退款 {invoice.name}"))
        self.assertEqual(line.match_state, "ready")
        self.assertEqual(line.match_ids.part_ids.move_line_id.move_id, refund)
        self.assertIn("the payee is the customer", line.match_reason_text)
        line.with_user(self.banker).action_match_confirm()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(refund.payment_state, "paid")
        entry = self.receivable(line.move_id)
        self.assertEqual((entry.debit, entry.partner_id), (1000, self.green))
        self.assertEqual(
            entry.matched_credit_ids.credit_move_id, self.receivable(refund)
        )
        self.assertEqual(invoice.payment_state, "paid")

    def test_a_part_of_a_credit_note_is_paid_back(self):
        _invoice, refund = self.credit_note(1000)
        [line] = self.pay_out((400, self.green.name, "退款"))
        self.assertEqual(
            (line.match_state, line.match_ids[0].kind), ("choose", "partial")
        )
        line.with_user(self.banker).action_match_confirm()
        self.assertEqual(refund.amount_residual, 600)

    def test_what_was_paid_too_much_goes_back_when_a_person_says_so(self):
        self.make_invoice(self.green, 1000)
        [over] = self.take_in((DAY, 1300, self.green.name, "", ""))
        over.with_user(self.banker).action_match_confirm()
        [line] = self.pay_out((300, self.green.name, "退多付款"))
        self.assertEqual(line.match_state, "choose")
        self.assertIn("may wait for the next invoice", line.match_reason_text)
        line.with_user(self.banker).action_match_confirm()
        entries = self.receivable(over.move_id | line.move_id)
        self.assertEqual(sorted(entries.mapped("balance")), [-1000, -300, 300])
        self.assertEqual(set(entries.mapped("amount_residual")), {0})
        line.with_user(self.banker).action_undo_reconciliation()
        self.assertEqual(line.match_state, "choose")
        self.assertEqual(min(entries.exists().mapped("amount_residual")), -300)

    def test_money_that_came_in_advance_and_goes_back_pays_the_instalment_no_more(self):
        self.customer.name = "宁波长风置业有限公司"
        contract = self.make_contract([(1, 1000, 0)])
        deposit = contract.plan_line_ids[0]
        [came] = self.take_in((DAY, 200, self.customer.name, "", contract.name))
        came.with_user(self.banker).action_match_confirm()
        self.assertEqual(deposit.amount_prepaid, 200)
        [line] = self.pay_out((200, self.customer.name, "退款"))
        line.with_user(self.banker).action_match_confirm()
        deposit.invalidate_recordset()
        self.assertEqual(deposit.amount_prepaid, 0)

    def test_nothing_is_proposed_for_other_money_that_went_out(self):
        self.credit_note(1000)
        lines = self.pay_out(
            (1000, "图文制作有限公司", "货款"), (1500, self.green.name, "退款")
        )
        self.assertEqual(lines.mapped("match_state"), ["none", "none"])
        with self.assertRaises(UserError):
            lines[0].with_user(self.banker).action_match_confirm()

    def test_a_credit_note_that_was_settled_meanwhile_is_not_paid_twice(self):
        _invoice, refund = self.credit_note(1000)
        [line] = self.pay_out((1000, self.green.name, "退款"))
        self.pay(refund)
        with self.assertRaisesRegex(UserError, "open now"):
            line.with_user(self.banker).action_match_confirm()

    # -- currencies -----------------------------------------------------------------

    def foreign_invoice(self, amount, day="2026-11-01"):
        return self.init_invoice(
            "out_invoice",
            partner=self.green,
            invoice_date=day,
            amounts=[amount],
            taxes=self.env["account.tax"],
            currency=self.currency,
            post=True,
        )

    def test_a_journal_in_another_currency_pays_invoices_in_it(self):
        own, foreign = self.make_invoice(self.green, 1000), self.foreign_invoice(1000)
        data = self.csv([(DAY, 1000, "", "", self.green.name, "", "", "F1")])
        loaded = self.load(data, journal_id=self.foreign_bank.id)
        loaded.action_import()
        line = loaded.statement_id.line_ids
        self.assertEqual((line.currency_id, line.match_state), (self.currency, "ready"))
        self.assertEqual(line.match_ids.part_ids.move_line_id, self.receivable(foreign))
        line.with_user(self.banker).action_match_confirm()
        self.assertEqual(foreign.payment_state, "paid")
        self.assertEqual(own.payment_state, "not_paid")
        # 1000 were 250 and are 500: the difference is an entry of its own.
        entry = self.receivable(line.move_id)
        self.assertEqual((entry.amount_currency, entry.balance), (-1000, -500))
        self.assertEqual(self.receivable(foreign).balance, 250)
        exchange = entry.matched_debit_ids.exchange_move_id
        exchange |= self.receivable(foreign).matched_credit_ids.exchange_move_id
        self.assertEqual(len(exchange), 1)
        self.assertEqual(abs(self.receivable(exchange).balance), 250)

    def foreign_line(self, amount, transaction):
        """Return a line of the own currency whose transaction was in the other one."""
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": "2026-11-20",
                "payment_ref": "款",
                "partner_name": self.green.name,
                "amount": amount,
                "foreign_currency_id": self.currency.id,
                "amount_currency": transaction,
            }
        )
        line.with_user(self.banker).action_match()
        return line

    def test_what_was_paid_in_another_currency_than_that_of_the_bank(self):
        invoice = self.foreign_invoice(1000)
        line = self.foreign_line(490, 1000)
        self.assertEqual(line.match_state, "ready")
        self.assertEqual(line.match_ids.currency_id, self.currency)
        self.assertEqual(line.match_ids.part_ids.amount, 1000)
        line.with_user(self.banker).action_match_confirm()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertTrue(line.is_reconciled)
        # The bank's own rate counts, to the cent.
        entry = self.receivable(line.move_id)
        self.assertEqual((entry.amount_currency, entry.balance), (-1000, -490))
        self.assertEqual(sum(line.line_ids.mapped("balance")), 0)

    def test_what_is_chosen_by_hand_is_in_the_currency_of_the_transaction(self):
        invoices = self.foreign_invoice(700) | self.foreign_invoice(200)
        line = self.foreign_line(490, 1000)
        action = line.with_user(self.banker).action_match_choose()
        form = Form(
            self.env["crm.bank.match.choose"]
            .with_user(self.banker)
            .with_context(**action["context"])
        )
        self.assertEqual((form.amount, form.currency_id), (1000, self.currency))
        form.partner_id = self.green
        for item in self.receivable(invoices):
            form.move_line_ids.add(item)
        form.save().action_confirm()
        self.assertEqual(set(invoices.mapped("payment_state")), {"paid"})
        rest = self.receivable(line.move_id).filtered(lambda item: not item.reconciled)
        self.assertEqual(rest.amount_residual_currency, -100)
        self.assertEqual(sum(line.line_ids.mapped("balance")), 0)

    def test_money_paid_back_in_another_currency(self):
        invoice = self.foreign_invoice(1000)
        self.pay(invoice)
        refund = self.reverse(invoice)
        line = self.foreign_line(-490, -1000)
        self.assertEqual(line.match_state, "ready")
        line.with_user(self.banker).action_match_confirm()
        self.assertEqual(refund.payment_state, "paid")
        entry = self.receivable(line.move_id)
        self.assertEqual((entry.amount_currency, entry.balance), (1000, 490))

    def test_an_equal_amount_in_another_currency_is_proposed_to_nobody(self):
        self.foreign_invoice(1000)
        [line] = self.take_in((DAY, 1000, self.green.name, "", ""))
        self.assertEqual(line.match_state, "none")
