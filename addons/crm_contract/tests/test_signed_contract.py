from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestSignedContract(ContractCase):
    """What is signed does not change, by whatever way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_signed_contract()
        cls.order = cls.contract.order_ids

    def test_nobody_writes_number_state_or_date(self):
        for user in (self.rep, self.manager):
            for values in (
                {"state": "draft"},
                {"name": "HT2026-9999"},
                {"date_signed": "2020-01-01"},
            ):
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaisesRegex(AccessError, "cannot be written"),
                ):
                    self.contract.with_user(user).write(values)

    def test_nobody_writes_what_was_agreed(self):
        for user in (self.rep, self.manager):
            for values in (
                {"title": "Else"},
                {"partner_id": self.client.partner_id.id},
                {"date_end": "2030-01-01"},
                {"note": "Everything for free"},
                {"site_address": "Elsewhere"},
                {"order_ids": [Command.clear()]},
            ):
                with (
                    self.subTest(user=user.login, values=values),
                    self.assertRaisesRegex(UserError, "is signed.*supplement"),
                ):
                    self.contract.with_user(user).write(values)

    def test_its_salesperson_may_change(self):
        self.contract.with_user(self.manager).user_id = self.rep2
        self.assertEqual(self.contract.user_id, self.rep2)

    def test_a_context_signs_no_contract(self):
        Contract = self.env["crm.contract"].with_user(self.rep)
        contract = Contract.with_context(
            default_state="signed", default_date_signed="2020-01-01"
        ).create({"title": "x", "partner_id": self.customer.id})
        self.assertEqual(contract.state, "draft")
        self.assertFalse(contract.date_signed)

    def test_the_orders_behind_it_do_not_change(self):
        attacks = {
            "unlock": lambda order: order.action_unlock(),
            "cancel": lambda order: order.write({"state": "cancel"}),
            "back to draft": lambda order: order.write({"state": "draft"}),
            "other customer": lambda order: order.write(
                {"partner_id": self.client.partner_id.id}
            ),
            "price": lambda order: order.order_line.write({"price_unit": 1}),
            "discount": lambda order: order.order_line.write({"discount": 99}),
            "new line": lambda order: order.write(
                {
                    "order_line": [
                        Command.create({"product_id": self.fee.id, "price_unit": 1})
                    ]
                }
            ),
            "fake down payment": lambda order: order.order_line.create(
                {
                    "order_id": order.id,
                    "product_id": self.fee.id,
                    "is_downpayment": True,
                    "product_uom_qty": 1,
                }
            ),
            "delete line": lambda order: order.order_line.unlink(),
            "delete": lambda order: order.unlink(),
        }
        for user in (self.rep, self.manager):
            for name, attack in attacks.items():
                with self.subTest(user=user.login, attack=name):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        attack(self.order.with_user(user))
                    self.env.invalidate_all()
                    self.assertEqual(self.contract.amount_total, 60000)

    def test_another_quotation_does_not_join_it(self):
        other = self._approve(self._new_order())
        other.sudo().contract_id = self.contract
        with self.assertRaisesRegex(UserError, "signed contract"):
            other.action_confirm()

    def test_its_lines_are_delivered_and_invoiced(self):
        self.order.with_user(self.manager).order_line.qty_delivered = 100
        invoice = self.order.sudo()._create_invoices()
        self.assertTrue(invoice)
        self.assertEqual(self.contract.amount_total, 60000)

    def test_a_down_payment_is_invoiced(self):
        groups = "sales_team.group_sale_manager,account.group_account_invoice"
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(self._new_user("billing", groups, "Bill"))
            .with_context(active_model="sale.order", active_ids=self.order.ids)
            .create({"advance_payment_method": "fixed", "fixed_amount": 1000})
        )
        wizard.create_invoices()
        self.assertTrue(self.order.invoice_ids)
        self.assertEqual(self.contract.amount_total, 60000)
        self.assertEqual(self.order.approval_state, "approved")
