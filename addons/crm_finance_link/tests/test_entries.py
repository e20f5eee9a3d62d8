from odoo.fields import Command
from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestEntries(PlanCommon):
    """Ways in which money comes, with the accounting entries behind each.

    What an instalment has received is what its invoices are reconciled with; these
    tests read it from the entries themselves.
    """

    def setUp(self):
        super().setUp()
        self.contract = self.make_contract([(1, 1000, 0)], self.tax)
        self.deposit = self.line(self.contract, "Deposit")
        self.concept = self.line(self.contract, "Concept")
        self.invoice = self.deposit.invoice_ids

    def _receivable(self, moves):
        return moves.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )

    def _partials(self, lines):
        """Return [(credit entry, amount)] that the invoices of ``lines`` have."""
        items = self._receivable(lines.invoice_ids)
        return [
            (partial.credit_move_id.move_id, partial.debit_amount_currency)
            for partial in items.matched_debit_ids | items.matched_credit_ids
        ]

    def _money_in(self, amount, partner=None):
        """Post a payment that claims nothing yet, as a bank transfer comes in."""
        payment = (
            self.env["account.payment"]
            .with_user(self.biller)
            .create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": (partner or self.customer).id,
                    "amount": amount,
                    "journal_id": self.company_data["default_journal_bank"].id,
                }
            )
        )
        payment.action_post()
        return payment

    def _assign(self, invoice, payment):
        invoice.with_user(self.biller).js_assign_outstanding_line(
            self._receivable(payment.move_id).id
        )

    def _assert_booked(self, payment, amount):
        """The payment is one entry: its account in transit against the receivable."""
        receivable = self._receivable(payment.move_id)
        self.assertEqual(receivable.credit, amount)
        self.assertEqual((payment.move_id.line_ids - receivable).debit, amount)

    def test_money_before_the_invoice_counts_when_it_is_assigned(self):
        payment = self._money_in(212)
        self._assert_booked(payment, 212)
        self.assertEqual((self.deposit.state, self.deposit.amount_received), ("due", 0))
        self.post(self.invoice)
        self.assertEqual(self.deposit.state, "invoiced")
        self._assign(self.invoice, payment)
        self.assertEqual((self.deposit.state, self.deposit.amount_open), ("paid", 0))
        self.assertEqual(self._partials(self.deposit), [(payment.move_id, 212)])

    def test_what_was_paid_too_much_waits_and_pays_the_next(self):
        self.post(self.invoice)
        payment = self.pay(self.invoice, 300)
        self._assert_booked(payment, 300)
        self.assertEqual(
            (self.deposit.state, self.deposit.amount_received), ("paid", 212)
        )
        self.assertEqual(self._receivable(payment.move_id).amount_residual, -88)
        self.concept.sudo()._trigger()
        self.post(self.concept.invoice_ids)
        self._assign(self.concept.invoice_ids, payment)
        self.assertEqual(
            (self.concept.state, self.concept.amount_received), ("partly_paid", 88)
        )
        self.assertEqual(self.contract.amount_received, 300)
        self.assertEqual(self._receivable(payment.move_id).amount_residual, 0)

    def test_one_payment_for_several_contracts(self):
        other = self.line(self.make_contract([(1, 500, 0)]), "Deposit")
        both = self.deposit | other
        self.post(both.invoice_ids)
        payment = self.pay(both.invoice_ids, group_payment=True)
        self._assert_booked(payment, 312)
        self.assertEqual(both.mapped("state"), ["paid", "paid"])
        self.assertEqual(
            sorted(self._partials(both), key=lambda row: row[1]),
            [(payment.move_id, 100), (payment.move_id, 212)],
        )

    def test_another_company_of_the_group_pays(self):
        holding = self.env["res.partner"].create(
            {"name": "Holding", "is_company": True, "child_ids": []}
        )
        sister = self.env["res.partner"].create(
            {"name": "Sister Ltd", "is_company": True, "parent_id": holding.id}
        )
        self.customer.parent_id = holding
        self.post(self.invoice)
        payment = self._money_in(212, sister)
        (self._receivable(payment.move_id) + self._receivable(self.invoice)).reconcile()
        self.assertEqual(self.deposit.state, "paid")
        self.assertEqual(self._partials(self.deposit), [(payment.move_id, 212)])
        self.assertEqual(self.deposit.partner_id, self.customer)

    def test_a_credit_note_and_money_paid_back_by_their_entries(self):
        self.post(self.invoice)
        payment = self.pay(self.invoice)
        refund = self.reverse(self.invoice)
        back = self.pay(refund)
        # In: 212, out: 212; each against the receivable account.
        self.assertEqual(self._receivable(payment.move_id).credit, 212)
        self.assertEqual(self._receivable(back.move_id).debit, 212)
        items = self._receivable(self.invoice + refund + payment.move_id + back.move_id)
        self.assertEqual(sum(items.mapped("balance")), 0)
        self.assertEqual((self.deposit.state, self.deposit.amount_received), ("due", 0))

    def _foreign_contract(self):
        """Return a contract in a currency of which 3, later 2, are one of ours."""
        currency = self.setup_other_currency(
            "EUR", rates=[("2016-01-01", 3.0), ("2017-01-01", 2.0)]
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        contract = self.make_contract([(1, 1000, 0)], pricelist_id=pricelist.id)
        self.assertEqual(contract.currency_id, currency)
        return contract

    def test_a_rate_that_changed_leaves_a_paid_instalment_paid(self):
        line = self.line(self._foreign_contract(), "Deposit")
        line.invoice_ids.invoice_date = "2016-06-01"
        invoice = self.post(line.invoice_ids)
        payment = self.pay(invoice, payment_date="2017-06-01")
        self.assertEqual((line.state, line.amount_received), ("paid", 200))
        # 200 were 66.67 and are 100.00: the difference is an entry of its own.
        self.assertEqual(self._receivable(invoice).debit, 66.67)
        self.assertEqual(self._receivable(payment.move_id).credit, 100)
        exchange = (
            self._receivable(invoice).matched_credit_ids
            | self._receivable(payment.move_id).matched_debit_ids
        ).exchange_move_id
        self.assertEqual(len(exchange), 1)
        self.assertEqual(abs(self._receivable(exchange).balance), 33.33)

    def test_part_of_it_paid_in_our_own_currency(self):
        line = self.line(self._foreign_contract(), "Deposit")
        line.invoice_ids.invoice_date = "2017-06-01"
        invoice = self.post(line.invoice_ids)
        own = self.env.company.currency_id
        self.pay(invoice, 25, payment_date="2017-06-01", currency_id=own.id)
        self.assertEqual((line.state, line.amount_received), ("partly_paid", 50))
        self.pay(invoice, payment_date="2017-06-01")
        self.assertEqual((line.state, line.amount_open), ("paid", 0))

    def test_an_invoice_in_another_currency_is_paid_when_accounting_says_so(self):
        contract = self._foreign_contract()
        line = self.line(contract, "Deposit")
        line.invoice_ids.button_cancel()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "plan_line_id": line.id,
                "invoice_date": "2016-06-01",
                "currency_id": self.env.company.currency_id.id,
                "invoice_line_ids": [
                    Command.create({"name": "Fee", "price_unit": 66.67, "tax_ids": []})
                ],
            }
        )
        self.post(invoice)
        self.assertEqual(line.amount_invoiced, 200.01)
        self.pay(invoice, payment_date="2017-06-01")
        # At the rate of that day it would be two thirds of it only.
        self.assertEqual((line.state, line.amount_received), ("paid", 200.01))
        self.assertFalse(self.env["crm.payment.plan.line"]._mend_amounts() - line)
