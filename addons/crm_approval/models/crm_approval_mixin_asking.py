from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import content as content_rules


class CrmApprovalMixin(models.AbstractModel):
    """The buttons of a document: asking for an approval, and deciding on it."""

    _inherit = "crm.approval.mixin"

    # -- asking ---------------------------------------------------------------------

    def action_request_approval(self):
        """Ask for the approval of the content as it is now.

        Where the flow lets the requester choose who decides, a dialog asks for it.

        :raises UserError: when a request is open or no flow applies
        """
        if len(self) == 1 and (choices := self._approval_choices()):
            return self._approval_choose_action(choices)
        for document in self:
            document._approval_submit()
        return True

    def _approval_submit(self, chosen=None):
        """Hook: submit one document; what belongs to it happens here as well.

        :param dict chosen: step of the flow -> ``res.users``, where the requester
            chooses
        """
        self._approval_request(chosen)

    def _approval_choices(self):
        """Return the steps for which the requester has to choose the people."""
        flow_sudo = self.env["crm.approval.flow"]._for_document(self)
        return flow_sudo.step_ids.filtered(lambda step: step.approver_kind == "chosen")

    def _approval_choose_action(self, choices_sudo):
        dialog = self.env["crm.approval.request.submit"].create(
            {
                "res_model": self._name,
                "res_id": self.id,
                "choice_ids": [
                    fields.Command.create({"step_id": step.id}) for step in choices_sudo
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who Decides?"),
            "res_model": dialog._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _approval_request(self, chosen=None):
        """Make the request for one document.

        :param dict chosen: step of the flow -> ``res.users``, where the requester
            chooses
        :return: the request
        :raises UserError: when a request is open, or nobody can decide it
        """
        self.ensure_one()
        self.check_access("write")
        if self.approval_state == "pending":
            raise UserError(
                self.env._(
                    "“%(document)s” is waiting for %(people)s already.",
                    document=self.display_name,
                    people=", ".join(self.approval_awaited_ids.mapped("name")),
                )
            )
        flow_sudo = self.env["crm.approval.flow"]._for_document(self)
        if not flow_sudo.step_ids:
            raise UserError(
                self.env._(
                    "No approval flow applies to “%(document)s”. Ask an "
                    "administrator to set one up under Approvals › Configuration.",
                    document=self.display_name,
                )
            )
        # An earlier request is closed before the index sees the new one.
        self.env["crm.approval.request"].flush_model(["state"])
        # People may not write requests: code does, on their behalf.
        request_sudo = (
            self.env["crm.approval.request"]
            .sudo()
            .create(self._prepare_approval_request_vals(flow_sudo, chosen or {}))
        )
        request_sudo.approver_ids = request_sudo.step_ids.approver_ids
        request_sudo._apply_progress()
        self._approval_invalidate()
        return request_sudo.sudo(self.env.su)

    def _prepare_approval_request_vals(self, flow_sudo, chosen):
        document_sudo = self.sudo()  # the same content whoever asks
        content = document_sudo._approval_content()
        amount = document_sudo._approval_amount()
        requester = self.env.user
        steps = [
            vals
            for step_sudo in flow_sudo.step_ids
            for vals in step_sudo._prepare_request_step_vals(
                document_sudo, requester, chosen.get(step_sudo)
            )
        ]
        own_sudo = document_sudo._approval_own_users(requester)
        return {
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "flow_id": flow_sudo.id,
            "flow_version": flow_sudo.version,
            "company_id": self._approval_company().id,
            "requester_id": requester.id,
            "own_user_ids": [fields.Command.set(own_sudo.ids)],
            "has_amount": amount is not None,
            "amount": amount or 0.0,
            "content": content,
            "content_hash": content_rules.digest(content),
            "summary": document_sudo._approval_summary(),
            "step_ids": [
                fields.Command.create({**vals, "sequence": sequence})
                for sequence, vals in enumerate(steps, start=1)
            ],
        }

    # -- deciding, from the document's own form -------------------------------------

    def action_approve(self):
        """Approve the open step of this document as the current user."""
        self.ensure_one()
        return self._approval_open_request().action_approve()

    def action_refuse_approval(self):
        """Ask for the reason, then refuse the open step."""
        self.ensure_one()
        return self._approval_open_request().action_refuse()

    def action_open_approval(self):
        """Open the latest request with its whole ledger."""
        self.ensure_one()
        request = self._approval_open_request()
        return {
            "type": "ir.actions.act_window",
            "res_model": request._name,
            "res_id": request.id,
            "views": [(False, "form")],
        }

    def action_withdraw_approval(self):
        """Withdraw the own open request."""
        self.ensure_one()
        return self._approval_open_request().action_withdraw()

    def _approval_open_request(self):
        request = self.approval_request_id.sudo(self.env.su)
        if not request:
            raise UserError(
                self.env._(
                    "No approval has been asked for “%(document)s” yet.",
                    document=self.display_name,
                )
            )
        return request
