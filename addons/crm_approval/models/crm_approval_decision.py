from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import progress

LEDGER_TRIGGER = """
    CREATE OR REPLACE FUNCTION crm_approval_decision_is_a_ledger()
    RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'crm_approval_decision is a ledger: no row changes or goes';
    END $$;
    DROP TRIGGER IF EXISTS crm_approval_decision_ledger ON crm_approval_decision;
    CREATE TRIGGER crm_approval_decision_ledger
    BEFORE DELETE OR UPDATE OF request_id, step_id, user_id, on_behalf_of_id,
        decision, target_user_id, target_step_id, comment, channel, content_hash,
        decided_at
    ON crm_approval_decision
    FOR EACH ROW EXECUTE FUNCTION crm_approval_decision_is_a_ledger();
"""


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
        "crm.approval.request.step", ondelete="restrict", index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Decided by",
        required=True,
        ondelete="restrict",
        index=True,
    )
    on_behalf_of_id = fields.Many2one(
        "res.users", string="On Behalf of", ondelete="restrict"
    )
    decision = fields.Selection(
        [
            ("approve", "Approved"),
            ("refuse", "Refused"),
            ("return", "Returned"),
            ("add_before", "Signer added before"),
            ("add_after", "Signer added after"),
            ("ask", "Asked"),
            ("answer", "Answered"),
            ("escalate", "Escalated"),
            ("hand_over", "Handed over"),
            ("withdraw", "Withdrawn"),
            ("void", "Void"),
        ],
        required=True,
    )
    target_user_id = fields.Many2one(
        "res.users",
        string="To",
        ondelete="restrict",
        help="Who is added, asked, or takes over.",
    )
    target_step_id = fields.Many2one(
        "crm.approval.request.step",
        string="To Step",
        ondelete="restrict",
        help="The step returned to, or the step added.",
    )
    comment = fields.Text()
    channel = fields.Selection(
        [
            ("web", "Web"),
            ("chat", "Chat card"),
            ("mail", "Mail"),
            ("system", "Automatic"),
        ],
        required=True,
        default="web",
    )
    content_hash = fields.Char(
        required=True, help="SHA-256 of the content that was seen."
    )
    decided_at = fields.Datetime(required=True, default=fields.Datetime.now)
    working_hours = fields.Float(
        help="Working hours between the step's opening and this."
    )

    def init(self):
        # A ledger for SQL too: not even a script of ours changes a row by mistake.
        # Columns that a later version adds may still be filled.
        self.env.cr.execute(LEDGER_TRIGGER)

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

    def _as_rule(self):
        """Return the rows as plain values for ``tools.progress.replay``."""
        return [
            progress.Decision(
                row.step_id.id or None,
                row.on_behalf_of_id.id or row.user_id.id,
                row.decision,
                row.target_step_id.id or row.target_user_id.id or None,
            )
            for row in self
        ]
