from odoo import api, fields, models
from odoo.exceptions import UserError

# It may still come back signed.
LIVE_STATES = ("queued", "sent", "failed")


class CrmSignEnvelope(models.Model):
    """One text of a contract at an e-sign provider, from being sent to being signed.

    Written by code alone. What is to be done next is ``task``: the cron does it after
    the commit, so that nobody waits for the provider and nothing that was rolled back
    is ever sent. Each text goes out once: its hash is the key that the provider knows
    a repetition by.
    """

    _name = "crm.sign.envelope"
    _description = "E-Sign Envelope"
    _order = "id desc"
    _rec_name = "external_id"

    contract_id = fields.Many2one(
        "crm.contract",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    document_id = fields.Many2one(
        "crm.contract.document", required=True, readonly=True, ondelete="restrict"
    )
    provider_id = fields.Many2one(
        "crm.sign.provider",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    state = fields.Selection(
        [
            ("queued", "Waiting to Be Sent"),
            ("sent", "With the Signers"),
            ("completed", "Signed"),
            ("declined", "Declined"),
            ("expired", "Expired"),
            ("voiding", "Being Withdrawn"),
            ("voided", "Withdrawn"),
            ("failed", "Needs Attention"),
        ],
        required=True,
        readonly=True,
        default="queued",
    )
    task = fields.Selection(
        [("send", "Send"), ("ask", "Ask how far it is"), ("void", "Withdraw")],
        string="To Do",
        readonly=True,
    )
    external_id = fields.Char(
        string="Number at the Provider", readonly=True, index="btree_not_null"
    )
    version = fields.Integer(
        readonly=True, help="Of the provider's last answer: older ones do not count."
    )
    sign_url = fields.Char(string="Signer's Page", readonly=True)
    upload_sha256 = fields.Char(string="SHA-256 of the File Sent", readonly=True)
    file_sha256 = fields.Char(string="SHA-256 of the Signed File", readonly=True)
    sent_at = fields.Datetime(string="Sent", readonly=True)
    asked_at = fields.Datetime(string="Last Asked", readonly=True)
    closed_at = fields.Datetime(string="Ended", readonly=True)
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(string="Next Try", readonly=True)
    error = fields.Char(string="Reason", readonly=True)

    # One text is with one provider, and is signed once.
    _one_per_document = models.UniqueIndex(
        "(document_id) WHERE state IN ('queued', 'sent', 'failed', 'completed')",
        "This text is with an e-sign provider already.",
    )
    _external_unique = models.UniqueIndex(
        "(provider_id, external_id) WHERE external_id IS NOT NULL",
        "Two envelopes have the same number at the provider.",
    )
    _task_idx = models.Index("(next_try_at) WHERE task IS NOT NULL")

    @api.model
    def _queue(self, contract, provider_sudo):
        """Let the text that ``contract`` was sent with be signed at a provider.

        :return: the envelope, as superuser; the one there is, when it is asked twice
        """
        document_sudo = contract.sudo().document_id
        live_sudo = contract.sudo().envelope_ids._live()
        if same_sudo := live_sudo.filtered(
            lambda one: one.document_id == document_sudo
        ):
            return same_sudo
        # Envelopes are written by code alone.
        envelope_sudo = self.sudo().create(
            {
                "contract_id": contract.id,
                "document_id": document_sudo.id,
                "provider_id": provider_sudo.id,
                "task": "send",
            }
        )
        self._trigger_work()
        return envelope_sudo

    @api.model
    def _trigger_work(self, at=None):
        """Let the cron work soon, or at a moment."""
        self.env.ref("crm_contract.ir_cron_work_envelopes")._trigger(at)

    def _live(self):
        """Return those that may still come back signed."""
        return self.filtered(
            lambda one: one.state in LIVE_STATES and one.task != "void"
        )

    def _ask_soon(self):
        """Ask the provider how far these are; what is over is not asked about."""
        asked = self.filtered(
            lambda one: (
                one.state == "sent" or (one.state, one.task) == ("failed", "ask")
            )
        )
        asked.write({"task": "ask", "state": "sent", "tries": 0, "next_try_at": False})
        return asked

    def _withdraw(self):
        """Let nobody sign these any more; ``self`` is superuser."""
        live = self._live()
        at_provider = live.filtered("external_id")
        at_provider.write(
            {"state": "voiding", "task": "void", "tries": 0, "next_try_at": False}
        )
        (live - at_provider)._close("voided")
        if at_provider:
            self._trigger_work()

    def _close(self, state):
        self.write(
            {
                "state": state,
                "task": False,
                "error": False,
                "next_try_at": False,
                "closed_at": fields.Datetime.now(),
            }
        )

    # -- what people do --------------------------------------------------------------

    def action_retry(self):
        """Try again what did not work."""
        for envelope in self:
            envelope.contract_id.check_access("write")
            if envelope.state != "failed":
                raise UserError(
                    self.env._(
                        "%(contract)s: nothing has failed at the e-sign provider.",
                        contract=envelope.contract_id.display_name,
                    )
                )
        # Envelopes are written by code alone; who writes the contract may ask for it.
        for task, state in (("send", "queued"), ("ask", "sent"), ("void", "voiding")):
            failed_sudo = self.sudo().filtered(lambda one, task=task: one.task == task)
            failed_sudo.write(
                {"state": state, "tries": 0, "next_try_at": False, "error": False}
            )
        self._trigger_work()
        return True

    def action_ask(self):
        """Ask the provider now, without waiting for its call."""
        for envelope in self:
            envelope.contract_id.check_access("read")
        self.sudo()._ask_soon()  # written by code alone
        self._trigger_work()
        return True

    def action_give_up(self):
        """Withdraw it at the provider; the contract stays with the client."""
        for envelope in self:
            envelope.contract_id.check_access("write")
        self.sudo()._withdraw()  # written by code alone
        return True
