from odoo.tests import HttpCase, tagged

from .bank_common import BankCommon


@tagged("post_install", "-at_install")
class TestBankTour(BankCommon, HttpCase):
    def test_finance_imports_a_statement_and_the_invoice_is_paid(self):
        invoice = self.make_invoice(self.green, 1060)
        self.start_tour(
            "/odoo/action-crm_finance_link.crm_bank_import_action/new",
            "crm_finance_link_bank",
            login="plan_banker",
        )
        self.env.invalidate_all()
        self.assertEqual(invoice.payment_state, "paid")
