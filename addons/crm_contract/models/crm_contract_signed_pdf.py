import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_contract_document import FIXED_ROWS

PDF_TRIGGER = """
    DROP TRIGGER IF EXISTS crm_contract_signed_pdf_fixed ON crm_contract_signed_pdf;
    CREATE TRIGGER crm_contract_signed_pdf_fixed
    BEFORE DELETE OR UPDATE OF contract_id, signature_id, sha256, engine,
        certificate_subject, made_at
    ON crm_contract_signed_pdf
    FOR EACH ROW EXECUTE FUNCTION crm_contract_evidence_is_fixed();
"""


class CrmContractSignedPdf(models.Model):
    """The PDF of a signed contract: its hash, and what it was made with."""

    _name = "crm.contract.signed.pdf"
    _inherit = ["crm.ledger.mixin"]
    _description = "Signed Contract PDF"
    _order = "id desc"
    _rec_name = "sha256"

    contract_id = fields.Many2one(
        "crm.contract", required=True, ondelete="restrict", index=True
    )
    signature_id = fields.Many2one(
        "crm.contract.signature", required=True, ondelete="restrict", index=True
    )
    sha256 = fields.Char(string="SHA-256", required=True)
    engine = fields.Selection(
        [
            ("none", "Certificate page, the text inside as a file"),
            ("chromium", "Chromium"),
            ("wkhtmltopdf", "wkhtmltopdf"),
        ],
        string="Pages",
        required=True,
    )
    certificate_subject = fields.Char(
        string="Signed by the Company as", help="Empty: without a PAdES signature."
    )
    made_at = fields.Datetime(required=True, default=fields.Datetime.now)
    file_state = fields.Selection(
        [("intact", "Unchanged"), ("changed", "Changed"), ("missing", "Missing")],
        string="File",
        compute="_compute_file_state",
    )

    def init(self):
        self.env.cr.execute(FIXED_ROWS)
        self.env.cr.execute(PDF_TRIGGER)

    @api.model
    def _keep(self, signature_sudo, content, engine, subject):
        """Keep a PDF for good; who reads the contract reads it.

        :return: the row, as superuser
        """
        # Nobody may write evidence: the code that made the file does.
        row_sudo = self.sudo().create(
            {
                "contract_id": signature_sudo.contract_id.id,
                "signature_id": signature_sudo.id,
                "sha256": hashlib.sha256(content).hexdigest(),
                "engine": engine,
                "certificate_subject": subject,
            }
        )
        row_sudo.env["ir.attachment"].create(
            {
                "name": f"{signature_sudo.contract_id.name}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": row_sudo.id,
            }
        )
        return row_sudo

    def _contents(self):
        """Return the files' contents, ``{row id: bytes}``."""
        # Read by whoever reads the row itself, never as sizes, as lists ask for.
        files_sudo = self.env["ir.attachment"].sudo().with_context(bin_size=False)
        files_sudo = files_sudo.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        return {file.res_id: file.raw for file in files_sudo}

    @api.depends("sha256")
    def _compute_file_state(self):
        contents = self._contents()
        for row in self:
            content = contents.get(row.id)
            if not content:
                row.file_state = "missing"
            else:
                same = hashlib.sha256(content).hexdigest() == row.sha256
                row.file_state = "intact" if same else "changed"

    def _content(self):
        """Return the file after checking its hash.

        :raises UserError: when it was changed or is missing
        """
        self.ensure_one()
        self.invalidate_recordset(["file_state"])
        if self.file_state != "intact":
            raise UserError(
                self.env._(
                    "The PDF of %(contract)s does not have the SHA-256 %(hash)s that "
                    "was recorded when it was made: it was changed or is missing. Ask "
                    "your administrator for the backup, or make it anew.",
                    contract=self.contract_id.name,
                    hash=self.sha256,
                )
            )
        return self._contents()[self.id]

    def _immutable_message(self):
        return self.env._(
            "%(contract)s: the PDF of a signed contract is neither changed nor "
            "deleted. Make a new one instead.",
            contract=", ".join(self.contract_id.mapped("name")),
        )
