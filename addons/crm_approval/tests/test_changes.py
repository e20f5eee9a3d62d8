from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LINE, ApprovalCase


@tagged("post_install", "-at_install")
class TestChanges(ApprovalCase):
    """An approval holds for the content that was seen, and for that alone."""

    def setUp(self):
        super().setUp()
        self.document = self._new_document()

    def _approved(self):
        request = self._request(self.document)
        self._approve_all(request)
        return request

    def test_a_changed_figure_voids_the_approval_and_is_named(self):
        request = self._approved()
        self.document.amount = 90
        self.assertEqual(self.document.approval_state, "voided")
        self.assertEqual(self.document.approval_note, "Sum: 100.0 → 90.0")
        self.assertEqual(request.state, "voided")
        self.assertIn("Sum: 100.0", self.document.message_ids[0].body)

    def test_a_changed_line_voids_the_approval(self):
        self._approved()
        self.document.line_ids[0].price = 50
        self.assertEqual(self.document.approval_state, "voided")
        self.assertIn("60.0 → 50.0", self.document.approval_note)

    def test_a_new_line_voids_the_approval(self):
        self._approved()
        self.env[LINE].with_user(self.outsider).create(
            {"document_id": self.document.id, "title": "Gift", "price": 1}
        )
        self.assertEqual(self.document.approval_state, "voided")

    def test_a_deleted_line_voids_the_approval(self):
        self._approved()
        self.document.line_ids[0].unlink()
        self.assertEqual(self.document.approval_state, "voided")

    def test_a_line_moved_to_another_document_voids_both(self):
        other = self._new_document(name="Tower")
        self._approve_all(self._request(other))
        self._approved()
        self.document.line_ids[0].document_id = other
        self.assertEqual(self.document.approval_state, "voided")
        self.assertEqual(other.approval_state, "voided")

    def test_lines_written_through_the_document_void_it_too(self):
        self._approved()
        self.document.write(
            {"line_ids": [Command.update(self.document.line_ids[1].id, {"price": 0})]}
        )
        self.assertEqual(self.document.approval_state, "voided")

    def test_everything_else_stays_writable(self):
        self._approved()
        self.document.write({"note": "Call on Monday", "owner_id": self.boss.id})
        self.document.line_ids[0].remark = "in two parts"
        self.document.amount = 100
        self.document.message_post(body="Sent to the client")
        self.assertEqual(self.document.approval_state, "approved")

    def test_a_change_while_waiting_voids_the_request(self):
        request = self._request(self.document)
        self.document.name = "Palace"
        self.assertEqual(request.state, "voided")
        self.assertFalse(request.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "void, because its content changed"):
            self._decide(request, self.boss)

    def test_a_change_behind_the_engine_is_found_when_deciding(self):
        request = self._request(self.document)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_approval_fake_document SET amount = 1 WHERE id = %s",
            [self.document.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "void, because its content changed"):
            self._decide(request, self.boss)
        self.assertFalse(request.sudo().decision_ids)

    def test_a_refusal_for_changed_content_voids_the_request_for_good(self):
        request = self._request(self.document)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_approval_fake_document SET amount = 1 WHERE id = %s",
            [self.document.id],
        )
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            with self.assertRaisesRegex(UserError, "Sum: 100.0 → 1.0"):
                self._decide(request, self.boss)
            # What the server does once the error has taken everything back.
            self.env.cr.postrollback.run()
        self.env.invalidate_all()
        self.assertEqual(request.state, "voided")
        self.assertEqual(request.sudo().decision_ids.decision, "void")

    def test_a_change_behind_the_engine_is_found_before_relying_on_it(self):
        self._approved()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_approval_fake_document SET amount = 1 WHERE id = %s",
            [self.document.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.document._approval_is_valid())
        self.assertEqual(self.document.approval_state, "voided")

    def test_a_request_of_a_deleted_document_waits_for_nobody(self):
        request = self._request(self.document)
        self.document.unlink()
        self.assertEqual(request.state, "voided")
        self.assertFalse(request.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "the document was deleted"):
            self._decide(request, self.boss)

    def test_after_a_void_a_new_request_can_be_made(self):
        self._request(self.document)
        self.document.amount = 90
        second = self._request(self.document)
        self.assertEqual(self.document.approval_state, "pending")
        self.assertEqual(second.content["amount"], 90)
        self.assertFalse(self.document.approval_note)

    def test_the_decision_keeps_the_hash_that_was_seen(self):
        request = self._approved()
        self.assertEqual(
            set(request.sudo().decision_ids.mapped("content_hash")),
            {request.content_hash},
        )
