from datetime import timedelta

from odoo.tests import Form, tagged

from .bank_common import BankCommon

DAY = "20261120"


@tagged("post_install", "-at_install")
class TestBankPrepaid(BankCommon):
    """Money that comes before the invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.name = "宁波长风置业有限公司"
        cls.contract = cls.make_contract([(1, 1000, 0)], cls.tax)
        cls.deposit = cls.contract.plan_line_ids[0]

    def test_an_instalment_is_paid_before_its_invoice(self):
        deposit, invoice = self.deposit, self.deposit.invoice_ids
        self.assertEqual(invoice.state, "draft")
        [line] = self.take_in((DAY, 212, self.customer.name, "", self.contract.name))
        self.assertEqual(line.match_ids[0].part_ids.plan_line_id, deposit)
        self.assertEqual(line.match_state, "ready")
        line.with_user(self.banker).action_match_confirm()
        self.assertTrue(line.is_reconciled)
        self.assertEqual((deposit.amount_prepaid, deposit.amount_received), (212, 0))
        entry = line.move_id.line_ids.filtered("prepaid_line_id")
        self.assertEqual(entry.account_id.account_type, "asset_receivable")
        self.assertEqual(entry.partner_id, self.customer)
        # The same money does not come a second time.
        [again] = self.take_in(("20261121", 212, self.customer.name, "", "首款"))
        self.assertNotIn(deposit, again.match_ids.part_ids.plan_line_id)
        self.post(invoice)
        deposit.invalidate_recordset()
        self.assertEqual((deposit.amount_prepaid, deposit.amount_received), (0, 212))
        self.assertEqual((deposit.state, invoice.payment_state), ("paid", "paid"))

    def test_what_was_paid_in_advance_is_due_nowhere(self):
        [line] = self.take_in(("20260120", 212, self.customer.name, "", ""))
        line.with_user(self.banker).action_match_confirm()
        self.deposit.due_date = self.today - timedelta(days=40)
        self.env.flush_all()
        self.env.invalidate_all()
        entry = self.env["crm.receivable.report"].search(
            [("partner_id", "=", self.customer.id)]
        )
        # Months old, it makes nothing else younger; and it belongs to the instalment.
        self.assertEqual((entry.amount, entry.bucket), (-212, "not_due"))
        self.assertEqual(entry.plan_line_id, self.deposit)
        self.assertEqual(entry.contract_id, self.contract)
        self.assertEqual(entry.user_id, self.rep)
        board = self.env["crm.receivable.dashboard"].with_user(self.rep).get_data({})
        self.assertEqual(board["source"], "plan")
        self.assertEqual({row["amount"] for row in board["ageing"]}, {0})
        self.assertEqual(board["debtors"], [])
        self.assertEqual(board["forecast"]["late"]["amount"], 0)

    def test_undone_the_instalment_is_open_again(self):
        [line] = self.take_in((DAY, 212, self.customer.name, "", ""))
        line.with_user(self.banker).action_match_confirm()
        line.with_user(self.banker).action_undo_reconciliation()
        self.deposit.invalidate_recordset()
        self.assertEqual(self.deposit.amount_prepaid, 0)
        self.assertEqual(line.match_state, "ready")

    def test_what_is_not_due_is_proposed_but_never_ready(self):
        concept = self.line(self.contract, "Concept")
        [line] = self.take_in((DAY, 424, self.customer.name, "", ""))
        self.assertEqual(line.match_state, "choose")
        self.assertEqual(line.match_ids[0].part_ids.plan_line_id, concept)

    def test_something_else_is_chosen_by_hand(self):
        [line] = self.take_in((DAY, 500, "不认识的公司", "", "款"))
        self.assertEqual(line.match_state, "none")
        action = line.with_user(self.banker).action_match_choose()
        form = Form(
            self.env["crm.bank.match.choose"]
            .with_user(self.banker)
            .with_context(**action["context"])
        )
        form.partner_id = self.customer
        form.plan_line_ids.add(self.deposit)
        form.save().action_confirm()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self.deposit.amount_prepaid, 212)
        rest = line.move_id.line_ids.filtered(
            lambda entry: (
                entry.partner_id == self.customer and not entry.prepaid_line_id
            )
        )
        self.assertIn(-288, rest.mapped("balance"))
        payer = self.env["crm.bank.payer"].search([("line_id", "=", line.id)])
        self.assertEqual(payer.payer, "不认识的公司")

    def test_sales_sees_what_came_in_and_no_entries(self):
        [line] = self.take_in((DAY, 212, self.customer.name, "", ""))
        line.with_user(self.banker).action_match_confirm()
        self.assertEqual(self.deposit.with_user(self.rep).amount_prepaid, 212)
