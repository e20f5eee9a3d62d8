from odoo import fields, models


class CrmConnectorApprovalVote(models.Model):
    """What one person decided in the chat tool, and what became of it here."""

    _name = "crm.connector.approval.vote"
    _description = "Decision in the Chat Tool"
    _order = "id"
    _rec_name = "external_id"

    approval_id = fields.Many2one(
        "crm.connector.approval",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    external_id = fields.Char(string="ID in the Chat Tool", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    state = fields.Selection(
        [("approved", "Approved"), ("refused", "Refused")], readonly=True
    )
    comment = fields.Text(readonly=True)
    decided_at = fields.Datetime(readonly=True)
    is_taken_over = fields.Boolean(string="Taken Over", readonly=True)
    reason = fields.Char(string="Not Taken Over Because", readonly=True)

    _vote_unique = models.UniqueIndex(
        "(approval_id, external_id, state)", "This decision is known already."
    )
