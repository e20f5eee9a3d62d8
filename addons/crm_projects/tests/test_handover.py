from odoo.tests import new_test_user, tagged

from .common import DeliverableCommon


@tagged("post_install", "-at_install")
class TestHandover(DeliverableCommon):
    """Running projects are told of when their customer changes hands, and stay."""

    def test_a_running_project_is_told_and_keeps_its_people(self):
        manager = new_test_user(self.env, "manager", "sales_team.group_sale_manager")
        heir = new_test_user(self.env, "heir", "sales_team.group_sale_salesman")
        self.customer.user_id = self.rep
        leader = self.project.user_id
        handovers = self.env["crm.customer.handover"].with_user(manager)
        handover = handovers.create({"user_id": self.rep.id, "receiver_id": heir.id})
        rows = {row["key"]: row for row in handover.preview["rows"]}
        self.assertEqual(
            (rows["project"]["count"], rows["project"]["how"]), (1, "stays")
        )
        handover.action_hand_over()
        self.assertEqual(self.project.user_id, leader)
        self.assertEqual(self.contract.user_id, heir)
        rows = {row["key"]: row for row in handover.preview["rows"]}
        self.assertEqual(rows["project"]["count"], 1)
