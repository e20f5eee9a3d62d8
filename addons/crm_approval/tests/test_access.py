from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .common import DOCUMENT, ApprovalCase

OWN_MODELS = (
    "crm.approval.flow",
    "crm.approval.step",
    "crm.approval.request",
    "crm.approval.request.step",
    "crm.approval.decision",
)


@tagged("post_install", "-at_install")
class TestAccess(ApprovalCase):
    """What people cannot do behind the engine's back."""

    def test_ordinary_people_write_none_of_the_models(self):
        for name in OWN_MODELS:
            for operation in ("create", "write", "unlink"):
                for user in (self.requester, self.boss, self.client):
                    with self.subTest(model=name, operation=operation, user=user.login):
                        self.assertFalse(
                            self.env[name].with_user(user).has_access(operation)
                        )

    def test_not_even_administrators_write_requests(self):
        admin = self.env.ref("base.user_admin")
        for name in OWN_MODELS[2:]:
            for operation in ("create", "write", "unlink"):
                with self.subTest(model=name, operation=operation):
                    self.assertFalse(
                        self.env[name].with_user(admin).has_access(operation)
                    )

    def test_a_portal_user_reads_none_of_the_models(self):
        for name in OWN_MODELS:
            with self.subTest(model=name):
                self.assertFalse(
                    self.env[name].with_user(self.client).has_access("read")
                )

    def test_a_portal_user_does_not_see_the_state_of_an_approval(self):
        document = self._new_document()
        self._decide(self._request(document), self.boss, "refuse", "Margin too low")
        self.env["ir.model.access"].create(
            {
                "name": "portal",
                "model_id": self.env["ir.model"]._get_id(DOCUMENT),
                "group_id": self.env.ref("base.group_portal").id,
                "perm_read": True,
            }
        )
        seen = document.with_user(self.client)
        self.assertEqual(seen.read(["name"])[0]["name"], "Villa")
        for field in ("approval_state", "approval_note", "approval_awaited_ids"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                seen.read([field])

    def test_the_own_request_is_not_written_by_its_requester(self):
        request = self._request()
        for values in (
            {"state": "approved"},
            {"content_hash": "0" * 64},
            {"awaited_ids": [(4, self.requester.id)]},
            {"step_ids": [(5,)]},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                request.with_user(self.requester).write(values)

    def test_nothing_on_the_document_fakes_an_approval(self):
        document = self._new_document()
        other = self._request(self._new_document(name="Approved one"))
        self._approve_all(other)
        document.write({"approval_state": "approved", "approval_request_id": other.id})
        self.env.invalidate_all()
        self.assertEqual(document.approval_state, "none")
        self.assertFalse(document._approval_is_valid())

    def test_a_context_creates_no_approved_document(self):
        document = (
            self.env[DOCUMENT]
            .with_user(self.requester)
            .with_context(default_approval_state="approved")
            .create({"name": "Villa", "amount": 1})
        )
        self.env.invalidate_all()
        self.assertEqual(document.approval_state, "none")

    def test_a_copy_of_an_approved_document_is_not_approved(self):
        document = self._new_document()
        self._approve_all(self._request(document))
        self.assertEqual(document.copy().approval_state, "none")

    def test_requests_are_seen_by_requester_approvers_and_flow_managers(self):
        request = self._request()
        for user, sees in (
            (self.requester, True),
            (self.boss, True),
            (self.partner2, True),
            (self.keeper, True),
            (self.outsider, False),
        ):
            with self.subTest(user=user.login):
                found = request.with_user(user).search([("id", "=", request.id)])
                self.assertEqual(bool(found), sees)
                steps = request.step_ids.with_user(user)._filtered_access("read")
                self.assertEqual(bool(steps), sees)

    def test_the_inside_of_the_engine_is_not_called_from_outside(self):
        Request = self.env["crm.approval.request"]
        for name in ("_apply_progress", "_close", "_recheck", "_check_decision"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                get_public_method(Request, name)
        self.assertTrue(get_public_method(Request, "decide"))

    def test_another_company_does_not_see_the_request(self):
        company = self.env["res.company"].create({"name": "Branch"})
        request = self._request()
        request.sudo().company_id = company
        self.assertFalse(
            self.env["crm.approval.request"]
            .with_user(self.boss)
            .search([("id", "=", request.id)])
        )

    def test_people_may_talk_on_a_request_they_see(self):
        request = self._request()
        message = request.with_user(self.boss).message_post(body="Why so cheap?")
        self.assertEqual(message.author_id, self.boss.partner_id)
        with self.assertRaises(AccessError):
            request.with_user(self.outsider).message_post(body="Me too")
