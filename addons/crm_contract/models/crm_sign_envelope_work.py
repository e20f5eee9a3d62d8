import base64
import hashlib
import logging
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain

from odoo.addons.crm_customer.tools.base_url import is_loopback

from ..clients.errors import EsignError, Refused
from ..tools import esign_answer, signed_file

_logger = logging.getLogger(__name__)

BATCH = 50
ASK_EVERY_MINUTES = 60
LOCKED_MINUTES = 1


class CrmSignEnvelope(models.Model):
    """What is done at the provider, after the commit; ``self`` is superuser here."""

    _inherit = "crm.sign.envelope"

    @api.model
    def _cron_work(self):
        """Send, ask about and withdraw what waits for it."""
        self.env["crm.sign.callback"]._take_waiting()
        self._ask_about_silent()
        domain = self._get_work_domain()
        cron, clients = self.env["ir.cron"], {}
        cron._commit_progress(remaining=self.search_count(domain))
        for envelope in self.search(domain, order="id", limit=BATCH):
            envelope.try_lock_for_update()._in_their_language()._try_work(clients)
            if not cron._commit_progress(1):
                return

    @api.model
    def _get_work_domain(self):
        now = fields.Datetime.now()
        return (
            Domain("task", "!=", False)
            & Domain("state", "!=", "failed")
            & Domain("provider_id.active", "=", True)
            & Domain("provider_id.state", "=", "connected")
            & (Domain("next_try_at", "=", False) | Domain("next_try_at", "<=", now))
        )

    @api.model
    def _ask_about_silent(self):
        """Ask about those of which nothing was heard: a callback may get lost."""
        before = fields.Datetime.now() - timedelta(minutes=ASK_EVERY_MINUTES)
        silent = [
            ("state", "=", "sent"),
            ("task", "=", False),
            ("asked_at", "<", before),
        ]
        self.search(silent, order="asked_at", limit=200)._ask_soon()

    def _in_their_language(self):
        """Return these for what is said of them to whoever sells."""
        user = self.contract_id.user_id
        return self.with_context(lang=user.lang or self.company_id.partner_id.lang)

    def _try_work(self, clients):
        """Do what is to be done, and say it when it cannot be done.

        :param dict clients: those made already, by provider
        """
        if not self or not self.task:
            return  # another worker has it, or has done it
        try:
            with self.env.cr.savepoint():
                provider = self.provider_id
                if provider not in clients:
                    clients[provider] = provider._get_client()
                self._work(clients[provider])
        except EsignError as error:
            self._register_failure(error)
        except LockError:
            # Somebody works on the contract at this moment.
            self.next_try_at = fields.Datetime.now() + timedelta(minutes=LOCKED_MINUTES)
            self._trigger_work(self.next_try_at)
        except UserError as error:
            self._register_failure(Refused(str(error)))

    def _work(self, client):
        work = {"send": self._send, "ask": self._ask, "void": self._void}
        work[self.task](client)

    # -- there -----------------------------------------------------------------------

    def _send(self, client):
        """Create the envelope and let the provider ask the signers."""
        contract, document = self.contract_id, self.document_id
        if contract.state != "sent" or contract.document_id != document:
            self._close("voided")
            return
        document._check_intact()
        content = self._upload()
        self.external_id = client.create_envelope(
            self._prepare_envelope(content), f"{document.sha256}-{self.id}"
        )
        answer = client.send(self.external_id)
        self.write(
            {
                "state": "sent",
                "task": False,
                "tries": 0,
                "error": False,
                "next_try_at": False,
                "sent_at": fields.Datetime.now(),
            }
        )
        self._take_answer(client, answer)

    def _prepare_envelope(self, content):
        """Return what the provider is told, in the protocol's names."""
        contract, document = self.contract_id, self.document_id
        signer = contract.signer_id or contract.partner_id
        return {
            "reference": f"{contract.name} V{document.number}",
            "title": contract.display_name,
            "document": {
                "name": f"{contract.name}.pdf",
                "sha256": self.upload_sha256,
                "text_sha256": document.sha256,
                "content": base64.b64encode(content).decode(),
            },
            "signers": [
                {
                    "role": "client",
                    "name": signer.name,
                    "organisation": contract.partner_id.commercial_partner_id.name,
                    "email": signer.email_normalized or "",
                    "phone": signer.phone or "",
                },
                {"role": "company", "organisation": contract.company_id.name},
            ],
            "callback_url": self.provider_id.callback_url,
        }

    def _upload(self):
        """Return the PDF to be signed; made once, so that each try sends the same."""
        files = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)], limit=1
        )
        if files:
            return files.raw
        engine, pages = self.contract_id._render_pages(self.document_id.html)
        if engine == "none":
            raise UserError(
                self.env._(
                    "The PDF engine made no pages. Look at the contract's notes."
                )
            )
        content = self.document_id._to_pdf(pages)
        files.create(
            {
                "name": f"{self.contract_id.name}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.upload_sha256 = hashlib.sha256(content).hexdigest()
        return content

    def _void(self, client):
        """Let nobody sign it any more; what is signed already is said."""
        try:
            client.void(self.external_id, self.env._("The contract was taken back."))
        except Refused:
            status = esign_answer.read(client.query(self.external_id)).status
            if status == "completed":
                raise Refused(
                    self.env._(
                        "It was signed at the provider before it was taken back. "
                        "Talk to the client about which text holds."
                    )
                ) from None
            if status not in ("declined", "expired", "voided"):
                raise
        self._close("voided")

    # -- and back --------------------------------------------------------------------

    def _ask(self, client):
        self._take_answer(client, client.query(self.external_id))

    def _take_answer(self, client, values):
        """Do what the provider's answer calls for; older answers than known do not."""
        answer = esign_answer.read(values)
        asked = {"asked_at": fields.Datetime.now(), "task": False, "tries": 0}
        self.write({**asked, "error": False, "next_try_at": False})
        if answer.version < self.version:
            return
        self.write(
            {
                "version": answer.version,
                "sign_url": self._clean_sign_url(answer.sign_url) or self.sign_url,
            }
        )
        if answer.status == "completed":
            self._complete(client, answer)
        elif answer.status == "declined":
            self._close("declined")
            self._tell_declined(answer)
        elif answer.status in ("expired", "voided"):
            self._close(answer.status)
            self._warn(self.env._("Nobody can sign it at the provider any more."))
        elif answer.status not in ("draft", "sent"):
            raise Refused(
                self.env._("The provider's status “%(s)s” is unknown.", s=answer.status)
            )

    @api.model
    def _clean_sign_url(self, url):
        """Return an address that may be a link of ours."""
        parts = urlsplit(url or "")
        is_here = parts.scheme == "http" and is_loopback(parts.hostname or "")
        return url if parts.scheme == "https" or is_here else False

    def _complete(self, client, answer):
        """Fetch what was signed, and make evidence of it when it is ours."""
        content = client.download(self.external_id)
        digest = hashlib.sha256(content).hexdigest()
        if answer.file_sha256 and answer.file_sha256 != digest:
            raise Refused(
                self.env._(
                    "The signed file has the SHA-256 %(got)s, but the provider "
                    "announced %(said)s. It is not taken.",
                    got=digest,
                    said=answer.file_sha256,
                )
            )
        if not signed_file.is_pdf_of(content, self.document_id.sha256):
            raise Refused(
                self.env._(
                    "The file that came back does not contain the text that was sent "
                    "(SHA-256 %(hash)s): it is another document, and is not taken. "
                    "Ask the provider.",
                    hash=self.document_id.sha256,
                )
            )
        self.file_sha256 = digest
        self._close("completed")
        self.contract_id._sign_by_provider(self, answer, content)

    def _tell_declined(self, answer):
        contract = self.contract_id
        if contract.state == "sent" and contract.document_id == self.document_id:
            contract._decline(
                answer.reason or self.env._("Declined at the e-sign provider.")
            )

    # -- when it does not work -------------------------------------------------------

    def _register_failure(self, error):
        """Wait and try again, or let a person look at it, as the error's class says."""
        if error.is_setup:
            self.error = error.detail
            self.provider_id._register_setup_error(error)
            return
        wait_seconds = error.wait_seconds(self.tries)
        self.write({"tries": self.tries + 1, "error": error.detail})
        if wait_seconds is not None:
            self.next_try_at = fields.Datetime.now() + timedelta(seconds=wait_seconds)
            self._trigger_work(self.next_try_at)
            return
        _logger.info("Envelope %s needs attention: %s", self.id, error.detail)
        self.write({"state": "failed", "next_try_at": False})
        self._warn(error.detail)

    def _warn(self, text):
        """Give the salesperson something to do about it."""
        contract = self.contract_id
        contract.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("E-signature of %(name)s", name=contract.name),
            note=text,
            user_id=(contract.user_id or self.env.user).id,
        )
