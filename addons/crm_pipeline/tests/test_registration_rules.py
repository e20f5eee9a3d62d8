from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_customer.tools import credit_code

from .common import PipelineCase


@tagged("post_install", "-at_install")
class TestRegistrationRules(PipelineCase):
    """What the team's rules decide, and what only a manager decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.approves_without_conflict = True

    def test_without_a_conflict_the_rule_approves_at_once(self):
        registration = self._submitted()
        self.assertEqual(registration.state, "converted")
        self.assertEqual(registration.conflict_level, "none")
        self.assertFalse(registration.approval_request_id)
        self.assertTrue(registration.sudo().lead_id.is_protected)
        event = self.env["crm.business.event"].search(
            [("kind", "=", "registration.approved")], limit=1
        )
        self.assertIn("rule of the team", event.name)

    def test_with_a_conflict_the_manager_decides(self):
        self._submitted()
        second = self._submitted(self.rep2)
        self.assertEqual(second.state, "submitted")
        self.assertEqual(second.conflict_level, "review")
        self.assertEqual(second.approval_state, "pending")

    def test_without_the_rule_the_manager_decides_all(self):
        self.team.approves_without_conflict = False
        self.assertEqual(self._submitted().state, "submitted")

    def test_a_block_is_arbitrated_with_a_reason_only(self):
        body = "91330106MA2CFX1R0"
        values = {"credit_code": body + credit_code.check_character(body)}
        self._submitted(**values)
        second = self._submitted(
            self.rep2, customer_name="另一个写法有限公司", site_address="别处", **values
        )
        self.assertEqual(second.conflict_level, "block")
        with self.assertRaisesRegex(UserError, "with a reason only"):
            self._decide(second)
        self._decide(second, comment="The first rep has left the region")
        self.assertEqual(second.state, "converted")

    def test_a_person_has_so_many_open_registrations_at_most(self):
        self.team.registration_limit = 2
        for number in range(2):
            self._submitted(
                customer_name=f"第{number}家设计有限公司", site_address=f"{number}号"
            )
        third = self._new_registration(
            customer_name="第三家园林有限公司", site_address="三号"
        )
        with self.assertRaisesRegex(UserError, "has 2 open registrations, and 2 are"):
            third.action_submit()
        self._submitted(
            self.rep2, customer_name="第四家建筑有限公司", site_address="四号"
        )

    def test_what_is_won_or_has_ended_is_not_open_any_more(self):
        self.team.registration_limit = 1
        first = self._submitted()
        first.sudo().lead_id.action_set_won()
        self._submitted(customer_name="第三家园林有限公司", site_address="三号")
