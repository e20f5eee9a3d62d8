from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PipelineCase


@tagged("post_install", "-at_install")
class TestEvidence(PipelineCase):
    """The files of a registration are part of what is approved."""

    def _file(self, user=None, name="minutes.txt", raw=b"met on Monday", **values):
        Attachment = self.env["ir.attachment"].with_user(user or self.rep)
        return Attachment.create({"name": name, "raw": raw, **values})

    def _with_file(self, **values):
        file = self._file(res_model="crm.registration", res_id=0)
        return self._new_registration(attachment_ids=[(6, 0, file.ids)], **values)

    def test_files_follow_the_access_of_their_registration(self):
        file = self._with_file().attachment_ids
        self.assertEqual(file.res_model, "crm.registration")
        self.env.invalidate_all()
        self.assertEqual(file.with_user(self.manager).raw, b"met on Monday")
        with self.assertRaises(AccessError):
            file.with_user(self.rep2).read(["raw"])

    def test_the_approver_sees_them(self):
        registration = self._with_file()
        registration.action_submit()
        request = registration.sudo().approval_request_id
        self.assertIn("minutes.txt", request.with_user(self.manager).summary_html)
        self.assertIn("minutes.txt", request.content["attachment_ids"])

    def test_another_file_while_waiting_voids_the_request(self):
        registration = self._with_file()
        registration.action_submit()
        registration.attachment_ids = [(4, self._file(name="more.txt").id)]
        self.assertEqual(registration.approval_state, "voided")
        self.assertEqual(registration.state, "draft")

    def test_evidence_that_counts_is_neither_changed_nor_deleted(self):
        registration = self._with_file()
        registration.action_submit()
        file = registration.attachment_ids
        for values in ({"raw": b"other"}, {"name": "x"}, {"res_id": 0}):
            with self.assertRaisesRegex(UserError, registration.name):
                file.write(values)
        with self.assertRaisesRegex(UserError, "is evidence"):
            file.unlink()
        self._decide(registration)
        with self.assertRaisesRegex(UserError, "is approved"):
            registration.attachment_ids = [(5,)]

    def test_a_draft_s_files_are_changed_freely(self):
        registration = self._with_file()
        registration.attachment_ids.raw = b"other"
        registration.attachment_ids.unlink()
        self.assertFalse(registration.attachment_ids)

    def test_a_file_changed_behind_the_back_is_found_when_it_is_decided(self):
        registration = self._with_file()
        registration.action_submit()
        registration.attachment_ids.sudo().raw = b"forged"
        with self.assertRaisesRegex(UserError, "changed"):
            self._decide(registration)

    def test_files_of_others_are_not_taken(self):
        colleague_s = self._file(self.rep2)
        elsewhere = self._file(res_model="res.partner", res_id=self.rep.partner_id.id)
        for file in (colleague_s, elsewhere):
            with self.assertRaises(AccessError):
                self._new_registration(attachment_ids=[(6, 0, file.ids)])

    def test_a_copy_has_none(self):
        self.assertFalse(self._with_file().copy().attachment_ids)
