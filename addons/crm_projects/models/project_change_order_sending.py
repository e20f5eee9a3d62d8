from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .project_change_order import ACCEPTED_STATES, CLIENT_STATES, PRICE_GROUPS


class ProjectChangeOrder(models.Model):
    """To the client, and back."""

    _inherit = "project.change.order"

    sent_at = fields.Datetime(string="Sent on", readonly=True, copy=False)
    sent_sha256 = fields.Char(string="SHA-256 Sent", readonly=True, copy=False)
    needs_approval = fields.Boolean(
        compute="_compute_needs_approval", groups="base.group_user"
    )

    is_priced = fields.Boolean(
        compute="_compute_is_priced", help="Whether the reader may say what it costs."
    )

    @api.depends_context("uid")
    def _compute_is_priced(self):
        self.is_priced = self.env.user.has_groups(PRICE_GROUPS)

    @api.depends("state", "price", "approval_state", "title", "description")
    def _compute_needs_approval(self):
        flows = self.env["crm.approval.flow"]
        drafts = self.filtered(lambda order: order._origin and order.state == "draft")
        (self - drafts).needs_approval = False
        for order in drafts:
            waits = order.approval_state != "approved"
            order.needs_approval = waits and bool(flows._for_document(order))

    def action_send(self):
        """Show it to the client and ask for an answer."""
        self.ensure_one()
        self.check_access("write")
        self._check_may_price()
        self._lock_row()
        self._check_draft()
        self._check_complete()
        self._check_gate()
        self._write_flow(
            {
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "sent_sha256": self._content_sha256(),
                "refusal_reason": False,
            }
        )
        self._announce_sent()
        return True

    def _check_may_price(self):
        """Refuse those who do not see what it costs the client."""
        if not (self.env.su or self.env.user.has_groups(PRICE_GROUPS)):
            raise AccessError(
                self.env._(
                    "Sales says what %(order)s costs and sends it: “Give to Sales”.",
                    order=self.display_name,
                )
            )

    def action_give_to_sales(self):
        """Give the draft to the contract's salesperson, who prices and sends it."""
        self.ensure_one()
        self.check_access("write")
        self._lock_row()
        self._check_draft()
        salesperson_sudo = self.sudo().contract_id.user_id
        if not salesperson_sudo:
            raise UserError(
                self.env._(
                    "%(contract)s has no salesperson. Ask a project administrator to "
                    "send %(order)s.",
                    contract=self.sudo().contract_id.display_name,
                    order=self.display_name,
                )
            )
        self.user_id = salesperson_sudo
        sentence = self.env._("%(order)s is worked out: say what it costs and send it")
        self._emit("to_price", sentence, salesperson_sudo.id)

    def _check_complete(self):
        """Raise for what the client could not decide on."""
        order_sudo = self.sudo()
        if not (order_sudo.description or "").strip():
            raise UserError(
                self.env._("Write what changes in %(order)s.", order=self.display_name)
            )
        if order_sudo.contract_id.state in ("draft", "approval", "sent"):
            raise UserError(
                self.env._(
                    "%(contract)s is not signed yet: change the contract itself.",
                    contract=order_sudo.contract_id.display_name,
                )
            )

    def _announce_sent(self):
        self.message_post(
            body=self.env._(
                "Change order %(order)s is ready for your decision.",
                order=self.display_name,
            ),
            partner_ids=self.sudo().partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._emit("sent", self.env._("%(order)s sent to the client"), self.sent_at)

    def _emit(self, what, sentence, moment=None):
        """Report a business event of it.

        :param str sentence: what happened, with ``%(order)s`` in it
        :param moment: tells apart what may happen again
        """
        # A client acts here too, who reads neither contract nor project.
        order_sudo = self.sudo()
        kind = f"change_order.{what}"
        self.env["crm.business.event"]._emit(
            kind,
            self,
            sentence % {"order": self.display_name},
            partner=order_sudo.partner_id,
            audience=order_sudo.user_id
            | order_sudo.project_id.user_id
            | order_sudo.contract_id.user_id,
            key=moment and f"{kind}:{self._name}:{self.id}:{moment}",
        )

    def action_back_to_draft(self):
        """Take it back from the client to change it."""
        self._leave(("sent", "refused", "cancelled"), "draft")

    def action_cancel(self):
        """Give it up."""
        self._leave(("draft", "sent"), "cancelled")

    def action_refuse(self):
        """Record that the client does not want it."""
        self._leave(("sent",), "refused")

    def _leave(self, states, state):
        """Bring it from one of ``states`` to ``state``; a second click does nothing."""
        self.ensure_one()
        self.check_access("write")
        self._lock_row()
        if self.state == state:
            return
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(order)s is in state “%(state)s”, so this cannot be done any "
                    "more.",
                    order=self.display_name,
                    state=labels[self.state],
                )
            )
        if self.approval_state == "pending":
            # Requests are written by code alone.
            self.sudo().approval_request_id._withdraw(
                self.env._("The change order was given up.")
            )
        self._write_flow({"state": state})
        if state == "refused":
            self._emit("refused", self.env._("%(order)s refused"), self.sent_at)

    def action_preview_portal(self):
        """Open the page the client sees."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.get_portal_url()}

    def _is_binding(self):
        return self.state in ACCEPTED_STATES

    def _is_for_client(self):
        """Whether the client may see it."""
        return self.state in CLIENT_STATES

    def _remind_client(self):
        """Ask the client again to decide."""
        self.ensure_one()
        self.check_access("read")
        self.message_post(
            body=self.env._(
                "A friendly reminder: change order %(order)s waits for your decision.",
                order=self.display_name,
            ),
            partner_ids=self.sudo().partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
