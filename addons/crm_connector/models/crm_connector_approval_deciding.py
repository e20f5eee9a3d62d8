from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.vendor_approval import APPROVED, REFUSED, votes_of

DECISIONS = {APPROVED: "approve", REFUSED: "refuse"}


class CrmConnectorApproval(models.Model):
    """What was decided in the chat tool is decided here, by the same person."""

    _inherit = "crm.connector.approval"

    def _take_over(self, result):
        """Take over how it stands; decisions that are known are left alone.

        :param result: ``tools.vendor_approval.ApprovalResult``
        """
        known = {(vote.external_id, vote.state): vote for vote in self.vote_ids}
        self.env["crm.connector.approval.vote"].create(
            [
                {
                    "approval_id": self.id,
                    "external_id": vote.external_id,
                    "state": vote.state,
                    "comment": vote.comment,
                    "decided_at": vote.decided_at,
                }
                for vote in votes_of(result)
                if (vote.external_id, vote.state) not in known
            ]
        )
        for vote in self.vote_ids.filtered(lambda vote: not vote.is_taken_over):
            self._decide(vote)
        self.write(
            {
                "state": result.state,
                "asked_at": fields.Datetime.now(),
                "reason": self._why_not(result.state),
            }
        )

    def _decide(self, vote):
        """Decide as the person who decided in the chat tool, or keep why not."""
        identity = self.env["crm.connector.identity"].search(
            [
                ("connector_id", "=", self.connector_id.id),
                ("external_id", "=ilike", vote.external_id.replace("_", r"\_")),
                ("user_id", "!=", False),
            ],
            limit=1,
        )
        vote.user_id = identity.user_id
        if not identity.user_id.active:
            vote.reason = self.env._(
                "No user here is linked to this ID; link him under Chat Identities and "
                "ask again."
            )
            return
        if self.request_id.current_step_id != self.step_id:
            vote.reason = self.env._("The step was decided here already.")
            return
        request = self.request_id.with_user(identity.user_id).sudo(False)
        comment = vote.comment or self._default_comment(vote)
        try:
            with self.env.cr.savepoint():
                request.decide(DECISIONS[vote.state], comment=comment, channel="chat")
        except UserError as error:  # not awaited, decided already, own request, changed
            self.env.invalidate_all()
            vote.reason = str(error)
            # The rollback above took the note back that the content had changed.
            self.request_id._recheck()
        else:
            vote.write({"is_taken_over": True, "reason": False})

    def _default_comment(self, vote):
        """A refusal needs a word; an approval may go without one."""
        if vote.state == APPROVED:
            return None
        return self.env._(
            "Refused in %(tool)s without a word.", tool=self.connector_id.name
        )

    def _why_not(self, state):
        """Why the chat tool's end is not the end here, in a sentence."""
        if self.request_id.state != "pending":
            if state == "revoked_after" and self.request_id.state == "approved":
                return self.env._(
                    "It was revoked in the chat tool after it had been approved; here "
                    "it stays approved. Ask for a new approval if it is to change."
                )
            return False
        if state in ("revoked", "revoked_after", "deleted"):
            return self.env._(
                "It was taken back in the chat tool; here it still waits. Withdraw it "
                "here as well, or decide it here."
            )
        refused = self.vote_ids.filtered(lambda vote: not vote.is_taken_over)
        return refused[:1].reason
