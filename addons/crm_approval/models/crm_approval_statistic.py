from odoo import fields, models
from odoo.tools import SQL


class CrmApprovalStatistic(models.Model):
    """How long decisions take: one row a decision, and one a person awaited now.

    Hours are working hours of the company; what is still awaited has none yet, only
    its age in days. Each row opens its request.
    """

    _name = "crm.approval.statistic"
    _description = "Approval Statistics"
    _auto = False
    _order = "asked_at desc, id desc"
    _rec_name = "step_name"

    request_id = fields.Many2one("crm.approval.request", readonly=True)
    flow_id = fields.Many2one("crm.approval.flow", readonly=True)
    step_name = fields.Char(string="Step", readonly=True)
    user_id = fields.Many2one("res.users", string="Approver", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    outcome = fields.Selection(
        [
            ("awaited", "Awaited"),
            ("approve", "Approved"),
            ("refuse", "Refused"),
            ("return", "Returned"),
        ],
        readonly=True,
    )
    asked_at = fields.Datetime(readonly=True)
    decided_at = fields.Datetime(readonly=True)
    working_hours = fields.Float(
        string="Working Hours (average)", readonly=True, aggregator="avg"
    )
    age_days = fields.Float(
        string="Days Waiting (longest)", readonly=True, aggregator="max"
    )
    overdue_count = fields.Integer(string="Overdue", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT decision.id::bigint AS id,
                   decision.request_id,
                   request.flow_id,
                   step.name AS step_name,
                   COALESCE(decision.on_behalf_of_id, decision.user_id) AS user_id,
                   request.company_id,
                   decision.decision AS outcome,
                   step.opened_at AS asked_at,
                   decision.decided_at,
                   decision.working_hours,
                   NULL::float AS age_days,
                   (decision.decided_at > step.due_at)::int AS overdue_count
              FROM crm_approval_decision decision
              JOIN crm_approval_request request ON request.id = decision.request_id
              JOIN crm_approval_request_step step ON step.id = decision.step_id
             WHERE decision.decision IN ('approve', 'refuse', 'return')
             UNION ALL
            SELECT 1000000000000 + request.id::bigint * 100000 + awaited.res_users_id,
                   request.id,
                   request.flow_id,
                   step.name,
                   awaited.res_users_id,
                   request.company_id,
                   'awaited',
                   step.opened_at,
                   NULL,
                   NULL,
                   EXTRACT(EPOCH FROM NOW() AT TIME ZONE 'UTC' - step.opened_at)
                       / 86400,
                   (step.due_at < NOW() AT TIME ZONE 'UTC')::int
              FROM crm_approval_request request
              JOIN crm_approval_request_awaited_rel awaited
                   ON awaited.crm_approval_request_id = request.id
              JOIN crm_approval_request_step step ON step.id = request.current_step_id
             WHERE request.state = 'pending'
            """
        )

    def action_open_request(self):
        """Open the request behind this row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.approval.request",
            "res_id": self.request_id.id,
            "views": [(False, "form")],
        }
