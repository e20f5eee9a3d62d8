from odoo import fields, models

from ..tools import progress
from .crm_approval_step import RULES


class CrmApprovalRequestStep(models.Model):
    """A step as it was when the request began, with the people found for it."""

    _name = "crm.approval.request.step"
    _description = "Step of an Approval Request"
    _order = "request_id, sequence, id"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, ondelete="restrict", index=True
    )
    name = fields.Char(required=True)
    sequence = fields.Integer(required=True)
    rule = fields.Selection(RULES, string="Needed", required=True)
    approver_ids = fields.Many2many("res.users", string="Approvers")
    decision_ids = fields.One2many("crm.approval.decision", "step_id")

    def _as_rule(self):
        """Return the steps as plain values for ``tools.progress.replay``."""
        return [
            progress.Step(step.id, step.rule, frozenset(step.approver_ids.ids))
            for step in self
        ]
