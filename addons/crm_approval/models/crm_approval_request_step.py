from odoo import fields, models

from ..tools import progress
from .crm_approval_request import EVEN_ARCHIVED
from .crm_approval_step import ESCALATIONS, RULES


class CrmApprovalRequestStep(models.Model):
    """A step as it was when the request began, with the people found for it.

    The people do not change any more: who takes over a seat, or is added, stands in
    the ledger.
    """

    _name = "crm.approval.request.step"
    _description = "Step of an Approval Request"
    _order = "request_id, sequence, id"

    request_id = fields.Many2one(
        "crm.approval.request", required=True, ondelete="restrict", index=True
    )
    flow_step_id = fields.Many2one(
        "crm.approval.step", ondelete="set null", index="btree_not_null"
    )
    name = fields.Char(required=True)
    sequence = fields.Integer(required=True)
    rule = fields.Selection(RULES, string="Needed", required=True)
    approver_ids = fields.Many2many(
        "res.users", string="Approvers", context=EVEN_ARCHIVED
    )
    is_added = fields.Boolean(help="Put in by an approver, not by the flow.")
    time_limit = fields.Float(string="Time Limit (working hours)")
    reminder_before = fields.Float()
    escalation = fields.Selection(ESCALATIONS, required=True, default="none")
    escalation_user_ids = fields.Many2many(
        "res.users",
        "crm_approval_request_step_escalation_rel",
        context=EVEN_ARCHIVED,
    )
    can_add_signer = fields.Boolean()
    can_return = fields.Boolean()
    can_ask = fields.Boolean()
    opened_at = fields.Datetime()
    closed_at = fields.Datetime()
    remind_at = fields.Datetime()
    due_at = fields.Datetime()
    decision_ids = fields.One2many("crm.approval.decision", "step_id")

    def _as_rule(self):
        """Return the steps as plain values for ``tools.progress.replay``."""
        return [
            progress.Step(
                step.id, step.rule, frozenset(step.approver_ids.ids), step.is_added
            )
            for step in self
        ]

    def _prepare_opening_vals(self, company):
        """Return the moments that count from now on, in the company's hours."""
        now = fields.Datetime.now()
        due_at = remind_at = False
        if self.time_limit:
            due_at = company._add_working_hours(now, self.time_limit)
        if due_at and self.reminder_before:
            remind_at = company._add_working_hours(
                now, self.time_limit - self.reminder_before
            )
        return {
            "opened_at": now,
            "closed_at": False,
            "due_at": due_at,
            "remind_at": remind_at,
        }
