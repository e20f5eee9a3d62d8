from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmApprovalDecision(models.Model):
    """The ledger: who decided what, when, on which content.

    Written by ``crm.approval.request.decide()`` alone. Nobody edits or deletes a
    row, administrators and code running as superuser included.
    """

    _name = "crm.approval.decision"
    _description = "Approval Decision"
    _order = "id"
    _rec_name = "decision"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, ondelete="restrict", index=True
    )
    step_id = fields.Many2one(
        "crm.approval.request.step", required=True, ondelete="restrict", index=True
    )
    user_id = fields.Many2one(
        "res.users", string="Decided by", required=True, ondelete="restrict"
    )
    on_behalf_of_id = fields.Many2one(
        "res.users", string="On Behalf of", ondelete="restrict"
    )
    decision = fields.Selection(
        [("approve", "Approved"), ("refuse", "Refused")], required=True
    )
    comment = fields.Text()
    channel = fields.Selection(
        [("web", "Web"), ("chat", "Chat card"), ("mail", "Mail")],
        required=True,
        default="web",
    )
    content_hash = fields.Char(
        required=True, help="SHA-256 of the content that was seen."
    )
    decided_at = fields.Datetime(required=True, default=fields.Datetime.now)

    def write(self, vals):
        if vals:
            raise UserError(self._immutable_message())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._immutable_message())

    def _immutable_message(self):
        return self.env._(
            "Decisions are a ledger: they are neither changed nor deleted. Ask for "
            "a new approval instead."
        )
