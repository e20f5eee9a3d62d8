from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .crm_contract import SIGNED_STATES

SENDABLE_STATES = ("draft", "approval")


class CrmContract(models.Model):
    """A contract on its way to the client and back."""

    _name = "crm.contract"
    _inherit = ["crm.contract", "portal.mixin"]

    portal_link = fields.Char(
        string="Client's Link",
        compute="_compute_portal_link",
        help="Send it by any chat tool: whoever has it reads the contract. Signing "
        "needs a code that is sent to the client's own address.",
    )
    decline_reason = fields.Text(readonly=True, copy=False)
    signer_id = fields.Many2one(
        "res.partner",
        string="Signs for the Customer",
        compute="_compute_signer_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Gets the link and the signing code at this person's own address.",
    )

    @api.depends("partner_id")
    def _compute_signer_id(self):
        for contract in self:
            customer = contract.partner_id.commercial_partner_id
            signer = contract.signer_id
            if signer and signer.commercial_partner_id == customer:
                contract.signer_id = signer
                continue
            people = contract.partner_id | customer.child_ids
            contract.signer_id = people.filtered("email")[:1] or contract.partner_id

    @api.constrains("signer_id", "partner_id")
    def _check_signer_of_customer(self):
        for contract in self:
            signer, customer = contract.signer_id, contract.partner_id
            if signer and signer.commercial_partner_id != (
                customer.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(signer)s does not belong to %(customer)s, so he cannot "
                        "sign %(contract)s for it.",
                        signer=signer.display_name,
                        customer=customer.display_name,
                        contract=contract.display_name,
                    )
                )

    def _compute_access_url(self):
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"

    @api.depends("state", "access_token")
    def _compute_portal_link(self):
        for contract in self:
            is_out = contract.state == "sent" or contract.state in SIGNED_STATES
            has_link = is_out and contract.access_token
            contract.portal_link = has_link and (
                contract.get_base_url() + contract.get_portal_url()
            )

    def _check_ready(self):
        """Raise the reason why this contract cannot go to its approvers or client."""
        self.check_access("write")
        if self.state not in SENDABLE_STATES:
            raise UserError(
                self.env._(
                    "%(contract)s is out or signed already.",
                    contract=self.display_name,
                )
            )
        self._check_backed()
        self._check_text_complete()

    def _check_backed(self):
        """Raise when no approved, confirmed quotation stands behind the amount."""
        if not self.amount_total:
            raise UserError(
                self.env._(
                    "%(contract)s has no confirmed quotation behind it, so it has no "
                    "amount. Confirm a quotation first.",
                    contract=self.display_name,
                )
            )
        self._contract_orders()._check_gate()

    def action_send(self):
        """Freeze the text, give the client the link, and tell by mail.

        :raises UserError: when something is missing, or an approval is
        """
        self.ensure_one()
        self.check_access("write")
        # Two people may press the button at once: one document is sent.
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        self._check_ready()
        if message := self._gate_message():
            raise UserError(message)
        document_sudo = self._freeze_document()
        self._portal_ensure_token()
        # State and reason are written by code alone.
        self.sudo().write({"state": "sent", "decline_reason": False})
        self._mail_to_client("crm_contract.mail_template_contract_sent")
        self.env["crm.business.event"]._emit(
            "contract.sent",
            self,
            self.env._("Contract %(name)s sent to the client", name=self.display_name),
            partner=self.partner_id,
            audience=self.user_id,
            key=f"contract.sent:{self.id}:{document_sudo.number}",
        )
        return True

    def action_send_reminder(self):
        """Send the link once more."""
        for contract in self:
            contract.check_access("write")
            contract._check_sent()
            contract._mail_to_client("crm_contract.mail_template_contract_sent")

    def _mail_to_client(self, template_xmlid):
        """Mail the client, and keep the mail in the chatter; say it when impossible."""
        if not self.signer_id.email:
            self.message_post(
                body=self.env._(
                    "%(customer)s has no e-mail address: send the client's link by a "
                    "chat tool.",
                    customer=self.signer_id.display_name,
                )
            )
            return
        # Who may send a contract need not be able to read mail templates.
        template_sudo = self.env.ref(template_xmlid).sudo()
        self.message_post_with_source(
            template_sudo,
            email_layout_xmlid="mail.mail_notification_light",
            subtype_xmlid="mail.mt_comment",
        )

    def action_back_to_draft(self):
        """Take the contract back from its approvers or from the client."""
        for contract in self:
            contract.check_access("write")
            contract._lock_states()
            if contract.state not in ("approval", "sent"):
                raise UserError(
                    self.env._(
                        "%(contract)s is not out for approval or signature.",
                        contract=contract.display_name,
                    )
                )
            if contract.approval_state == "pending":
                # Taking the contract back takes back its request, whoever asked.
                contract.sudo().approval_request_id._withdraw(
                    self.env._("The contract was taken back.")
                )
            contract.sudo().state = "draft"  # written by code alone

    def _lock_states(self):
        """Hold the row: what is decided now is decided on its newest state.

        Who comes second waits; where the first wrote, Odoo runs him again, and he
        finds what the first did.
        """
        if self.ids:
            rows = SQL("SELECT FROM crm_contract WHERE id IN %s", tuple(self.ids))
            self.env.execute_query(SQL("%s FOR UPDATE", rows))
        self.invalidate_recordset(["state"])

    def _check_sent(self):
        """Raise unless the client has the contract in hand."""
        if self.state in SIGNED_STATES:
            raise UserError(
                self.env._(
                    "%(contract)s is signed already.", contract=self.display_name
                )
            )
        if self.state != "sent":
            raise UserError(
                self.env._(
                    "%(contract)s is being revised. You will get a new link.",
                    contract=self.display_name,
                )
            )

    def _decline(self, reason):
        """Record that the client does not sign; ``self`` is superuser here.

        :param str reason: in the client's words
        """
        self.ensure_one()
        self._lock_states()
        self._check_sent()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say what should be changed."))
        self.write({"state": "draft", "decline_reason": reason[:2000]})
        number = self.document_id.number
        self.env["crm.business.event"]._emit(
            "contract.declined",
            self,
            self.env._(
                "The client does not sign contract %(name)s: %(reason)s",
                name=self.display_name,
                reason=self.decline_reason,
            ),
            partner=self.partner_id,
            audience=self.user_id | self.team_id.user_id,
            key=f"contract.declined:{self.id}:{number}:{fields.Datetime.now()}",
        )

    def action_preview_portal(self):
        """Open the page that the client sees."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.get_portal_url(),
        }
