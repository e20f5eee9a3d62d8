from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PlanCommon

# Prices that do not divide well: cents are left over in every instalment.
AWKWARD = ((1, 123456.77, 0), (333.3, 12.34, 7), (3, 0.05, 0))


@tagged("post_install", "-at_install")
class TestInvoice(PlanCommon):
    def _invoice_all(self, contract):
        contract.plan_line_ids.sudo()._trigger()
        for line in contract.plan_line_ids:
            invoice = line.invoice_ids
            self.assertEqual(invoice.amount_total, line.amount, line.name)
            self.assertEqual(invoice.state, "draft")
        invoices = contract.plan_line_ids.invoice_ids
        self.assertAlmostEqual(
            sum(invoices.mapped("amount_total")), contract.amount_total, places=2
        )
        return invoices

    def test_invoices_are_exact_with_six_percent_on_top(self):
        for method in ("round_per_line", "round_globally"):
            self.env.company.tax_calculation_rounding_method = method
            contract = self.make_contract(AWKWARD, self.tax)
            invoices = self._invoice_all(contract)
            self.assertAlmostEqual(
                sum(invoices.mapped("amount_tax")), contract.amount_tax, delta=0.05
            )

    def test_invoices_are_exact_with_six_percent_included(self):
        for method in ("round_per_line", "round_globally"):
            self.env.company.tax_calculation_rounding_method = method
            contract = self.make_contract(AWKWARD, self.tax_included)
            invoices = self._invoice_all(contract)
            self.assertAlmostEqual(
                sum(invoices.mapped("amount_tax")), contract.amount_tax, delta=0.05
            )

    def test_invoices_are_exact_without_tax_and_stay_so_when_posted(self):
        contract = self.make_contract(AWKWARD)
        invoices = self._invoice_all(contract)
        self.post(invoices)
        self.assertEqual(
            invoices.mapped("amount_total"), contract.plan_line_ids.mapped("amount")
        )

    def test_the_posted_tax_is_what_the_draft_showed(self):
        contract = self.make_contract(AWKWARD, self.tax)
        invoices = self._invoice_all(contract)
        drafts = invoices.mapped("amount_tax")
        self.post(invoices)
        self.assertEqual(invoices.mapped("amount_tax"), drafts)
        self.assertEqual(
            invoices.mapped("amount_total"), contract.plan_line_ids.mapped("amount")
        )

    def test_an_instalment_says_its_tax(self):
        lines = self.make_contract(AWKWARD, self.tax).plan_line_ids.with_user(self.rep)
        contract = lines.contract_id
        for line in lines:  # the deposit has a draft invoice, the others have none
            part = contract.amount_tax * line.amount / contract.amount_total
            self.assertAlmostEqual(line.amount_tax, part, delta=0.02)
            self.assertAlmostEqual(line.amount_untaxed + line.amount_tax, line.amount)
        lines.sudo()._trigger()
        self.env.invalidate_all()
        taxes = [line.invoice_ids.amount_tax for line in lines.sudo()]
        self.assertEqual(lines.mapped("amount_tax"), taxes)

    def test_an_invoice_says_where_it_comes_from(self):
        contract = self.make_contract([(1, 1000, 0)], self.tax)
        invoice = self.line(contract, "Deposit").invoice_ids
        order = contract.order_ids
        self.assertEqual(invoice.contract_id, contract)
        self.assertEqual(invoice.invoice_user_id, self.rep)
        self.assertEqual(invoice.partner_id, order.partner_invoice_id)
        self.assertIn(contract.name, invoice.invoice_origin)
        self.assertIn(order.name, invoice.invoice_origin)
        self.assertEqual(invoice.invoice_line_ids.sale_line_ids, order.order_line)
        self.assertEqual(invoice.invoice_line_ids.product_id, self.product)
        self.assertEqual(invoice.invoice_line_ids.tax_ids, self.tax)
        self.assertEqual(
            invoice.invoice_date_due, self.line(contract, "Deposit").due_date
        )

    def test_the_quotation_counts_as_invoiced_by_shares(self):
        contract = self.make_contract([(1, 1000, 0)], self.tax)
        line = contract.order_ids.order_line
        self.assertEqual(line.qty_invoiced, 0.2)
        self._invoice_all(contract)
        self.assertEqual(line.qty_invoiced, 1)
        self.assertEqual(contract.order_ids.invoice_status, "invoiced")

    def test_an_instalment_is_invoiced_once(self):
        line = self.line(self.make_contract(), "Deposit")
        invoice = line.invoice_ids
        self.assertEqual(line._create_draft_invoice(), invoice)
        self.post(invoice)
        self.assertEqual(line._create_draft_invoice(), invoice)
        line.sudo()._trigger()
        self.assertEqual(len(line.invoice_ids), 1)

    def test_after_a_credit_note_it_is_invoiced_again(self):
        line = self.line(self.make_contract(), "Deposit")
        invoice = self.post(line.invoice_ids)
        refund = self.reverse(invoice)
        self.assertEqual(refund.plan_line_id, line)
        self.assertEqual((line.amount_invoiced, line.state), (0, "due"))
        again = line.with_user(self.biller)._create_draft_invoice()
        self.assertEqual(again.amount_total, line.amount)
        self.assertNotEqual(again, invoice)

    def test_trouble_in_accounting_does_not_stop_the_signature(self):
        line_class = self.env.registry["crm.payment.plan.line"]
        error = UserError("no journal")
        with patch.object(line_class, "_create_draft_invoice", side_effect=error):
            contract = self.make_contract()
        line = self.line(contract, "Deposit")
        self.assertEqual(line.state, "due")
        self.assertFalse(line.invoice_ids)
        self.assertIn("no journal", str(contract.plan_ids.message_ids.mapped("body")))

    def test_only_finance_makes_invoices_and_triggers_by_hand(self):
        line = self.line(self.make_contract(), "Concept")
        for call in ("action_trigger", "action_create_invoice"):
            with self.assertRaises(AccessError):
                getattr(line.with_user(self.rep), call)()
        line.with_user(self.biller).action_trigger()
        self.assertEqual(line.state, "due")
        self.assertEqual(line.invoice_ids.amount_total, line.amount)

    def test_only_documents_of_the_customer_claim_an_instalment(self):
        line = self.line(self.make_contract(), "Concept")
        other = self.env["res.partner"].create({"name": "Somebody else"})
        invoice = self.init_invoice("out_invoice", partner=other, amounts=[400])
        with self.assertRaisesRegex(ValidationError, "Client Ltd"):
            invoice.plan_line_id = line
        bill = self.init_invoice("in_invoice", partner=self.customer, amounts=[400])
        with self.assertRaises(ValidationError):
            bill.plan_line_id = line

    def test_another_company_of_the_group_may_be_invoiced(self):
        payer = self.env["res.partner"].create({"name": "Holding", "is_company": True})
        contract = self.make_contract(sign=False)
        contract.order_ids.sudo().partner_invoice_id = payer
        contract.action_sign()
        invoice = self.line(contract, "Deposit").invoice_ids
        self.assertEqual(invoice.partner_id, payer)
        self.assertEqual(invoice.contract_id.partner_id, self.customer)

    def test_salesperson_and_finance_hear_of_what_is_due(self):
        line = self.line(self.make_contract(), "Deposit")
        event = self.env["crm.business.event"].search(
            [("key", "=", f"instalment.due:crm.payment.plan.line:{line.id}")]
        )
        self.assertEqual(event.kind, "instalment.due")
        self.assertIn(self.rep, event.audience_ids)
        self.assertIn(self.biller, event.audience_ids)
        self.assertNotIn(self.rival, event.audience_ids)
