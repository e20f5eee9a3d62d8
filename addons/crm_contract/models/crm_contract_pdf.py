import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import evidence_bundle, evidence_pdf, html_pdf

_logger = logging.getLogger(__name__)

BATCH = 20


class CrmContract(models.Model):
    """The PDF of a signed contract, and its evidence for others to verify."""

    _inherit = "crm.contract"

    signed_pdf_ids = fields.One2many(
        "crm.contract.signed.pdf", "contract_id", string="Signed PDF"
    )
    pdf_note = fields.Text(
        string="About the PDF",
        compute="_compute_pdf_note",
        help="What the PDF lacks on this server, and how to add it.",
    )

    @api.depends("signature_ids", "company_id")
    def _compute_pdf_note(self):
        engine = html_pdf.find_engine()
        Certificate = self.env["crm.contract.certificate"]
        certified = {
            company: bool(Certificate._for_company(company))
            for company in self.company_id
        }
        for contract in self:
            notes = []
            if not engine:
                notes.append(
                    self.env._(
                        "This server has no PDF engine: the PDF is the certificate "
                        "page and carries the text as a file. For its pages an "
                        "administrator installs chromium or wkhtmltopdf."
                    )
                )
            if not certified.get(contract.company_id):
                notes.append(
                    self.env._(
                        "The company has no valid certificate: the PDF carries no "
                        "signature of the company. An administrator adds one under "
                        "CRM › Configuration › Signing Certificates."
                    )
                )
            contract.pdf_note = "\n".join(notes)

    def _complete_signature(self, date):
        result = super()._complete_signature(date)
        # A PDF takes seconds and may fail: neither is the signer's business.
        self.env.ref("crm_contract.ir_cron_make_signed_pdfs")._trigger()
        return result

    @api.model
    def _cron_make_signed_pdfs(self):
        """Make the PDF of signed contracts that have none."""
        domain = [("signature_ids", "!=", False), ("signed_pdf_ids", "=", False)]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        for contract in self.search(domain, limit=BATCH):
            contract._try_signed_pdf()
            if not cron._commit_progress(1):
                return

    def _try_signed_pdf(self):
        """Make the PDF; changed evidence has none and keeps nobody else waiting."""
        try:
            with self.env.cr.savepoint():
                self._make_signed_pdf()
        except UserError as error:
            _logger.warning("No PDF of contract %s: %s", self.name, error)

    def action_make_signed_pdf(self):
        """Make the PDF now, anew where there is one: the latest counts."""
        self.ensure_one()
        self.check_access("write")
        if not self.signature_ids:
            raise UserError(
                self.env._("%(contract)s is not signed.", contract=self.display_name)
            )
        self._make_signed_pdf()
        return True

    def action_view_signed_pdf(self):
        """Open the PDF of the signed contract."""
        self.ensure_one()
        url = f"/my/contracts/{self.id}/pdf"
        return {"type": "ir.actions.act_url", "url": url}

    def action_export_evidence(self):
        """Download the evidence as a zip file that others can verify."""
        self.ensure_one()
        if not self.signed_pdf_ids:
            self.action_make_signed_pdf()
        url = f"/my/contracts/{self.id}/evidence"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _make_signed_pdf(self):
        """Make, sign and keep the PDF.

        :return: the ``crm.contract.signed.pdf``, as superuser
        """
        self.ensure_one()
        # The evidence is complete whoever asks for its PDF.
        signature_sudo = self.sudo().signature_ids
        signature_sudo._check_intact()
        engine, pages = self._render_pages(signature_sudo.document_id.html)
        pdf = evidence_pdf.assemble(
            [*pages, signature_sudo._certificate_page()],
            signature_sudo._evidence_files(),
        )
        certificate_sudo = self.env["crm.contract.certificate"]._for_company(
            self.company_id
        )
        if certificate_sudo:
            pdf = certificate_sudo._sign(pdf, self.name)
        return self.env["crm.contract.signed.pdf"]._keep(
            signature_sudo, pdf, engine, certificate_sudo.subject
        )

    def _render_pages(self, html):
        """Return the engine that was used and the text as PDFs (none: no engine)."""
        engine = html_pdf.find_engine()
        if not engine:
            return "none", []
        try:
            return engine[0], [html_pdf.render(html, engine)]
        except html_pdf.EngineError as error:
            self.sudo().message_post(
                body=self.env._(
                    "%(engine)s could not make the pages of the PDF (%(error)s); the "
                    "text is inside it as a file.",
                    engine=engine[0],
                    error=error,
                )
            )
            return "none", []

    def _evidence_bundle(self):
        """Return the evidence as a zip file; see ``tools.evidence_bundle``."""
        self.ensure_one()
        signature_sudo = self.sudo().signature_ids
        pdf_sudo = self.sudo().signed_pdf_ids[:1] or self._make_signed_pdf()
        return evidence_bundle.build(
            {
                **signature_sudo._evidence_files(),
                evidence_bundle.SIGNED_PDF: pdf_sudo._content(),
            }
        )
