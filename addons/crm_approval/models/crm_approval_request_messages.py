from odoo import fields, models


class CrmApprovalRequest(models.Model):
    """The sentences that answer when something cannot be done."""

    _inherit = "crm.approval.request"

    def _closed_message(self):
        last = self.decision_ids[-1:]
        if self.state == "voided":
            return self._void_message(self.void_reason)
        verb = {
            "approved": self.env._("approved"),
            "refused": self.env._("refused"),
            "returned": self.env._("returned"),
            "withdrawn": self.env._("withdrawn"),
        }[self.state]
        return self.env._(
            "Too late: “%(document)s” was already %(verb)s by %(user)s at %(moment)s.",
            document=self.name,
            verb=verb,
            user=last.user_id.name,
            moment=self._moment(last.decided_at),
        )

    def _void_message(self, changes):
        return self.env._(
            "The request for “%(document)s” is void, because its content changed "
            "after it (%(changes)s). It has to be submitted anew.",
            document=self.name,
            changes=changes,
        )

    def _not_awaited_message(self):
        """Say whose turn it is; and when it was this user's, who decided then."""
        user = self.env.user
        earlier = self.decision_ids.filtered(
            lambda row: row.decision == "approve" and user in row.step_id.approver_ids
        )[-1:]
        if earlier:
            return self.env._(
                "“%(document)s” does not wait for you any more: step “%(step)s” was "
                "already approved by %(user)s at %(moment)s. It waits for %(people)s "
                "now.",
                document=self.name,
                step=earlier.step_id.name,
                user=earlier.user_id.name,
                moment=self._moment(earlier.decided_at),
                people=", ".join(self.awaited_ids.mapped("name")),
            )
        if self._principals(user)[self]:
            return self.env._(
                "“%(document)s” waits for %(people)s, not for you: say for whom you "
                "decide (on_behalf_of).",
                document=self.name,
                people=", ".join(self.awaited_ids.mapped("name")),
            )
        return self.env._(
            "“%(document)s” does not wait for you: %(people)s can decide step "
            "“%(step)s”.",
            document=self.name,
            people=", ".join(self.awaited_ids.mapped("name")),
            step=self.current_step_id.name,
        )

    def _not_foreseen_message(self):
        return self.env._(
            "Step “%(step)s” of “%(document)s” does not foresee this. Approve or "
            "refuse it, or ask whoever manages the flow “%(flow)s”.",
            step=self.current_step_id.name,
            document=self.name,
            flow=self.flow_id.name,
        )

    def _moment(self, moment):
        """Return a moment as the reader's clock shows it."""
        local = fields.Datetime.context_timestamp(self, moment)
        return local.strftime("%Y-%m-%d %H:%M")
