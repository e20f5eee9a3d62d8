from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq

from ..tools import sign_codes

VALID_MINUTES = 10
SIGN_WITHIN_MINUTES = 30
ATTEMPTS = 5
KEPT_DAYS = 30


class CrmContractSignCode(models.Model):
    """A one-time code that was sent to the client; only its digest is kept."""

    _name = "crm.contract.sign.code"
    _description = "Contract Signing Code"
    _order = "id desc"
    _rec_name = "channel"

    contract_id = fields.Many2one(
        "crm.contract", required=True, ondelete="cascade", index=True
    )
    document_id = fields.Many2one(
        "crm.contract.document",
        required=True,
        ondelete="cascade",
        index=True,
        help="The text that the signer was shown.",
    )
    channel = fields.Selection([("mail", "E-mail"), ("sms", "SMS")], required=True)
    address = fields.Char(required=True)
    code_digest = fields.Char(groups="base.group_system")
    expires_at = fields.Datetime(required=True)
    attempts_left = fields.Integer(default=ATTEMPTS)
    confirmed_at = fields.Datetime()
    used_at = fields.Datetime()

    def _set_new_code(self):
        """Return a fresh code; its digest is kept."""
        self.ensure_one()
        code = sign_codes.new_code()
        self.code_digest = self._digest(code)
        return code

    def _digest(self, code):
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return sign_codes.digest(secret, str(self.id), code)

    def _confirm(self, code):
        """Take a typed code; wrong ones are counted.

        :return: None when it is right, else the reason, for the signer
        """
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(["attempts_left", "confirmed_at", "used_at"])
        if self.confirmed_at or self.used_at:
            return self.env._("This code was used already. Ask for a new one.")
        if fields.Datetime.now() > self.expires_at:
            return self.env._("This code has expired. Ask for a new one.")
        if not self.attempts_left:
            return self.env._("Too many wrong codes. Ask for a new one.")
        typed = self._digest(sign_codes.normalise(code))
        if not consteq(self.code_digest or "", typed):
            self.attempts_left -= 1
            return self.env._(
                "This code is wrong; %(count)s attempts are left.",
                count=self.attempts_left,
            )
        self.confirmed_at = fields.Datetime.now()
        return None

    def _is_usable(self, document):
        """Whether a signature on ``document`` may rest on this confirmation."""
        deadline = fields.Datetime.now() - timedelta(minutes=SIGN_WITHIN_MINUTES)
        return bool(
            self.confirmed_at
            and not self.used_at
            and self.confirmed_at >= deadline
            and self.document_id == document
        )

    def _use(self, document):
        """Spend this confirmation on a signature.

        :return: what the evidence says of it
        """
        if not self or not self._is_usable(document):
            raise UserError(
                self.env._(
                    "Confirm your address first: ask for a code on this page, and "
                    "sign within %(minutes)s minutes.",
                    minutes=SIGN_WITHIN_MINUTES,
                )
            )
        self.used_at = fields.Datetime.now()
        return {
            "confirmed_by": self.channel,
            "confirmed_address": self.address,
            "confirmed_at": self.confirmed_at,
        }

    @api.autovacuum
    def _gc_codes(self):
        """Delete old codes: what counted of them is in the evidence."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("create_date", "<", before)], limit=10_000).unlink()
