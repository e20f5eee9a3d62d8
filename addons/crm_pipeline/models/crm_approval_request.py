from odoo import models

# What a row of the ledger is reported as; a reminder has no row.
EVENTS = {
    "ask": "approval.question",
    "answer": "approval.answer",
    "return": "approval.returned",
    "escalate": "approval.late",
    "hand_over": "approval.handed_over",
    False: "approval.reminder",
}


class CrmApprovalRequest(models.Model):
    """Approvals are told as business events, so that they reach the chat tools."""

    _inherit = "crm.approval.request"

    def _announce(self, users):
        # The event tells them: the task is made without a message of its own.
        super(
            CrmApprovalRequest, self.with_context(mail_activity_quick_update=True)
        )._announce(users)
        if users:
            self._report(
                "approval.waiting",
                users,
                self.env._(
                    "%(kind)s “%(document)s” waits for your approval",
                    kind=self.document_kind,
                    document=self.name,
                ),
            )

    def _tell(self, row, users, sentence):
        self._report(EVENTS[row.decision], users, sentence)

    def _report(self, kind, users, sentence):
        # The last row of the ledger tells one round from the next: a step that was
        # returned to waits anew.
        last = self.env["crm.approval.decision"].search(
            [("request_id", "=", self.id)], order="id desc", limit=1
        )
        people = ",".join(map(str, users.ids))
        self.env["crm.business.event"]._emit(
            kind,
            self,
            sentence,
            audience=users,
            key=f"{kind}:{self.id}:{self.current_step_id.id}:{last.id}:{people}",
        )
