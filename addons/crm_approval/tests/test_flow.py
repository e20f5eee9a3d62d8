from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestFlow(ApprovalCase):
    """Which flow applies, and how a flow can be wrong."""

    def _flow_of(self, **values):
        return self.env["crm.approval.flow"]._for_document(self._new_document(**values))

    def test_the_first_flow_that_fits_is_taken(self):
        step = {"name": "Chief", "user_ids": [Command.set(self.boss.ids)]}
        big = self._new_flow(
            [step], name="Big ones", domain="[('amount', '>=', 1000)]", sequence=1
        )
        self.assertEqual(self._flow_of(amount=1000), big)
        self.assertEqual(self._flow_of(amount=999), self.flow)

    def test_a_flow_of_another_company_does_not_apply(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        self.flow.company_id = branch
        self.assertFalse(self._flow_of(company_id=self.env.company.id))
        self.requester.company_ids |= branch
        self.assertEqual(self._flow_of(company_id=branch.id), self.flow)

    def test_without_a_flow_the_requester_is_told_whom_to_ask(self):
        self.flow.active = False
        with self.assertRaisesRegex(UserError, "No approval flow applies to “Villa”"):
            self._new_document().action_request_approval()

    def test_a_condition_that_cannot_be_read_is_refused(self):
        for domain in ("[('nothing', '=', 1)]", "import os", "[(", "__import__('os')"):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "condition cannot be read"),
            ):
                self.flow.with_user(self.keeper).domain = domain

    def test_a_step_must_name_somebody(self):
        for values in (
            {"approver_kind": "users", "user_ids": [Command.clear()]},
            {"approver_kind": "group"},
            {"approver_kind": "field"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, "“Boss”.*names nobody"),
            ):
                self.flow.step_ids[0].write(values)

    def test_a_field_path_must_lead_to_people(self):
        for path in ("amount", "nothing", "company_id", "owner_id.name"):
            with (
                self.subTest(path=path),
                self.assertRaisesRegex(ValidationError, "field path"),
            ):
                self.flow.step_ids[0].write(
                    {"approver_kind": "field", "field_path": path}
                )

    def test_a_running_request_keeps_the_steps_it_began_with(self):
        request = self._request()
        self.flow.with_user(self.keeper).write({"step_ids": [Command.clear()]})
        self.assertEqual(request.step_ids.mapped("name"), ["Boss", "Partners"])
        self._approve_all(request)
        self.assertEqual(request.state, "approved")

    def test_a_changed_flow_has_a_new_version(self):
        before = self._request().flow_version
        self.flow.write({"name": "Renamed"})
        self.assertEqual(self.flow.version, before)
        self.flow.step_ids[0].write({"rule": "all"})
        self.assertGreater(self.flow.version, before)

    def test_only_documents_under_approval_are_offered(self):
        names = self.flow.allowed_model_ids.mapped("model")
        self.assertIn("crm.approval.fake.document", names)
        self.assertNotIn("res.partner", names)
        self.assertNotIn("crm.approval.mixin", names)
