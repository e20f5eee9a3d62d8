import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import evidence_bundle, evidence_pdf


class CrmContractSignature(models.Model):
    """What of a signature goes into its PDF and its zip file."""

    _inherit = "crm.contract.signature"

    def _check_intact(self):
        """Raise when the evidence is not what was recorded: nothing attests it."""
        self.ensure_one()
        self.document_id._check_intact()
        if not self.is_intact:
            raise UserError(
                self.env._(
                    "The evidence of the signature of %(contract)s was changed in the "
                    "database or its scan is missing. No PDF is made of it; ask your "
                    "administrator for the backup of that day.",
                    contract=self.contract_id.name,
                )
            )

    def _evidence_files(self):
        """Return the files of this evidence, ``{name: content}``."""
        self.ensure_one()
        files = {
            evidence_bundle.RECORD: evidence_bundle.record_file(
                self._record_content(), self.record_sha256
            ),
            evidence_bundle.DOCUMENT: self.document_id.html.encode(),
        }
        if image := self._signature_png():
            files[evidence_bundle.SIGNATURE] = image
        scan = self._files().get((self.id, self.scan_name))
        if scan:
            files[f"scan/{self.scan_name}"] = scan.raw
        return files

    def _signature_png(self):
        return base64.b64decode(self.with_context(bin_size=False).signature or b"")

    def _certificate_page(self):
        """Return the page that says who signed what, in the client's language."""
        contract = self.contract_id
        me = self.with_context(lang=contract.partner_id.lang or self.env.lang)
        return evidence_pdf.build(
            me.env._("Certificate of the Signature"),
            me._certificate_sections(),
            self._signature_png(),
            me.env._(
                "The text of the contract and this record are inside this PDF as the "
                "files document.html and record.json. Their hashes are SHA-256."
            ),
        )

    def _certificate_sections(self):
        contract = self.contract_id
        return [
            (
                self.env._("Contract"),
                [
                    (self.env._("Number"), contract.name),
                    (self.env._("Title"), contract.title),
                    (self.env._("Party A (client)"), contract.partner_id.name),
                    (self.env._("Party B (designer)"), contract.company_id.name),
                    (
                        self.env._("Total"),
                        contract._merge_amount(self.document_id.amount_total),
                    ),
                ],
            ),
            (self.env._("Signature"), self._signature_rows()),
            (
                self.env._("Hashes (SHA-256)"),
                [
                    (self._label("document_sha256"), self.document_sha256),
                    (self._label("signature_sha256"), self.signature_sha256),
                    (self._label("scan_sha256"), self.scan_sha256),
                    (self._label("record_sha256"), self.record_sha256),
                ],
            ),
        ]

    def _signature_rows(self):
        names = ["signer_name", "method", "signed_at", "ip", "user_agent"]
        names += ["confirmed_by", "confirmed_address", "confirmed_at"]
        if self.method == "esign":
            names += ["provider_name", "provider_reference", "provider_signed_at"]
        return [(self._label(name), self._shown(name)) for name in names]

    def _label(self, name):
        return self._fields[name]._description_string(self.env)

    def _shown(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "datetime":
            return f"{fields.Datetime.to_string(value)} UTC" if value else ""
        return value or ""
