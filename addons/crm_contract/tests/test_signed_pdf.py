import base64
import io
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from psycopg2 import errors
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import file_open, mute_logger

from ..tools import evidence_pdf, html_pdf
from .certificates import make_certificate
from .common import ContractCase

FIND_ENGINE = html_pdf.find_engine
SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "verify_signature.py"


@tagged("post_install", "-at_install")
class TestSignedPdf(ContractCase, HttpCase):
    """A signed contract is a PDF that others can verify."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        certificates = cls.env["crm.contract.certificate"]
        certificates.search([("active", "=", True)]).active = False
        cls.data, cls.root = make_certificate("Chengjing Design", "secret")
        cls.contract = cls._new_sent_contract()
        cls.evidence = cls._sign_as_client(cls.contract)
        cls.startClassPatcher(patch.object(html_pdf, "find_engine", lambda: None))

    def _new_certificate(self, **values):
        return (
            self.env["crm.contract.certificate"]
            .sudo()
            .create(
                {
                    "pkcs12": base64.b64encode(self.data),
                    "password": "secret",
                    "company_id": self.contract.company_id.id,
                    **values,
                }
            )
        )

    def _verify(self, bundle):
        """Run the independent script; return its number and its answer."""
        with tempfile.TemporaryDirectory() as name:
            path, root = Path(name) / "evidence.zip", Path(name) / "root.pem"
            path.write_bytes(bundle)
            root.write_bytes(self.root)
            command = [sys.executable, SCRIPT, path, "--trust", root]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_the_evidence_verifies_with_the_independent_script(self):
        self._new_certificate()
        self.contract.action_make_signed_pdf()
        bundle = self.contract._evidence_bundle()
        self.assertEqual(self._verify(bundle)[0], 0, self._verify(bundle)[1])
        forged = bytearray(bundle)
        forged[len(forged) // 2] ^= 1
        self.assertEqual(self._verify(bytes(forged))[0], 1)

    def test_the_form_sees_it_unchanged(self):
        pdf = self.contract._make_signed_pdf()
        shown = pdf.with_user(self.rep).with_context(bin_size=True)
        self.env.invalidate_all()
        self.assertEqual(shown.read(["file_state"])[0]["file_state"], "intact")

    def test_without_an_engine_the_pdf_carries_the_text(self):
        pdf = self.contract._make_signed_pdf()
        self.assertEqual(pdf.engine, "none")
        self.assertFalse(pdf.certificate_subject)
        inside = evidence_pdf.embedded_files(pdf._content())
        html = self.contract.document_id.html
        self.assertEqual(inside["document.html"], html.encode())
        self.assertIn("no PDF engine", self.contract.pdf_note)
        self.assertIn("no valid certificate", self.contract.pdf_note)

    def test_the_browser_of_the_machine_makes_the_pages(self):
        engine = FIND_ENGINE()
        self.assertTrue(engine, "the browser of the tours is on PATH")
        with patch.object(html_pdf, "find_engine", lambda: engine):
            pdf = self.contract._make_signed_pdf()
        self.assertEqual(pdf.engine, engine[0])
        pages = PdfReader(io.BytesIO(pdf._content())).pages
        self.assertGreater(len(pages), 1)
        self.assertIn(self.contract.name, pages[0].extract_text())

    def test_an_engine_that_fails_is_said(self):
        def fail(_html, _engine):
            raise html_pdf.EngineError("> 60 s")

        engine = patch.object(html_pdf, "find_engine", lambda: ("chromium", "x"))
        with engine, patch.object(html_pdf, "render", fail):
            pdf = self.contract._make_signed_pdf()
        self.assertEqual(pdf.engine, "none")
        self.assertIn("could not make the pages", self.contract.message_ids[0].body)
        self.assertIn("&gt; 60 s", self.contract.message_ids[0].body)

    def test_nobody_changes_the_pdf_and_a_changed_file_is_said(self):
        pdf = self.contract._make_signed_pdf()
        with self.assertRaisesRegex(UserError, "neither changed nor"):
            pdf.sha256 = "x"
        with self.assertRaisesRegex(UserError, "neither changed nor"):
            pdf.unlink()
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(errors.RaiseException, "is evidence"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("DELETE FROM crm_contract_signed_pdf")
        file = self.env["ir.attachment"].sudo()
        file = file.search([("res_model", "=", pdf._name), ("res_id", "=", pdf.id)])
        with self.assertRaises(AccessError):
            file.with_user(self.manager).raw = b"forged"
        with self.assertRaises(AccessError):
            file.with_user(self.rep2).read(["raw"])
        file.raw = b"forged"
        with self.assertRaisesRegex(UserError, "was changed or is missing"):
            pdf._content()

    def test_the_cron_makes_what_is_missing_once(self):
        cron = self.env.ref("crm_contract.ir_cron_make_signed_pdfs")
        for _time in range(2):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(self.contract.sudo().signed_pdf_ids), 1)

    def test_changed_evidence_gets_no_pdf_and_keeps_nobody_waiting(self):
        other = self._new_sent_contract()
        self._sign_as_client(other)
        self._forge(
            "UPDATE crm_contract_signature SET signer_name = 'Forged'"
            " WHERE id = (SELECT max(id) FROM crm_contract_signature)"
        )
        with self.assertRaisesRegex(UserError, "was changed in the database"):
            other.action_make_signed_pdf()
        cron = self.env.ref("crm_contract.ir_cron_make_signed_pdfs")
        logger = "odoo.addons.crm_contract.models.crm_contract_pdf"
        with self.assertLogs(logger, "WARNING") as logs:
            cron.method_direct_trigger()
        self.assertIn(other.name, logs.output[0])
        self.env.invalidate_all()
        self.assertTrue(self.contract.sudo().signed_pdf_ids)
        self.assertFalse(other.sudo().signed_pdf_ids)

    def test_a_copied_database_signs_nothing_for_the_company(self):
        certificate = self._new_certificate()
        company = self.contract.company_id
        self.assertEqual(certificate._for_company(company), certificate)
        self.env.flush_all()
        with file_open("crm_contract/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(certificate._for_company(company))
        self.assertFalse(certificate.pkcs12 or certificate.password)

    def test_the_clients_page_offers_the_pdf_once_it_is_there(self):
        token = self.contract.sudo().access_token
        url = f"/my/contracts/{self.contract.id}"
        self.authenticate(None, None)
        link = f"{url}/pdf?access_token={token}"
        self.assertNotIn(link, self.url_open(f"{url}?access_token={token}").text)
        self.assertEqual(self.url_open(link).status_code, 404)
        self.contract._make_signed_pdf()
        self.assertIn(link, self.url_open(f"{url}?access_token={token}").text)
        evidence = self.url_open(link.replace("/pdf", "/evidence"))
        self.assertEqual(evidence.content, self.contract._evidence_bundle())

    def test_the_list_of_pdfs_reads_their_files_at_once(self):
        self.contract._make_signed_pdf()
        few = self._queries_of_states()
        for _time in range(9):
            self.contract._make_signed_pdf()
        self.assertEqual(self._queries_of_states(), few)

    def _queries_of_states(self):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.contract.with_user(self.rep).signed_pdf_ids
        before = self.env.cr.sql_log_count
        self.assertEqual(set(rows.mapped("file_state")), {"intact"})
        return self.env.cr.sql_log_count - before

    def test_the_certificate_is_the_administrators_secret(self):
        certificate = self._new_certificate()
        self.assertEqual(certificate.subject, "Chengjing Design")
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                certificate.with_user(user).read(["password"])
        with self.assertRaisesRegex(ValidationError, "password"):
            self._new_certificate(password="wrong")

    def test_client_and_owner_download_and_a_colleague_does_not(self):
        self.contract._make_signed_pdf()
        token = self.contract.sudo().access_token
        url = f"/my/contracts/{self.contract.id}/pdf"
        self.authenticate(None, None)
        answer = self.url_open(f"{url}?access_token={token}")
        self.assertTrue(answer.content.startswith(b"%PDF"))
        for login in (None, "con_rep2"):
            self.authenticate(login, login)
            for path in (url, url.replace("/pdf", "/evidence")):
                self.assertEqual(self.url_open(path).status_code, 404)
        self.authenticate("con_rep", "con_rep")
        self.assertTrue(self.url_open(url).content.startswith(b"%PDF"))
