from odoo import api, fields, models

from ..tools import progress


class CrmApprovalRequestDecide(models.TransientModel):
    """Ask for the words (and the person or step) that an action needs."""

    _name = "crm.approval.request.decide"
    _description = "Decide on Approval Requests"

    request_ids = fields.Many2many("crm.approval.request", required=True)
    action = fields.Selection(
        [
            ("approve", "Approve with a Reason"),
            ("refuse", "Refuse"),
            ("return", "Return"),
            ("add_signer", "Add a Signer"),
            ("ask", "Ask a Question"),
            ("answer", "Answer"),
        ],
        required=True,
    )
    comment = fields.Text()
    question = fields.Text(compute="_compute_question")
    step_id = fields.Many2one(
        "crm.approval.request.step",
        string="Back to",
        domain="[('id', 'in', earlier_step_ids)]",
        help="Empty: back to the requester, who mends it and submits it again.",
    )
    earlier_step_ids = fields.Many2many(
        "crm.approval.request.step", compute="_compute_earlier_step_ids"
    )
    user_id = fields.Many2one(
        "res.users", string="Whom", domain="[('share', '=', False)]"
    )
    position = fields.Selection(
        [("before", "Before this step"), ("after", "After this step")],
        string="When",
        default="before",
    )

    @api.depends("request_ids")
    def _compute_earlier_step_ids(self):
        for dialog in self:
            request = dialog.request_ids._origin
            dialog.earlier_step_ids = (
                request.sudo()._earlier_steps() if len(request) == 1 else False
            )

    @api.depends("request_ids")
    def _compute_question(self):
        for dialog in self:
            dialog.question = "\n".join(
                f"{row.user_id.name}: {row.comment}"
                for request_sudo in dialog.request_ids._origin.sudo()
                for row in request_sudo._open_questions(self.env.user)
            )

    def action_confirm(self):
        """Do it, with the words given."""
        self.ensure_one()
        requests = self.request_ids
        if self.action == progress.REFUSE and len(requests) > 1:
            return requests._decide_many(progress.REFUSE, self.comment)
        requests.ensure_one()
        on_behalf_of = self._on_behalf_of(requests)
        if self.action in (progress.APPROVE, progress.REFUSE, progress.RETURN):
            return requests.decide(
                self.action,
                self.comment,
                on_behalf_of=on_behalf_of,
                step_id=self.step_id.id,
            )
        if self.action == "add_signer":
            return requests.add_signer(
                self.user_id.id, self.position, self.comment, on_behalf_of=on_behalf_of
            )
        if self.action == "ask":
            return requests.ask(
                self.comment, self.user_id.id or None, on_behalf_of=on_behalf_of
            )
        return requests.answer(self.comment)

    def _on_behalf_of(self, request):
        user = self.env.user
        principals = request._principals(user)[request]
        return None if user in principals else principals[:1].id
