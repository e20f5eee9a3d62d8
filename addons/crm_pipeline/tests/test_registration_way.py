from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PipelineCase


@tagged("post_install", "-at_install")
class TestRegistrationWay(PipelineCase):
    """From draft to a protected opportunity, and every way back."""

    def test_a_number_is_given_and_the_team_found(self):
        registration = self._new_registration(team_id=False)
        self.assertRegex(registration.name, r"^BB\d{4}-\d{4}$")
        self.assertEqual(registration.user_id, self.rep)
        other = self.env["crm.registration"].with_user(self.rep)
        values = self._values()
        del values["team_id"]
        self.assertEqual(other.create(values).team_id, self.team)

    def test_submitting_asks_the_managers(self):
        registration = self._submitted()
        self.assertEqual(registration.state, "submitted")
        self.assertEqual(registration.approval_state, "pending")
        self.assertIn(self.manager, registration.approval_awaited_ids)
        self.assertNotIn(self.leader, registration.approval_awaited_ids)

    def test_approval_makes_customer_contact_and_opportunity(self):
        registration = self._converted(
            contact_name="赵敏", phone="0571-88886666", area=320, building="3 号楼"
        )
        self.assertEqual(registration.state, "converted")
        customer = registration.sudo().partner_id
        self.assertEqual(customer.name, "杭州绿城装饰设计有限公司")
        self.assertTrue(customer.is_company)
        self.assertEqual(customer.child_ids.name, "赵敏")
        lead = registration.lead_id.with_user(self.rep)
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.user_id, self.rep)
        self.assertEqual(lead.partner_id, customer)
        self.assertEqual(lead.project_name, "西溪展厅")
        self.assertEqual(lead.site_address, "杭州市西湖区文三路90号 3 号楼")
        self.assertEqual(lead.area, 320)

    def test_the_protection_period_is_the_team_s(self):
        registration = self._converted()
        expected = fields.Date.context_today(registration) + timedelta(days=45)
        self.assertEqual(registration.lead_id.protected_until, expected)
        self.assertTrue(registration.lead_id.is_protected)

    def test_an_existing_customer_is_kept(self):
        customer = self.env["res.partner"].create(
            {"name": "宁波海曙置业有限公司", "is_company": True}
        )
        values = self._values(partner_id=customer.id)
        del values["customer_name"]
        registration = self.env["crm.registration"].with_user(self.rep).create(values)
        self.assertEqual(registration.customer_name, customer.name)
        registration.action_submit()
        self._decide(registration)
        self.assertEqual(registration.lead_id.partner_id, customer)
        self.assertEqual(registration.approval_state, "approved")

    def test_a_refusal_returns_it_with_the_reason(self):
        registration = self._submitted()
        self._decide(registration, "refuse", "与李娜的客户重复")
        self.assertEqual(registration.state, "rejected")
        self.assertEqual(registration.approval_note, "与李娜的客户重复")
        self.assertFalse(registration.lead_id)

    def test_a_refused_one_is_mended_and_submitted_anew(self):
        registration = self._submitted()
        self._decide(registration, "refuse", "Which building?")
        registration.building = "3 号楼"
        registration.action_submit()
        self._decide(registration)
        self.assertEqual(registration.state, "converted")

    def test_the_rep_withdraws_and_submits_anew(self):
        registration = self._submitted()
        registration.action_withdraw()
        self.assertEqual(registration.state, "withdrawn")
        registration.action_submit()
        self.assertEqual(registration.state, "submitted")

    def test_withdrawing_in_the_inbox_does_the_same(self):
        registration = self._submitted()
        registration.approval_request_id.with_user(self.rep).action_withdraw()
        self.assertEqual(registration.state, "withdrawn")

    def test_nothing_is_submitted_twice(self):
        registration = self._submitted()
        with self.assertRaisesRegex(UserError, "submitted already"):
            registration.action_submit()
        self._decide(registration)
        with self.assertRaisesRegex(UserError, "submitted already"):
            registration.action_submit()

    def test_a_change_while_waiting_returns_it_to_the_rep(self):
        registration = self._submitted()
        registration.with_user(self.rep).area = 5000
        self.assertEqual(registration.state, "draft")
        self.assertEqual(registration.approval_state, "voided")
        with self.assertRaisesRegex(UserError, "void"):
            self._decide(registration)

    def test_another_customer_while_waiting_returns_it_too(self):
        registration = self._submitted()
        customer = self.env["res.partner"].create(
            {"name": "宁波海曙置业有限公司", "is_company": True}
        )
        registration.with_user(self.rep).write(
            {"partner_id": customer.id, "customer_name": customer.name}
        )
        self.assertEqual(registration.state, "draft")

    def test_notes_are_written_while_it_waits(self):
        registration = self._submitted()
        registration.with_user(self.rep).note = "Called on Monday"
        self.assertEqual(registration.state, "submitted")
        self._decide(registration)
        registration.with_user(self.rep).note = "Called on Tuesday"
        self.assertEqual(registration.approval_state, "approved")

    def test_a_code_in_another_spelling_does_not_void_the_approval(self):
        registration = self._converted(credit_code="91350100m000100y43")
        self.assertEqual(registration.approval_state, "approved")
        self.assertEqual(registration.partner_id.credit_code, "91350100M000100Y43")
        self.assertEqual(registration.credit_code, "91350100M000100Y43")

    def test_only_drafts_are_deleted(self):
        self._new_registration().unlink()
        registration = self._submitted()
        with self.assertRaisesRegex(UserError, "only drafts can be deleted"):
            registration.unlink()

    def test_the_manager_does_not_decide_on_his_own(self):
        registration = self._submitted(user=self.manager)
        self.assertNotIn(self.manager, registration.approval_awaited_ids)
        with self.assertRaisesRegex(UserError, "does not wait for you"):
            self._decide(registration)

    def test_the_manager_does_not_decide_on_what_the_leader_submits_for_him(self):
        registration = self._submitted(self.leader, user_id=self.manager.id)
        self.assertNotIn(self.manager, registration.approval_awaited_ids)

    def test_the_team_leader_alone_cannot_approve(self):
        registration = self._submitted()
        with self.assertRaises(UserError):
            self._decide(registration, user=self.leader)

    def test_the_kanban_columns_follow_the_way(self):
        self._converted()
        self._decide(self._submitted(site_address="文三路1号"), "refuse", "No")
        groups = (
            self.env["crm.registration"]
            .with_user(self.rep)
            .with_context(read_group_expand=True)
            .formatted_read_group([], ["state"], ["__count"])
        )
        states = self.env["crm.registration"]._fields["state"].get_values(self.env)
        self.assertEqual([group["state"] for group in groups], states)
        counts = {group["state"]: group["__count"] for group in groups}
        self.assertEqual((counts["rejected"], counts["converted"]), (1, 1))
