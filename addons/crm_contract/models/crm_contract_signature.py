import base64
import hashlib

from odoo import api, fields, models

from odoo.addons.crm_approval.tools import content as content_rules

from .crm_contract_document import FIXED_ROWS

SIGNATURE_TRIGGER = """
    DROP TRIGGER IF EXISTS crm_contract_signature_fixed ON crm_contract_signature;
    CREATE TRIGGER crm_contract_signature_fixed
    BEFORE DELETE OR UPDATE OF contract_id, document_id, document_sha256, method,
        signer_name, signature, signature_sha256, signed_at, ip, user_agent,
        partner_id, confirmed_by, confirmed_address, confirmed_at, recorded_by_id,
        scan_name, scan_sha256, record_sha256, provider_name, provider_reference,
        provider_signed_at
    ON crm_contract_signature
    FOR EACH ROW EXECUTE FUNCTION crm_contract_evidence_is_fixed();
"""
# What the record hash is over, in the names of the exported evidence.
RECORD_FIELDS = (
    "method",
    "signer_name",
    "signature_sha256",
    "document_sha256",
    "scan_sha256",
    "ip",
    "user_agent",
    "confirmed_by",
    "confirmed_address",
)
# And these, where a provider took it: older evidence keeps its hash.
PROVIDER_FIELDS = ("provider_name", "provider_reference")


class CrmContractSignature(models.Model):
    """The evidence of a signature: who signed which text, when, and from where.

    Made once a contract; nobody changes or deletes it, administrators and code that
    runs as superuser included.
    """

    _name = "crm.contract.signature"
    _inherit = ["crm.ledger.mixin"]
    _description = "Contract Signature"
    _order = "id desc"
    _rec_name = "signer_name"

    contract_id = fields.Many2one(
        "crm.contract", required=True, ondelete="restrict", index=True
    )
    document_id = fields.Many2one(
        "crm.contract.document", required=True, ondelete="restrict", index=True
    )
    document_sha256 = fields.Char(string="SHA-256 of the Text", required=True)
    method = fields.Selection(
        [
            ("portal", "In the portal"),
            ("paper", "On paper"),
            ("esign", "At an e-sign provider"),
        ],
        required=True,
    )
    signer_name = fields.Char(string="Signed by")
    # In the row itself, so that the database guards it with the rest.
    signature = fields.Binary(attachment=False)
    signature_sha256 = fields.Char(string="SHA-256 of the Signature")
    signed_at = fields.Datetime(required=True)
    ip = fields.Char(string="IP Address")
    user_agent = fields.Char(string="Browser")
    partner_id = fields.Many2one(
        "res.partner",
        string="Signed as",
        ondelete="restrict",
        index="btree_not_null",
        help="The portal user, when the signer was logged in.",
    )
    confirmed_by = fields.Selection([("mail", "E-mail"), ("sms", "SMS")])
    confirmed_address = fields.Char()
    confirmed_at = fields.Datetime()
    recorded_by_id = fields.Many2one(
        "res.users", string="Recorded by", ondelete="restrict"
    )
    scan_name = fields.Char(string="Scan or Signed File")
    scan_sha256 = fields.Char(string="SHA-256 of the File")
    provider_name = fields.Char(string="E-Sign Provider")
    provider_reference = fields.Char(string="Number at the Provider")
    provider_signed_at = fields.Datetime(string="Signed at the Provider")
    record_sha256 = fields.Char(string="SHA-256 of this Record", required=True)
    file_state = fields.Selection(
        [
            ("none", "No file"),
            ("intact", "Unchanged"),
            ("changed", "Changed"),
            ("missing", "Missing"),
        ],
        string="File",
        compute="_compute_file_state",
        help="Whether the scanned file is still the one that was recorded.",
    )
    is_intact = fields.Boolean(
        compute="_compute_is_intact",
        help="Whether the record, the text and the files have their hashes.",
    )

    _one_per_contract = models.UniqueIndex(
        "(contract_id)", "This contract is signed already."
    )

    def init(self):
        self.env.cr.execute(FIXED_ROWS)
        self.env.cr.execute(SIGNATURE_TRIGGER)

    @api.model
    def _record(self, document_sudo, values, scan=None):
        """Write the evidence of a signature on ``document_sudo``.

        :param dict values: what this way of signing knows
        :param tuple scan: name and bytes of the scanned contract
        :return: the record, as superuser
        """
        image = base64.b64decode(values.get("signature") or b"")
        values = {
            **values,
            "contract_id": document_sudo.contract_id.id,
            "document_id": document_sudo.id,
            "document_sha256": document_sudo.sha256,
            "signature_sha256": bool(image) and hashlib.sha256(image).hexdigest(),
            "signed_at": fields.Datetime.now(),
            "scan_name": scan and scan[0],
            "scan_sha256": scan and hashlib.sha256(scan[1]).hexdigest(),
        }
        # Nobody may write evidence: the code that took the signature does.
        record_sudo = self.sudo()
        values["record_sha256"] = record_sudo.new(values)._record_digest()
        record_sudo = record_sudo.create(values)
        if scan:
            record_sudo._attach(scan[0], scan[1])
        record_sudo.contract_id.invalidate_recordset(["signature_ids"])
        return record_sudo

    def _attach(self, name, content):
        """Keep a file of the evidence; who reads the contract reads it."""
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _record_content(self):
        """Return what the record hash is over, as plain JSON values."""
        self.ensure_one()
        content = {
            "contract": self.contract_id.name,
            "signed_at": fields.Datetime.to_string(self.signed_at),
            "confirmed_at": fields.Datetime.to_string(self.confirmed_at) or None,
            **{name: self[name] or None for name in RECORD_FIELDS},
        }
        if self.method == "esign":
            content |= {name: self[name] or None for name in PROVIDER_FIELDS}
            signed_at = fields.Datetime.to_string(self.provider_signed_at)
            content["provider_signed_at"] = signed_at or None
        return content

    def _record_digest(self):
        return content_rules.digest(self._record_content())

    def _files(self):
        """Return the attachments of this evidence, ``{name: attachment}``."""
        # Read by whoever reads the evidence itself, never as sizes, as lists ask for.
        attachments_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .with_context(bin_size=False)
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )
        return {(file.res_id, file.name): file for file in attachments_sudo}

    @api.depends("scan_name", "scan_sha256")
    def _compute_file_state(self):
        files = self._files()
        for record in self:
            file = files.get((record.id, record.scan_name))
            record.file_state = self._state_of_file(file, record.scan_sha256)

    @api.model
    def _state_of_file(self, file, sha256):
        if not sha256:
            return "none"
        if not file or not file.raw:
            return "missing"
        same = hashlib.sha256(file.raw).hexdigest() == sha256
        return "intact" if same else "changed"

    @api.depends("file_state", "record_sha256", "document_id.is_intact")
    def _compute_is_intact(self):
        for record in self:
            image = base64.b64decode(
                record.with_context(bin_size=False).signature or b""
            )
            drawn = image and hashlib.sha256(image).hexdigest()
            record.is_intact = (
                record.record_sha256 == record._record_digest()
                and (record.signature_sha256 or "") == (drawn or "")
                and record.document_sha256 == record.document_id.sha256
                and record.document_id.is_intact
                and record.file_state in ("none", "intact")
            )

    def _immutable_message(self):
        return self.env._(
            "%(contract)s: the evidence of a signature is neither changed nor deleted.",
            contract=", ".join(self.contract_id.mapped("name")),
        )
