import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import pades


class CrmContractCertificate(models.Model):
    """The certificate with which a company signs the PDF of its contracts."""

    _name = "crm.contract.certificate"
    _description = "Contract Signing Certificate"
    _order = "valid_to desc, id desc"
    _rec_name = "subject"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)
    pkcs12 = fields.Binary(
        string="PKCS#12 File",
        attachment=False,
        copy=False,
        exportable=False,
        groups="base.group_system",
    )
    password = fields.Char(copy=False, exportable=False, groups="base.group_system")
    subject = fields.Char(string="Issued to", readonly=True)
    issuer = fields.Char(string="Issued by", readonly=True)
    serial = fields.Char(string="Serial Number", readonly=True)
    valid_from = fields.Datetime(readonly=True)
    valid_to = fields.Datetime(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_facts(vals) for vals in vals_list])

    def write(self, vals):
        if {"pkcs12", "password"}.isdisjoint(vals):
            return super().write(vals)
        for certificate in self:
            kept = {
                "pkcs12": certificate.with_context(bin_size=False).pkcs12,
                "password": certificate.password,
            }
            facts = self._with_facts({**kept, **vals})
            super(CrmContractCertificate, certificate).write({**facts, **vals})
        return True

    @api.model
    def _with_facts(self, vals):
        """Return ``vals`` with what its certificate says."""
        if not vals.get("pkcs12"):
            raise ValidationError(
                self.env._("Upload the PKCS#12 file (.p12 or .pfx) of the company.")
            )
        data = base64.b64decode(vals["pkcs12"])
        try:
            facts = pades.read_certificate(data, vals.get("password") or "")
        except pades.CertificateError as error:
            raise ValidationError(
                self.env._(
                    "This file is no certificate that can sign, or its password is "
                    "another one. Upload a PKCS#12 file (.p12 or .pfx) with its "
                    "private key."
                )
            ) from error
        return {
            **vals,
            "subject": facts.subject,
            "issuer": facts.issuer,
            "serial": facts.serial,
            "valid_from": facts.valid_from,
            "valid_to": facts.valid_to,
        }

    @api.model
    def _for_company(self, company):
        """Return the certificate that signs for ``company`` now, as superuser."""
        now = fields.Datetime.now()
        # Keys are for administrators; whoever makes a PDF only has it signed.
        return self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("valid_from", "<=", now),
                ("valid_to", ">=", now),
            ],
            limit=1,
        )

    def _sign(self, pdf, reason):
        """Return ``pdf`` signed by this certificate; ``self`` is superuser."""
        self.ensure_one()
        data = base64.b64decode(self.with_context(bin_size=False).pkcs12)
        try:
            return pades.sign_pdf(pdf, data, self.password or "", reason)
        except pades.CertificateError as error:
            raise UserError(
                self.env._(
                    "The certificate “%(certificate)s” cannot sign. Upload it anew "
                    "under CRM › Configuration › Signing Certificates.",
                    certificate=self.subject,
                )
            ) from error
