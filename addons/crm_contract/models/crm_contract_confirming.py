from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import sign_codes
from .crm_contract_sign_code import VALID_MINUTES

WAIT_SECONDS = 60
CODES_PER_DAY = 10


class CrmContract(models.Model):
    """One-time codes: who signs has the client's address at hand."""

    _inherit = "crm.contract"

    def _sign_code_addresses(self):
        """Hook: where a code can be sent, ``{channel: address}``.

        Only addresses that we know of the client: never one that the signer types.
        """
        self.ensure_one()
        email = self.signer_id.email_normalized
        return {"mail": email} if email else {}

    def _deliver_sign_code(self, code_sudo, code):
        """Hook: send ``code`` over ``code_sudo.channel``; ``self`` is superuser."""
        self.ensure_one()
        template = self.env.ref("crm_contract.mail_template_sign_code")
        # Not on the contract: whoever reads its chatter would read the code.
        mail_id = template.with_context(
            sign_code=code, sign_code_minutes=VALID_MINUTES
        ).send_mail(
            self.id,
            email_values={
                "email_to": code_sudo.address,
                "model": False,
                "res_id": False,
                # Neither is the salesperson its author, who would read it, too.
                "author_id": self.env.ref("base.partner_root").id,
            },
        )
        self.env["mail.mail"].browse(mail_id).send_after_commit()

    def _send_sign_code(self, channel):
        """Send the client a fresh code; ``self`` is superuser here.

        :param str channel: a key of ``_sign_code_addresses()``
        :return: the ``crm.contract.sign.code``
        :raises UserError: not to be signed now, no such address, or too many codes
        """
        self.ensure_one()
        self._lock_states()
        self._check_sent()
        address = self._sign_code_addresses().get(channel)
        if not address:
            raise UserError(
                self.env._(
                    "We know no address of yours to send a code to. Ask %(person)s "
                    "to add it.",
                    person=self.user_id.name or self.company_id.name,
                )
            )
        self._check_code_rate()
        code_row = self.env["crm.contract.sign.code"].create(
            {
                "contract_id": self.id,
                "document_id": self.document_id.id,
                "channel": channel,
                "address": address,
                "expires_at": fields.Datetime.now() + timedelta(minutes=VALID_MINUTES),
            }
        )
        self._deliver_sign_code(code_row, code_row._set_new_code())
        return code_row

    def _check_code_rate(self):
        """Raise when a code was sent a moment ago, or too many today."""
        now = fields.Datetime.now()
        codes = self.env["crm.contract.sign.code"].search(
            [
                ("contract_id", "=", self.id),
                ("create_date", ">=", now - timedelta(days=1)),
            ]
        )
        if codes and codes[0].create_date > now - timedelta(seconds=WAIT_SECONDS):
            raise UserError(
                self.env._(
                    "A code was sent a moment ago. Wait a minute before you ask for "
                    "another one."
                )
            )
        if len(codes) >= CODES_PER_DAY:
            raise UserError(
                self.env._(
                    "Too many codes were sent today. Try again tomorrow, or ask "
                    "%(person)s.",
                    person=self.user_id.name or self.company_id.name,
                )
            )

    def _masked_sign_addresses(self):
        """Return the addresses as the page may show them."""
        return {
            channel: sign_codes.mask_address(address)
            for channel, address in self._sign_code_addresses().items()
        }
