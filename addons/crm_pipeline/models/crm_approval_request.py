from odoo import api, models
from odoo.fields import Domain

# What a row of the ledger is reported as.
EVENTS = {
    "ask": "approval.question",
    "answer": "approval.answer",
    "return": "approval.returned",
    "escalate": "approval.late",
    "hand_over": "approval.handed_over",
}


class CrmApprovalRequest(models.Model):
    """Approvals are told as business events, so that they reach the chat tools."""

    _inherit = "crm.approval.request"

    def _tell(self, row, users, sentence):
        # Without a row it is the open step itself that waits, or comes to its limit.
        waits = "approval.reminder" if self.is_reminded else "approval.waiting"
        kind = EVENTS.get(row.decision, waits)
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

    @api.model
    def _get_pending_domain(self, model):
        """Return the records of ``model`` that wait for an approval themselves."""
        # Whose document waits is not for everybody to read, but it counts.
        query = self.sudo()._search(
            [("res_model", "=", model), ("state", "=", "pending")]
        )
        return Domain("id", "in", query.subselect("res_id"))
