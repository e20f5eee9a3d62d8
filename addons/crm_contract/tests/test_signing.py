from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import errors

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SIGNATURE, ContractCase


@tagged("post_install", "-at_install")
class TestSigning(ContractCase):
    """A signature is taken once, on the text that was read, and kept for good."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_sent_contract()
        cls.document = cls.contract.document_id

    def test_the_evidence_says_who_signed_what_when_and_from_where(self):
        evidence = self._sign_as_client(self.contract)
        self.assertEqual(self.contract.state, "signed")
        self.assertEqual(evidence.document_id, self.document)
        self.assertEqual(evidence.document_sha256, self.document.sha256)
        self.assertEqual(evidence.signer_name, "Zhao Ming")
        self.assertEqual(evidence.ip, "203.0.113.9")
        self.assertEqual(evidence.confirmed_by, "mail")
        self.assertEqual(evidence.confirmed_address, "office@lvzhou.example")
        self.assertTrue(evidence.signature)
        self.assertTrue(evidence.is_intact)
        self.assertFalse(evidence.recorded_by_id)

    def test_it_is_signed_once(self):
        self._sign_as_client(self.contract)
        with self.assertRaisesRegex(UserError, "is signed already"):
            self._sign_as_client(self.contract, code_sudo=None)
        with self.assertRaisesRegex(UserError, "is signed already"):
            self.contract.action_sign()

    def test_another_text_than_the_one_shown_is_refused(self):
        shown = self.document.sha256
        self.contract.action_back_to_draft()
        self.contract.site_address = "Wensan Road 91"
        self.contract.action_send()
        with self.assertRaisesRegex(UserError, "changed since you opened.*revision 2"):
            self._sign_as_client(self.contract, shown_sha256=shown)
        self.assertEqual(self.contract.state, "sent")

    def test_what_was_taken_back_is_not_signed(self):
        code = self._confirmed_code(self.contract)
        self.contract.action_back_to_draft()
        with self.assertRaisesRegex(UserError, "is being revised"):
            self._sign_as_client(self.contract, code_sudo=code)

    def test_without_a_name_or_a_drawing_nothing_is_signed(self):
        code = self._confirmed_code(self.contract)
        for values, reason in (
            ({"name": " "}, "Type your name"),
            ({"image": ""}, "cannot be read"),
            ({"image": "not base64!"}, "cannot be read"),
            ({"image": "aGVsbG8="}, "cannot be read"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, reason):
                self._sign_as_client(self.contract, code_sudo=code, **values)
        self.assertEqual(self.contract.state, "sent")

    # -- the code --------------------------------------------------------------------

    def _ask(self):
        codes = []
        self.patch(
            self.env.registry["crm.contract"],
            "_deliver_sign_code",
            lambda _self, _row, code: codes.append(code),
        )
        row = self.contract.sudo()._send_sign_code("mail")
        return row, codes[0]

    def test_only_a_confirmed_code_signs(self):
        row, _code = self._ask()
        with self.assertRaisesRegex(UserError, "Confirm your address first"):
            self._sign_as_client(self.contract, code_sudo=row)
        nothing = row.browse()
        with self.assertRaisesRegex(UserError, "Confirm your address first"):
            self._sign_as_client(self.contract, code_sudo=nothing)

    def test_the_code_itself_is_kept_nowhere(self):
        row, code = self._ask()
        self.assertNotIn(code, str(row.read()))
        with self.assertRaises(AccessError):
            row.with_user(self.manager).read(["address"])

    def test_wrong_codes_are_counted_and_then_even_the_right_one_fails(self):
        row, code = self._ask()
        wrong = "000000" if code != "000000" else "111111"
        self.assertRegex(row._confirm(wrong), "4 attempts are left")
        for _attempt in range(4):
            row._confirm(wrong)
        self.assertRegex(row._confirm(code), "Too many wrong codes")
        self.assertFalse(row.confirmed_at)

    def test_a_code_expires_and_so_does_its_confirmation(self):
        now = fields.Datetime.now()
        with freeze_time(now):
            row, code = self._ask()
        with freeze_time(now + timedelta(minutes=11)):
            self.assertRegex(row._confirm(code), "has expired")
        with freeze_time(now + timedelta(minutes=9)):
            self.assertIsNone(row._confirm(code))
            self.assertRegex(row._confirm(code), "used already")
        with (
            freeze_time(now + timedelta(minutes=40)),
            self.assertRaisesRegex(UserError, "Confirm your address first"),
        ):
            self._sign_as_client(self.contract, code_sudo=row)

    def test_a_confirmation_holds_for_the_text_that_was_shown(self):
        code = self._confirmed_code(self.contract)
        self.contract.action_back_to_draft()
        self.contract.site_address = "Wensan Road 91"
        self.contract.action_send()
        with self.assertRaisesRegex(UserError, "Confirm your address first"):
            self._sign_as_client(self.contract, code_sudo=code)

    def test_codes_are_not_sent_by_the_dozen(self):
        now = fields.Datetime.now()
        self.env.cr._now = now
        with freeze_time(now):
            self._ask()
            with self.assertRaisesRegex(UserError, "Wait a minute"):
                self.contract.sudo()._send_sign_code("mail")
        with freeze_time(now + timedelta(minutes=5)):
            codes = self.env["crm.contract.sign.code"].sudo()
            first = codes.search([("contract_id", "=", self.contract.id)])
            for _number in range(9):
                first.copy()
            with self.assertRaisesRegex(UserError, "Too many codes"):
                self.contract.sudo()._send_sign_code("mail")

    def test_no_address_no_code(self):
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "no address of yours.*Li Na"):
            self.contract.sudo()._send_sign_code("mail")
        with self.assertRaisesRegex(UserError, "no address of yours"):
            self.contract.sudo()._send_sign_code("pigeon")

    def test_the_mail_holds_the_code_and_staff_do_not_read_it(self):
        Mail = self.env["mail.mail"]
        sent = []
        self.patch(
            self.env.registry["mail.mail"],
            "send_after_commit",
            lambda mails: sent.append((mails.body_html, mails.email_to)),
        )
        row = self.contract.with_user(SUPERUSER_ID)._send_sign_code("mail")
        self.assertEqual(len(sent), 1)
        self.assertEqual(sent[0][1], "office@lvzhou.example")
        self.assertRegex(sent[0][0], r"\d{6}")
        messages = Mail.sudo().search([], order="id desc", limit=1).mail_message_id
        self.assertNotIn(messages, self.contract.message_ids)
        with self.assertRaises(AccessError):
            messages.with_user(self.rep).read(["body"])
        self.assertTrue(row.code_digest)

    def test_old_codes_go(self):
        row, _code = self._ask()
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            row._gc_codes()
        self.assertFalse(row.exists())

    # -- on paper --------------------------------------------------------------------

    def test_a_paper_contract_is_recorded_with_its_scan(self):
        wizard = self.env["crm.contract.paper.signature"].with_user(self.rep)
        wizard.create(
            {
                "contract_id": self.contract.id,
                "signer_name": "Zhao",
                "date_signed": "2026-03-01",
                "scan": SIGNATURE,
                "scan_name": "scan.png",
            }
        ).action_record()
        self.assertEqual(self.contract.state, "signed")
        self.assertEqual(str(self.contract.date_signed), "2026-03-01")
        evidence = self.contract.signature_ids
        self.assertEqual(evidence.method, "paper")
        self.assertEqual(evidence.recorded_by_id, self.rep)
        self.assertEqual(evidence.file_state, "intact")
        self.assertTrue(evidence.is_intact)
        self.env.invalidate_all()
        # As the form asks, which wants the sizes of files only.
        shown = evidence.with_user(self.rep).with_context(bin_size=True)
        self.assertEqual(shown.read(["file_state"])[0]["file_state"], "intact")

    def test_a_changed_scan_is_found_and_said(self):
        evidence = self.contract._sign_on_paper("Zhao", scan=("a.txt", b"agreed"))
        file = evidence._files()[evidence.id, "a.txt"]
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                file.with_user(user).raw = b"forged"
            with self.assertRaises(AccessError):
                file.with_user(user).unlink()
        with self.assertRaises(AccessError):
            file.with_user(self.rep2).read(["raw"])
        self.assertEqual(file.with_user(self.rep).raw, b"agreed")
        file.sudo().raw = b"forged"
        evidence.invalidate_recordset()
        self.assertEqual(evidence.file_state, "changed")
        self.assertFalse(evidence.is_intact)
        file.sudo().unlink()
        evidence.invalidate_recordset()
        self.assertEqual(evidence.file_state, "missing")

    def test_nothing_is_signed_in_the_future(self):
        tomorrow = fields.Date.today() + timedelta(days=2)
        with self.assertRaisesRegex(UserError, "in the future"):
            self.contract._sign_on_paper("Zhao", date=tomorrow)

    # -- for good --------------------------------------------------------------------

    def test_nobody_changes_the_evidence(self):
        evidence = self._sign_as_client(self.contract)
        for user in (self.rep, self.manager):
            with self.assertRaises(UserError):
                evidence.with_user(user).signer_name = "Wu"
            with self.assertRaises(AccessError):
                evidence.with_user(user).copy()
        with self.assertRaisesRegex(UserError, "neither changed nor deleted"):
            evidence.signer_name = "Wu"
        with self.assertRaisesRegex(UserError, "neither changed nor deleted"):
            evidence.unlink()
        for query in (
            "UPDATE crm_contract_signature SET ip = '1.1.1.1'",
            "DELETE FROM crm_contract_signature",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(errors.RaiseException, "is evidence"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query)

    def test_a_forged_record_is_found(self):
        evidence = self._sign_as_client(self.contract)
        self.env.flush_all()
        for query in (
            "UPDATE crm_contract_signature SET signer_name = 'Wu'",
            "UPDATE crm_contract_signature SET signature = 'aaaa'",
            "UPDATE crm_contract_signature SET signed_at = '2020-01-01'",
            "UPDATE crm_contract_document SET html = 'x'",
        ):
            with self.subTest(query), self.env.cr.savepoint(flush=False) as point:
                self._forge(query)
                self.assertFalse(evidence.is_intact)
                point.rollback()
            self.env.invalidate_all(flush=False)
            self.assertTrue(evidence.is_intact)

    def test_the_superuser_changes_nothing_that_was_agreed(self):
        self._sign_as_client(self.contract)
        for values in ({"title": "Else"}, {"note": "x"}, {"article_ids": [(5,)]}):
            with self.assertRaisesRegex(UserError, "is signed"):
                self.contract.sudo().write(values)

    def test_a_colleague_reads_neither_text_nor_evidence(self):
        evidence = self._sign_as_client(self.contract)
        for record in (evidence, self.document):
            self.assertTrue(record.with_user(self.rep).read(["contract_id"]))
            self.assertTrue(record.with_user(self.leader).read(["contract_id"]))
            with self.assertRaises(AccessError):
                record.with_user(self.rep2).read(["contract_id"])
            found = record.with_user(self.rep2).search([("id", "=", record.id)])
            self.assertFalse(found)
