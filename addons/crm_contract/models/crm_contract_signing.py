import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_process

from .crm_contract import SIGNED_STATES

MAX_SIGNATURE_BYTES = 1_000_000


class CrmContract(models.Model):
    """Both ways to a signature: in the portal by the client, or on paper."""

    _inherit = "crm.contract"

    signature_ids = fields.One2many("crm.contract.signature", "contract_id")

    # -- on paper --------------------------------------------------------------------

    def action_sign(self):
        """Record that both sides have signed on paper; project and plan follow."""
        for contract in self:
            contract._sign_on_paper()
        return True

    def _sign_on_paper(self, signer=None, date=None, scan=None):
        """Record a signature on paper.

        :param str signer: who signed for the client
        :param date: when; today when left out
        :param tuple scan: name and bytes of the scanned contract
        :return: the ``crm.contract.signature``, as superuser
        """
        self.ensure_one()
        self.check_access("write")
        self._lock_states()
        self._check_signable()
        today = fields.Date.context_today(self)
        if date and date > today:
            raise UserError(
                self.env._(
                    "%(contract)s cannot be signed in the future (%(date)s).",
                    contract=self.display_name,
                    date=date,
                )
            )
        signature_sudo = self.env["crm.contract.signature"]._record(
            self._freeze_document(),
            {"method": "paper", "signer_name": signer, "recorded_by_id": self.env.uid},
            scan,
        )
        self._complete_signature(date or today)
        return signature_sudo

    def _check_signable(self):
        """Raise the reason why this contract cannot be signed."""
        if self.state in SIGNED_STATES:
            raise UserError(
                self.env._(
                    "%(contract)s is signed already.", contract=self.display_name
                )
            )
        self._check_backed()
        if message := self._gate_message():
            raise UserError(message)

    # -- in the portal ---------------------------------------------------------------

    def _sign_in_portal(self, shown_sha256, name, image, code_sudo, client):
        """Record the client's signature, once; ``self`` is superuser here.

        :param str shown_sha256: the hash of the text that the signer was shown
        :param str name: as typed by the signer
        :param str image: the drawn signature, base64
        :param code_sudo: the confirmed ``crm.contract.sign.code``
        :param dict client: ``ip``, ``user_agent`` and ``partner`` of the request
        :raises UserError: signed or taken back, another text, no confirmation, no
            name or signature
        """
        self.ensure_one()
        self._lock_states()
        self._check_sent()
        document = self.document_id
        document._check_intact()
        if document.sha256 != shown_sha256:
            raise UserError(
                self.env._(
                    "%(contract)s was changed since you opened this page. Reload it, "
                    "read the new text (revision %(number)s) and sign that.",
                    contract=self.name,
                    number=document.number,
                )
            )
        self._check_document_amount(document)
        values = {
            "method": "portal",
            "signer_name": self._check_signer_name(name),
            "signature": self._check_signature_image(image),
            "ip": client.get("ip"),
            "user_agent": (client.get("user_agent") or "")[:500],
            "partner_id": client.get("partner") and client["partner"].id,
            **code_sudo._use(document),
        }
        self.env["crm.contract.signature"]._record(document, values)
        self._complete_signature(fields.Date.context_today(self))
        self._mail_to_client("crm_contract.mail_template_contract_signed")

    def _check_document_amount(self, document):
        if self.currency_id.compare_amounts(document.amount_total, self.amount_total):
            raise UserError(
                self.env._(
                    "The amount of %(contract)s is %(now)s, but the text says "
                    "%(then)s. It has to be sent to you anew.",
                    contract=self.name,
                    now=self.currency_id.format(self.amount_total),
                    then=self.currency_id.format(document.amount_total),
                )
            )

    def _check_signer_name(self, name):
        name = (name or "").strip()
        if not name:
            raise UserError(self.env._("Type your name."))
        return name[:120]

    def _check_signature_image(self, image):
        """Return the drawn signature as a clean PNG, base64."""
        try:
            raw = base64.b64decode(image or "", validate=True)
            if not raw or len(raw) > MAX_SIGNATURE_BYTES:
                raise ValueError("empty or too large")
            drawn = image_process(
                raw, size=(1024, 1024), verify_resolution=True, output_format="PNG"
            )
        except (ValueError, TypeError, binascii.Error, UserError) as error:
            raise UserError(
                self.env._("The signature cannot be read. Please sign again.")
            ) from error
        return base64.b64encode(drawn)

    # -- and then --------------------------------------------------------------------

    def _complete_signature(self, date):
        """Bind both sides: state, orders, event, project and plan."""
        # What follows a signature (project, plan) is not the salesperson's to write.
        contract_sudo = self.sudo()
        contract_sudo.write(
            {"state": "signed", "date_signed": date, "decline_reason": False}
        )
        contract_sudo.order_ids.action_lock()
        self._emit_signed()
        if parent_sudo := contract_sudo.parent_id:
            parent_sudo._on_supplement_signed(contract_sudo)
        else:
            contract_sudo._on_signed()

    def _emit_signed(self):
        if self.parent_id:
            kind = "supplement.signed"
            sentence = self.env._("Supplement %(name)s signed", name=self.display_name)
        else:
            kind = "contract.signed"
            sentence = self.env._("Contract %(name)s signed", name=self.display_name)
        self.env["crm.business.event"]._emit(
            kind,
            self,
            sentence,
            partner=self.partner_id,
            audience=self.user_id | self.team_id.user_id,
        )

    def _on_signed(self):
        """Hook: the contract has just been signed; ``self`` is superuser here.

        Called once in a contract's life, never for a supplement: that is
        ``_on_supplement_signed``. Overrides call super().
        """

    def _order_fixed_message(self, order):
        """Return why ``order`` may not change: this contract is out or signed."""
        if self.state in SIGNED_STATES:
            return self.env._(
                "%(order)s belongs to the signed contract %(contract)s and cannot "
                "change any more. Make a supplement instead.",
                order=order.name,
                contract=self.display_name,
            )
        return self.env._(
            "%(order)s belongs to contract %(contract)s, which is out for approval or "
            "signature. Take the contract back to draft first.",
            order=order.name,
            contract=self.display_name,
        )
