from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import OWN, ContractCase


@tagged("post_install", "-at_install")
class TestGate(ContractCase):
    """No quotation of an opportunity is confirmed without its approval."""

    def _assert_closed(self, order, sentence):
        with self.assertRaisesRegex(UserError, sentence):
            order.action_confirm()
        self.assertNotEqual(order.state, "sale")

    def test_without_an_approval_it_is_not_confirmed(self):
        self._assert_closed(self._new_order(), "needs an approval")

    def test_while_waiting_it_is_said_for_whom(self):
        order = self._new_order()
        order.action_request_approval()
        self._assert_closed(order, "waits for the approval of .*Zhang")

    def test_approved_it_is_confirmed(self):
        order = self._approve(self._new_order())
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_approved_quotation_is_sent_and_its_other_fields_written(self):
        order = self._approve(self._new_order())
        order.action_quotation_sent()
        order.client_order_ref = "PO 7"
        order.message_post(body="Sent")
        self.assertEqual(order.approval_state, "approved")
        order.action_confirm()

    def test_each_change_that_counts_closes_it_again(self):
        line = self._new_order().order_line
        changes = {
            "price": lambda order: order.order_line.write({"price_unit": 150}),
            "discount": lambda order: order.order_line.write({"discount": 10}),
            "text": lambda order: order.order_line.write({"name": "All included"}),
            "new line": lambda order: order.write(
                {"order_line": [Command.create({"product_id": self.fee.id})]}
            ),
            "deleted line": lambda order: order.order_line.unlink(),
            "note": lambda order: order.write({"note": "Free changes for ever"}),
            "customer": lambda order: order.write(
                {"partner_id": self.client.partner_id.id}
            ),
        }
        self.assertTrue(line)
        for name, change in changes.items():
            with self.subTest(change=name):
                order = self._approve(self._new_order())
                change(order)
                self.assertEqual(order.approval_state, "voided")
                self.assertTrue(order.approval_note)
                self._assert_closed(order, "needs an approval")

    def test_the_change_is_told_in_words(self):
        order = self._approve(self._new_order())
        order.order_line.price_unit = 150
        self.assertIn("Unit Price: 200.0 → 150.0", order.approval_note)

    def test_nobody_writes_the_state_past_the_gate(self):
        order = self._new_order()
        for user in (self.rep, self.manager):
            with self.assertRaisesRegex(UserError, "needs an approval"):
                order.with_user(user).state = "sale"
            with self.assertRaisesRegex(UserError, "needs an approval"):
                self._new_order(user, state="sale")
            with self.assertRaisesRegex(UserError, "needs an approval"):
                self.env["sale.order"].with_user(user).with_context(
                    default_state="sale"
                ).create(
                    {"partner_id": self.customer.id, "opportunity_id": self.lead.id}
                )

    def test_nobody_writes_revisions_or_contracts_by_hand(self):
        order, other = self._new_order(), self._new_order()
        contract = self._new_contract()
        for values in (
            {"contract_id": contract.id},
            {"previous_revision_id": other.id},
            {"revision_number": 7},
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(AccessError, "cannot be written"):
                    order.write(values)
                with self.assertRaisesRegex(AccessError, "cannot be written"):
                    self._new_order(**values)

    def test_a_context_makes_no_order_of_a_contract(self):
        contract = self._new_contract()
        Order = self.env["sale.order"].with_user(self.rep)
        order = Order.with_context(default_contract_id=contract.id).create(
            {"partner_id": self.customer.id}
        )
        self.assertFalse(order.contract_id)

    def test_the_salesperson_does_not_approve_himself(self):
        order = self._new_order(self.manager, user_id=self.manager.id)
        order.action_request_approval()
        self.assertNotIn(self.manager, order.approval_awaited_ids)
        seller = self._new_user("seller", f"{OWN}_all_leads", "Chen")
        other = self._new_order(seller, user_id=self.manager.id)
        other.action_request_approval()
        self.assertNotIn(self.manager, other.approval_awaited_ids)

    def test_a_quotation_without_an_opportunity_needs_none(self):
        order = self._new_order(opportunity_id=False)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_the_portal_s_signature_passes_the_same_gate(self):
        order = self._new_order()
        self.assertTrue(order.sudo()._confirmation_error_message())
        self._approve(order)
        self.assertFalse(order.sudo()._confirmation_error_message())

    def test_the_client_sees_nothing_of_the_approval(self):
        order = self._new_order()
        order.action_request_approval()
        order.with_user(self.manager).approval_request_id.decide("refuse", "Too cheap")
        order.sudo().message_subscribe(self.client.partner_id.ids)
        for field in ("approval_note", "approval_state"):
            with self.assertRaises(AccessError):
                order.with_user(self.client).read([field])

    def test_the_salesperson_hears_of_the_decision_once(self):
        order = self._approve(self._new_order())
        events = self.env["crm.business.event"].search([("res_id", "=", order.id)])
        self.assertEqual(events.mapped("kind"), ["quotation.approved"])
        self.assertEqual(events.audience_ids, self.rep)
