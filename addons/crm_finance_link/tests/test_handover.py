from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestHandover(PlanCommon):
    """Instalments follow their contract to the new owner."""

    def test_instalments_are_told_and_follow_their_contract(self):
        contract = self.make_contract()
        lines = contract.plan_line_ids
        amounts = lines.mapped("amount")
        handovers = self.env["crm.customer.handover"]
        handover = handovers.create(
            {"user_id": contract.user_id.id, "receiver_id": self.rival.id}
        )
        rows = {row["key"]: row for row in handover.preview["rows"]}
        row = rows["instalment"]
        self.assertEqual((row["count"], row["how"]), (len(lines), "follows"))
        self.assertIn("of it overdue", row["detail"])
        handover.action_hand_over()
        self.assertEqual(contract.user_id, self.rival)
        self.assertEqual((lines | contract.plan_ids.line_ids).user_id, self.rival)
        self.assertEqual(lines.mapped("amount"), amounts)
        self.assertTrue(lines.with_user(self.rival).has_access("read"))
