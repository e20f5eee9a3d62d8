from odoo import models


class CrmApprovalMixin(models.AbstractModel):
    """What quotations and contracts say of their approvals in the same words."""

    _inherit = "crm.approval.mixin"

    def _emit_decision(self, kind, request, sentence):
        """Report a decision on a document of a customer, once a request.

        :param str kind: of the business event
        """
        self.env["crm.business.event"]._emit(
            kind,
            self,
            sentence,
            partner=self.partner_id,
            audience=self.user_id | request.requester_id,
            key=f"{kind}:{self.id}:{request.id}",
        )

    def _approval_pending_message(self):
        """Return for whose approval this document waits, or False."""
        if self.approval_state != "pending":
            return False
        return self.env._(
            "%(document)s waits for the approval of %(people)s.",
            document=self.display_name,
            people=", ".join(self.approval_awaited_ids.mapped("name")),
        )
