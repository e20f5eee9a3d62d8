from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools import progress


class CrmApprovalRequest(models.Model):
    """The buttons: one request or many of the inbox at once."""

    _inherit = "crm.approval.request"

    def _decide_as_I_can(self, decision, comment=None, channel="web"):
        """Decide in the own name, or for the first one whom the user stands for."""
        principals = self._principals(self.env.user)[self]
        own_or_first = (principals & self.env.user) or principals[:1]
        return self.decide(
            decision, comment, on_behalf_of=own_or_first.id or None, channel=channel
        )

    def action_approve(self):
        """Approve as the current user; several at once tell what could not be."""
        if len(self) == 1 and self.sudo()._document_sudo()._approval_needs_reason():
            return self._open_dialog(progress.APPROVE)
        if len(self) == 1:
            return self._decide_as_I_can(progress.APPROVE)
        return self._decide_many(progress.APPROVE)

    def action_refuse(self):
        """Ask for the reason, then refuse."""
        return self._open_dialog(progress.REFUSE)

    def action_return(self):
        """Ask what has to be mended and where it goes back to, then return."""
        return self._open_dialog(progress.RETURN)

    def action_add_signer(self):
        """Ask whom to add, then add them."""
        return self._open_dialog("add_signer")

    def action_ask(self):
        """Ask what the question is, then ask it."""
        return self._open_dialog("ask")

    def action_answer(self):
        """Show the question and answer it."""
        return self._open_dialog("answer")

    def _open_dialog(self, action):
        dialog = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_approval.crm_approval_request_decide_action"
        )
        names = dict(
            self.env["crm.approval.request.decide"]
            ._fields["action"]
            ._description_selection(self.env)
        )
        dialog["name"] = names[action]
        dialog["context"] = {
            "default_request_ids": [(6, 0, self.ids)],
            "default_action": action,
        }
        return dialog

    def _decide_many(self, decision, comment=None):
        """Decide each request by itself: one that cannot be decided stops no other.

        :return: a notification that says how many were decided, and which not
        """
        failures = []
        # In one order for everybody, so that two people never wait for each other.
        for request in self.sorted("id"):
            try:
                with self.env.cr.savepoint():
                    request._decide_as_I_can(decision, comment)
            except (UserError, AccessError) as error:
                failures.append(str(error))
                # What the savepoint took back along with a change of content.
                request._recheck()
        done = len(self) - len(failures)
        sentences = [self.env._("%(count)s decided.", count=done), *failures]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failures else "success",
                "message": "\n".join(sentences),
                "sticky": bool(failures),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
