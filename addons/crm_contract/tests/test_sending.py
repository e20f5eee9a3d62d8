from psycopg2 import errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestSending(ContractCase):
    """A contract goes to its approver, to the client, and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()

    def _own_words(self):
        self.contract.article_ids[0].body = "<p>Only on Mondays</p>"

    # -- approval --------------------------------------------------------------------

    def test_the_standard_text_needs_no_second_approval(self):
        self.contract.action_send()
        self.assertEqual(self.contract.state, "sent")

    def test_own_words_are_approved_before_they_are_sent_or_signed(self):
        self._own_words()
        for button in ("action_send", "action_sign"):
            with self.assertRaisesRegex(UserError, "needs an approval"):
                getattr(self.contract, button)()
        self.contract.action_request_approval()
        self.assertEqual(self.contract.state, "approval")
        with self.assertRaisesRegex(UserError, "waits for the approval of .*Zhang"):
            self.contract.action_send()
        with self.assertRaises(UserError):
            self.contract.action_approve()
        self.contract.with_user(self.manager).action_approve()
        self.contract.action_send()
        self.assertEqual(self.contract.state, "sent")

    def test_the_approver_reads_which_words_are_own(self):
        self._own_words()
        self.contract.action_request_approval()
        summary = self.contract.sudo().approval_request_id.summary
        own = self.contract.article_ids[0].name
        self.assertIn({"label": "Own Wording", "value": own}, summary)

    def test_a_refusal_brings_it_back_with_the_reason(self):
        self._own_words()
        self.contract.action_request_approval()
        request = self.contract.with_user(self.manager).approval_request_id
        request.decide("refuse", "Not on Mondays")
        self.assertEqual(self.contract.state, "draft")
        self.assertEqual(self.contract.approval_note, "Not on Mondays")

    def test_an_approval_holds_for_the_words_that_were_read(self):
        self._own_words()
        self.contract.action_request_approval()
        self.contract.with_user(self.manager).action_approve()
        self.customer.sudo().name = "Quite another company"
        with self.assertRaisesRegex(UserError, "needs an approval|changed"):
            self.contract.action_send()
        self.assertEqual(self.contract.state, "draft")
        self.assertEqual(self.contract.approval_state, "voided")

    def test_while_it_is_out_nothing_of_it_changes(self):
        self.contract.action_send()
        order = self.contract.order_ids
        for record, values in (
            (self.contract, {"title": "Else"}),
            (self.contract, {"note": "Free"}),
            (self.contract.article_ids[0], {"body": "<p>Else</p>"}),
            (order.order_line, {"price_unit": 1}),
        ):
            for user in (self.rep, self.manager):
                with (
                    self.subTest(model=record._name, user=user.login),
                    self.assertRaisesRegex(UserError, "out for approval or signature"),
                ):
                    record.with_user(user).write(values)
        with self.assertRaisesRegex(UserError, "out for approval"):
            self.contract.article_ids[0].unlink()

    # -- the document ----------------------------------------------------------------

    def test_each_new_text_is_a_revision_and_the_same_text_is_none(self):
        self.contract.action_send()
        first = self.contract.document_id
        self.contract.action_back_to_draft()
        self.contract.action_send()
        self.assertEqual(self.contract.document_ids, first)
        self.contract.action_back_to_draft()
        self.contract.site_address = "Wensan Road 91"
        self.contract.action_send()
        second = self.contract.document_id
        self.assertEqual(second.number, 2)
        self.assertIn("Wensan Road 90", first.html)
        self.assertNotEqual(first.sha256, second.sha256)
        self.assertRegex(second.changes, r"<del.*Wensan Road 90.*</del>.*<ins.*Road 91")
        self.assertFalse(first.changes)

    def test_nobody_changes_or_deletes_a_document(self):
        self.contract.action_send()
        document = self.contract.document_id
        for user in (self.rep, self.manager):
            with self.assertRaises(UserError):
                document.with_user(user).html = "x"
            with self.assertRaises(UserError):
                document.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "neither changed nor"):
            document.sudo().html = "x"
        with self.assertRaisesRegex(UserError, "neither changed nor"):
            document.sudo().unlink()

    def test_not_even_sql_changes_a_document(self):
        self.contract.action_send()
        self.env.flush_all()
        for query in (
            "UPDATE crm_contract_document SET html = 'x'",
            "UPDATE crm_contract_document SET sha256 = 'x'",
            "DELETE FROM crm_contract_document",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(errors.RaiseException, "is evidence"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query)

    def test_a_text_changed_behind_our_back_is_found_and_said(self):
        self.contract.action_send()
        self._forge("UPDATE crm_contract_document SET html = html || ' '")
        self.assertFalse(self.contract.is_document_intact)
        code = self._confirmed_code(self.contract)
        with self.assertRaisesRegex(UserError, "was changed in the database"):
            self._sign_as_client(self.contract, code_sudo=code)
        self.assertEqual(self.contract.state, "sent")

    def test_a_contract_with_documents_is_not_deleted(self):
        self.contract.action_send()
        self.contract.action_back_to_draft()
        with self.assertRaisesRegex(UserError, "was sent to the client"):
            self.contract.unlink()

    # -- the client ------------------------------------------------------------------

    def test_sending_mails_the_link(self):
        self.contract.action_send()
        self.assertIn(self.contract.access_token, self.contract.portal_link)
        mail = self.contract.message_ids.filtered(
            lambda message: self.customer in message.partner_ids
        )
        self.assertIn(self.contract.access_token, mail.body)
        self.contract.action_back_to_draft()
        self.assertFalse(self.contract.portal_link)

    def test_a_client_without_e_mail_gets_the_link_otherwise(self):
        self.customer.email = False
        self.contract.action_send()
        self.assertIn("no e-mail address", self.contract.message_ids[0].body)
        self.assertTrue(self.contract.portal_link)

    def test_a_client_declines_with_a_reason(self):
        self.contract.action_send()
        contract_sudo = self.contract.sudo()
        with self.assertRaisesRegex(UserError, "Say what"):
            contract_sudo._decline("  ")
        contract_sudo._decline("Too late")
        self.assertEqual(self.contract.state, "draft")
        self.assertEqual(self.contract.decline_reason, "Too late")
        with self.assertRaisesRegex(UserError, "being revised"):
            contract_sudo._decline("Again")
        self.contract.action_send()
        self.assertFalse(self.contract.decline_reason)

    def test_a_contact_with_an_address_signs_for_a_company_without_one(self):
        company = self.env["res.partner"].create(
            {"name": "Dongqian", "is_company": True}
        )
        contact = self.env["res.partner"].create(
            {"name": "He Li", "parent_id": company.id, "email": "he@example.com"}
        )
        self.contract.partner_id = company
        self.assertEqual(self.contract.signer_id, contact)
        with self.assertRaisesRegex(ValidationError, "does not belong to Dongqian"):
            self.contract.signer_id = self.client.partner_id

    def test_what_is_not_out_is_not_taken_back(self):
        with self.assertRaisesRegex(UserError, "is not out"):
            self.contract.action_back_to_draft()
        with self.assertRaisesRegex(UserError, "being revised"):
            self.contract.action_send_reminder()

    def test_it_is_sent_once(self):
        self.contract.action_send()
        with self.assertRaisesRegex(UserError, "is out or signed already"):
            self.contract.action_send()

    def test_a_colleague_neither_sends_nor_takes_back(self):
        with self.assertRaises(AccessError):
            self.contract.with_user(self.rep2).action_send()
        self.contract.action_send()
        for button in ("action_back_to_draft", "action_send_reminder"):
            with self.assertRaises(AccessError):
                getattr(self.contract.with_user(self.rep2), button)()
