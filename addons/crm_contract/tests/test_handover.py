from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestHandover(ContractCase):
    """Quotations and contracts go along with the customers."""

    def _handover(self, **values):
        handovers = self.env["crm.customer.handover"].with_user(self.manager)
        return handovers.create(
            {"user_id": self.rep.id, "receiver_id": self.rep2.id, **values}
        )

    def test_open_quotations_go_and_stay_approved(self):
        order = self._approve(self._new_order()).sudo()
        cancelled = self._new_order()
        cancelled.action_cancel()
        handover = self._handover()
        counts = {row["key"]: row["count"] for row in handover.preview["rows"]}
        self.assertEqual(counts["quotation"], 1)
        handover.action_hand_over()
        self.assertEqual(order.user_id, self.rep2)
        self.assertEqual(order.approval_state, "approved")
        self.assertTrue(order.with_user(self.rep2)._approval_is_valid())
        self.assertEqual(cancelled.user_id, self.rep)

    def test_a_contract_in_force_goes_with_its_orders(self):
        contract = self._new_signed_contract().sudo()
        order = contract.order_ids
        total = contract.amount_total
        self._handover().action_hand_over()
        self.assertEqual(contract.user_id, self.rep2)
        self.assertEqual(order.user_id, self.rep2)
        self.assertEqual(contract.with_user(self.rep2).order_ids, order)
        self.assertEqual(contract.amount_total, total)
        self.assertEqual(contract.team_id, self.team)

    def test_a_contract_goes_to_the_team_of_the_new_owner(self):
        contract = self._new_contract().sudo()
        other = self.env["crm.team"].create(
            {"name": "Shanghai", "member_ids": [(6, 0, self.manager.ids)]}
        )
        self._handover(receiver_id=self.manager.id).action_hand_over()
        self.assertEqual(contract.team_id, other)

    def test_a_closed_contract_stays(self):
        contract = self._new_signed_contract().sudo()
        contract.state = "closed"
        self._handover().action_hand_over()
        self.assertEqual(contract.user_id, self.rep)
        self.assertEqual(contract.order_ids.user_id, self.rep)
