from odoo import models

from odoo.addons.crm_connector.tools.delivery import MessageRefused
from odoo.addons.crm_connector.tools.vendor_approval import ApprovalResult, ApprovalVote

from ..clients.approval import approval_detail, start_approval
from ..tools import approval


class CrmConnector(models.Model):
    """WeCom's OA approvals for the connector."""

    _inherit = "crm.connector"

    def _wecom_approval_start(self, request):
        """oa/applyevent; answer the number.

        :raise ClientError: it was not started
        """
        body = approval.apply_body(
            request.applicant_id,
            request.template_id,
            [(one.control, one.kind, one.value) for one in request.fields],
            request.approver_ids,
            request.is_for_all,
            request.summary,
        )
        return start_approval(self._wecom_client(), body)

    def _wecom_approval_result(self, number):
        """oa/getapprovaldetail: what is true now.

        :raise ClientError: it cannot be asked for
        :raise MessageRefused: its state is not known
        """
        info = approval_detail(self._wecom_client(), number)
        state = approval.state_of(info)
        if not state:
            raise MessageRefused(
                self.env._(
                    "WeCom answered a state of approval %(number)s that the CRM does "
                    "not know: %(state)s.",
                    number=number,
                    state=info.get("sp_status"),
                )
            )
        votes = tuple(ApprovalVote(**vote) for vote in approval.votes(info))
        last = votes[-1] if votes else ApprovalVote("", "")
        return ApprovalResult(
            state, last.external_id, last.comment, last.decided_at, votes
        )

    def _wecom_approval_changed(self, event):
        """An OA approval has changed: the hint names it, WeCom says how it stands."""
        return self._vendor_approval_changed(approval.number_of(event))
