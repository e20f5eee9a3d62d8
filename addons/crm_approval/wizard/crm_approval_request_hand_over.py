from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class CrmApprovalRequestHandOver(models.TransientModel):
    """Give everything that waits for one person to another."""

    _name = "crm.approval.request.hand_over"
    _description = "Hand Over Open Approvals"

    from_user_id = fields.Many2one(
        "res.users",
        string="Handed over by",
        required=True,
        context={"active_test": False},
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="Handed over to",
        required=True,
        domain="[('share', '=', False)]",
    )
    comment = fields.Char(string="Reason")
    request_count = fields.Integer(compute="_compute_request_count")

    @api.depends("from_user_id")
    def _compute_request_count(self):
        for dialog in self:
            dialog.request_count = len(dialog._open_requests())

    def _open_requests(self):
        requests = self.env["crm.approval.request"].search(
            Domain("state", "=", "pending")
            & Domain("approver_ids", "in", self.from_user_id.ids)
        )
        return requests.filtered(
            lambda request: self.from_user_id in request.sudo()._people_missing()
        )

    def action_confirm(self):
        """Hand over; what the new person may not decide is named and stays."""
        self.ensure_one()
        if not self.env.user.has_group("crm_approval.crm_approval_group_manager"):
            raise AccessError(
                self.env._("Only those who manage approval flows hand over approvals.")
            )
        # Requests are written by code alone.
        requests_sudo = self._open_requests().sudo()
        stuck_sudo = requests_sudo.filtered(
            lambda request: (
                not request._document_sudo()._approval_eligible(
                    self.to_user_id, request.requester_id
                )
            )
        )
        for request_sudo in requests_sudo - stuck_sudo:
            request_sudo._hand_over(
                self.from_user_id, self.to_user_id, self.comment, channel="web"
            )
        if stuck_sudo and stuck_sudo == requests_sudo:
            raise UserError(
                self.env._(
                    "%(user)s may decide none of these (own request, or another "
                    "company): %(documents)s.",
                    user=self.to_user_id.name,
                    documents=", ".join(stuck_sudo.mapped("name")),
                )
            )
        return self._notify(len(requests_sudo) - len(stuck_sudo), stuck_sudo)

    def _notify(self, count, stuck_sudo):
        message = self.env._("%(count)s handed over.", count=count)
        if stuck_sudo:
            message += " " + self.env._(
                "Not: %(documents)s.", documents=", ".join(stuck_sudo.mapped("name"))
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if stuck_sudo else "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
