from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PipelineCase


@tagged("post_install", "-at_install")
class TestRegistrationAccess(PipelineCase):
    """What people see, and what they cannot write by any way."""

    def _sees(self, user, registration):
        found = registration.with_user(user).search([("id", "=", registration.id)])
        return bool(found)

    def test_a_rep_sees_his_own_alone(self):
        registration = self._new_registration()
        self.assertTrue(self._sees(self.rep, registration))
        self.assertFalse(self._sees(self.rep2, registration))
        with self.assertRaises(AccessError):
            registration.with_user(self.rep2).read(["phone"])

    def test_the_leader_sees_his_team_and_managers_see_all(self):
        registration = self._new_registration()
        for user in (self.leader, self.seller, self.manager):
            self.assertTrue(self._sees(user, registration))

    def test_people_outside_sales_see_none(self):
        registration = self._new_registration()
        for user in (self.clerk, self.client):
            with self.assertRaises(AccessError):
                registration.with_user(user).read(["name"])

    def test_another_company_sees_none(self):
        registration = self._new_registration()
        registration.sudo().company_id = self.env["res.company"].create({"name": "B"})
        self.assertFalse(self._sees(self.manager, registration))

    def test_guarded_fields_are_not_written(self):
        registration = self._new_registration()
        lead = self.env["crm.lead"].create({"name": "x"})
        for user in (self.rep, self.manager):
            for values in (
                {"state": "converted"},
                {"name": "BB2026-9999"},
                {"lead_id": lead.id},
                {"decided_at": "2026-01-01"},
                {"match_ids": [(5,)]},
            ):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaisesRegex(AccessError, "cannot be written"):
                        registration.with_user(user).write(values)
                    with self.assertRaisesRegex(AccessError, "cannot be written"):
                        self._new_registration(user, **values)

    def test_a_context_writes_no_guarded_field(self):
        registration = (
            self.env["crm.registration"]
            .with_user(self.rep)
            .with_context(default_state="converted", default_decided_at="2026-01-01")
            .create(self._values())
        )
        self.assertEqual(registration.state, "draft")
        self.assertFalse(registration.decided_at)

    def test_a_copy_begins_as_a_draft(self):
        copy = self._converted().with_user(self.rep).copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.lead_id)
        self.assertFalse(copy.sudo().match_ids)

    def test_what_was_approved_is_not_rewritten(self):
        registration = self._converted()
        for user in (self.rep, self.manager):
            with self.assertRaisesRegex(UserError, "is approved: Site Address"):
                registration.with_user(user).site_address = "Elsewhere"
        self.assertEqual(registration.approval_state, "approved")

    def test_a_rep_does_not_submit_a_colleague_s(self):
        registration = self._new_registration()
        with self.assertRaises(AccessError):
            registration.with_user(self.rep2).action_submit()

    def test_the_evidence_is_read_by_managers_alone(self):
        self._submitted()
        second = self._submitted(user=self.rep2, customer_name="綠城裝飾設計（集團）")
        match = second.sudo().match_ids
        self.assertTrue(match)
        self.env.invalidate_all()
        for user in (self.rep, self.rep2):
            self.assertFalse(match.with_user(user).search([]))
        self.assertFalse(second.with_user(self.rep2).match_ids)
        for user in (self.manager, self.leader):
            self.assertEqual(match.with_user(user).search([]), match)
        for user in (self.rep2, self.manager):
            self.assertFalse(match.with_user(user).has_access("write"))
            self.assertFalse(match.with_user(user).has_access("create"))
            self.assertFalse(match.with_user(user).has_access("unlink"))

    def test_the_requester_does_not_read_the_evidence_in_his_request(self):
        self._submitted()
        second = self._submitted(user=self.rep2, customer_name="綠城裝飾設計（集團）")
        request = second.approval_request_id
        self.assertIn("李娜", str(request.sudo().summary))
        seen = request.with_user(self.rep2)
        self.assertNotIn("李娜", seen.summary_html)
        self.assertNotIn("杭州绿城装饰设计有限公司", seen.summary_html)
        self.assertIn("綠城裝飾設計", seen.summary_html)
        with self.assertRaises(AccessError):
            seen.read(["summary"])
        self.assertIn("李娜", request.with_user(self.manager).summary_html)

    def test_design_types_are_kept_by_managers(self):
        self.assertTrue(self.interior.with_user(self.manager).has_access("write"))
        self.assertFalse(self.interior.with_user(self.rep).has_access("write"))
        self.assertTrue(self.interior.with_user(self.clerk).has_access("read"))

    def test_conflict_keys_are_read_by_administrators_alone(self):
        for user in (self.rep, self.manager, self.clerk, self.client):
            with self.assertRaises(AccessError):
                self.env["crm.conflict.key"].with_user(user).search([])

    def test_the_name_of_a_chosen_customer_cannot_be_another(self):
        customer = self.env["res.partner"].create(
            {"name": "宁波海曙置业有限公司", "is_company": True}
        )
        with self.assertRaisesRegex(ValidationError, "is not that of the customer"):
            self._new_registration(
                partner_id=customer.id, customer_name="Somebody else"
            )
