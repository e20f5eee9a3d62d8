from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestDiscountApproval(ContractCase):
    """Large and discounted quotations are approved; others where a flow says so."""

    def setUp(self):
        super().setUp()
        self.large = self.env.ref("crm_contract.crm_approval_flow_quotation_large")
        self.every = self.env.ref("crm_contract.crm_approval_flow_quotation")

    def _flow_of(self, order):
        return self.env["crm.approval.flow"]._for_document(order)

    def _obstacle(self, order):
        """Return what the next request of the form would read."""
        order.invalidate_recordset()
        return order.confirmation_obstacle

    def test_a_discount_chooses_its_flow(self):
        order = self._new_order()
        self.assertEqual(self._flow_of(order), self.every)
        order.order_line.discount = 10
        self.assertEqual(self._flow_of(order), self.every)
        order.order_line.discount = 10.5
        self.assertEqual(order.highest_discount, 10.5)
        self.assertEqual(order.discount_amount, 300 * 200 * 0.105)
        self.assertEqual(self._flow_of(order), self.large)

    def test_an_amount_chooses_its_flow(self):
        order = self._new_order()
        order.order_line.price_unit = 4000
        self.assertEqual(self._flow_of(order), self.large)

    def test_small_ones_pass_where_only_the_large_are_approved(self):
        self.every.active = False
        order = self._new_order()
        self.assertFalse(self._obstacle(order))
        order.order_line.discount = 15
        self.assertIn("needs an approval", self._obstacle(order))
        with self.assertRaisesRegex(UserError, "needs an approval"):
            order.action_confirm()
        self._approve(order)
        self.assertFalse(self._obstacle(order))
        order.order_line.discount = 30
        self.assertIn("needs an approval", self._obstacle(order))
        order.order_line.discount = 0
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_the_approver_sees_amount_and_discount(self):
        order = self._new_order()
        order.order_line.discount = 15
        rows = {row["label"]: row["value"] for row in order._approval_summary()}
        self.assertIn("15 %", rows["Highest Discount (%)"])
        self.assertIn("9,000.00", rows["Highest Discount (%)"])
        self.assertIn("51,000.00", rows["Total"])

    def test_the_form_offers_no_dead_button(self):
        order = self._new_order()
        self.assertIn("needs an approval", self._obstacle(order))
        order.action_request_approval()
        self.assertIn("waits for the approval", self._obstacle(order))
        order.with_user(self.manager).action_approve()
        self.assertFalse(self._obstacle(order))

    def test_a_new_quotation_is_typed_without_one(self):
        with Form(self.env["sale.order"].with_user(self.rep)) as form:
            form.partner_id = self.customer
            self.assertFalse(form.confirmation_obstacle)

    def test_the_client_does_not_read_it(self):
        order = self._new_order()
        order.sudo().message_subscribe(self.client.partner_id.ids)
        with self.assertRaises(AccessError):
            order.with_user(self.client).read(["confirmation_obstacle"])
