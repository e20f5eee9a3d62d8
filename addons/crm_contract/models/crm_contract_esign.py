from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import html_pdf


class CrmContract(models.Model):
    """The third way to a signature: at an e-sign provider."""

    _inherit = "crm.contract"

    envelope_ids = fields.One2many(
        "crm.sign.envelope", "contract_id", string="E-Signature"
    )
    live_envelope_id = fields.Many2one(
        "crm.sign.envelope", compute="_compute_live_envelope_id"
    )
    esign_state = fields.Char(compute="_compute_live_envelope_id")
    has_sign_provider = fields.Boolean(compute="_compute_has_sign_provider")

    @api.depends("envelope_ids.state")
    def _compute_live_envelope_id(self):
        for contract in self:
            envelope = contract.envelope_ids._live()[:1]
            contract.live_envelope_id = envelope
            contract.esign_state = envelope.state

    @api.depends("company_id")
    def _compute_has_sign_provider(self):
        Provider = self.env["crm.sign.provider"]
        served = {
            company: bool(Provider._for_company(company)) for company in self.company_id
        }
        for contract in self:
            contract.has_sign_provider = served.get(contract.company_id, False)

    def write(self, vals):
        result = super().write(vals)
        # Whatever takes it out of the client's hands takes it back there, too.
        if vals.get("state", "sent") != "sent":
            self.sudo().envelope_ids._withdraw()  # written by code alone
        return result

    def action_send_esign(self):
        """Send the contract to the client, to be signed at the e-sign provider.

        A contract that is with the client already goes to the provider as it is.

        :raises UserError: no provider, nobody to be asked, or not ready to be sent
        """
        self.ensure_one()
        self.check_access("write")
        provider_sudo = self.env["crm.sign.provider"]._for_company(self.company_id)
        self._check_esignable(provider_sudo)
        if self.state == "sent":
            self._lock_states()
            self._check_sent()
            if not self.live_envelope_id:
                self._note_esign(provider_sudo.name)
        else:
            self.with_context(signs_at=provider_sudo.name).action_send()
        self.env["crm.sign.envelope"]._queue(self, provider_sudo)
        return True

    def _check_esignable(self, provider_sudo):
        """Raise the reason why no provider can take the signature."""
        if not provider_sudo:
            raise UserError(
                self.env._(
                    "No e-sign provider is connected for %(company)s. An administrator "
                    "adds one under CRM › Configuration › E-Sign Providers.",
                    company=self.company_id.name,
                )
            )
        if not html_pdf.find_engine():
            raise UserError(
                self.env._(
                    "This server has no PDF engine, so there are no pages to be "
                    "signed. An administrator installs chromium or wkhtmltopdf."
                )
            )
        if not (self.signer_id.email_normalized or self.signer_id.phone):
            raise UserError(
                self.env._(
                    "%(signer)s has neither e-mail address nor phone: the provider "
                    "cannot ask for the signature. Add one, or choose another signer.",
                    signer=self.signer_id.display_name or self.partner_id.display_name,
                )
            )

    def _mail_to_client(self, template_xmlid):
        """Leave the invitation to the provider, when the client signs there."""
        provider = self.env.context.get("signs_at")
        if provider and template_xmlid == "crm_contract.mail_template_contract_sent":
            return self._note_esign(provider)
        return super()._mail_to_client(template_xmlid)

    def _note_esign(self, provider):
        self.message_post(
            body=self.env._(
                "Sent for signature with %(provider)s, which asks %(signer)s.",
                provider=provider,
                signer=self.signer_id.display_name,
            )
        )

    def _check_not_at_provider(self):
        """Raise while an e-sign provider has it: one text, one way to sign it."""
        envelope_sudo = self.sudo().live_envelope_id
        if envelope_sudo:
            raise UserError(
                self.env._(
                    "%(contract)s is signed with %(provider)s: use the link that you "
                    "got from there.",
                    contract=self.name,
                    provider=envelope_sudo.provider_id.name,
                )
            )

    def _send_sign_code(self, channel):
        self._check_not_at_provider()
        return super()._send_sign_code(channel)

    def _sign_in_portal(self, shown_sha256, name, image, code_sudo, client):
        self._check_not_at_provider()
        return super()._sign_in_portal(shown_sha256, name, image, code_sudo, client)

    def _sign_by_provider(self, envelope, answer, content):
        """Record the signature that a provider took; ``self`` is superuser here.

        :param answer: ``tools.esign_answer.Answer`` of the provider
        :param bytes content: the signed file, known to be of the text that was sent
        :raises UserError: taken back, signed in another way, or changed meanwhile
        """
        self.ensure_one()
        self._lock_states()
        self._check_sent()
        document = envelope.document_id
        document._check_intact()
        if document != self.document_id:
            raise UserError(
                self.env._(
                    "%(contract)s was sent anew meanwhile: what was signed at the "
                    "provider is revision %(number)s. Talk to the client about which "
                    "text holds.",
                    contract=self.display_name,
                    number=document.number,
                )
            )
        self._check_document_amount(document)
        self.env["crm.contract.signature"]._record(
            document,
            {
                "method": "esign",
                "signer_name": answer.signer_name or self.signer_id.name,
                "provider_name": envelope.provider_id.name,
                "provider_reference": envelope.external_id,
                "provider_signed_at": answer.signed_at,
            },
            (f"{self.name}-{envelope.external_id}.pdf", content),
        )
        self._complete_signature(self._signed_on(answer.signed_at))
        self._mail_to_client("crm_contract.mail_template_contract_signed")

    def _signed_on(self, moment):
        """Return the day of a signature, for people of the company."""
        salesman = self.with_context(tz=self.user_id.tz or self.env.user.tz)
        return fields.Date.context_today(salesman, moment)
