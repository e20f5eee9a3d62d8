from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestPeople(ApprovalCase):
    """Who is asked, and who has a task of it."""

    def _step(self, **values):
        self.flow.step_ids[1].unlink()
        self.flow.step_ids.write(values)

    def test_everyone_in_a_group_is_asked(self):
        group = self.env["res.groups"].create({"name": "Chiefs"})
        (self.boss | self.outsider).group_ids |= group
        self._step(approver_kind="group", group_id=group.id)
        self.assertEqual(self._request().sudo().awaited_ids, self.boss | self.outsider)

    def test_a_field_of_the_document_names_the_approver(self):
        self._step(approver_kind="field", field_path="owner_id")
        request = self._request(self._new_document(owner_id=self.outsider.id))
        self.assertEqual(request.sudo().awaited_ids, self.outsider)

    def test_nobody_decides_on_what_somebody_else_asked_for_him(self):
        self._step(user_ids=(self.boss | self.outsider).ids)
        request = self._request(self._new_document(helped_id=self.boss.id))
        self.assertEqual(request.sudo().awaited_ids, self.outsider)

    def test_when_nobody_is_found_the_administrators_are_asked(self):
        self._step(approver_kind="field", field_path="owner_id")
        awaited = self._request().sudo().awaited_ids
        self.assertIn(self.env.ref("base.user_admin"), awaited)
        self.assertNotIn(self.requester, awaited)

    def test_archived_and_portal_people_are_not_asked(self):
        self.partner2.active = False
        self._step(user_ids=(self.boss | self.partner2 | self.client).ids)
        self.assertEqual(self._request().sudo().awaited_ids, self.boss)

    def test_people_of_another_company_are_not_asked(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        self.requester.company_ids |= branch
        self.outsider.company_ids |= branch
        self._step(user_ids=(self.boss | self.outsider).ids)
        request = self._request(self._new_document(company_id=branch.id))
        self.assertEqual(request.sudo().awaited_ids, self.outsider)

    def test_a_step_is_never_passed_when_only_the_requester_is_left(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        branch.user_ids = self.requester
        self._step(user_ids=self.requester.ids)
        with self.assertRaisesRegex(UserError, "has no approver besides"):
            self._new_document(company_id=branch.id).action_request_approval()

    def test_exactly_the_people_awaited_have_an_activity(self):
        request = self._request()
        activities = request.sudo().activity_ids
        self.assertEqual(activities.user_id, self.boss)
        self._decide(request, self.boss)
        self.assertEqual(
            request.sudo().activity_ids.user_id, self.partner1 | self.partner2
        )
        self._decide(request, self.partner1)
        self.assertEqual(request.sudo().activity_ids.user_id, self.partner2)
        self._decide(request, self.partner2)
        self.assertFalse(request.sudo().activity_ids)

    def test_the_buttons_show_for_the_person_awaited_alone(self):
        document = self._new_document()
        request = self._request(document)
        for user, can in ((self.boss, True), (self.partner1, False)):
            self.assertEqual(request.with_user(user).can_decide, can)
            self.assertEqual(document.with_user(user).can_decide_approval, can)
