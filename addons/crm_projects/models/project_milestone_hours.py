from odoo import api, fields, models

from ..tools.hours import share_out_hours
from .cost_groups import HOURS_GROUPS


class ProjectMilestone(models.Model):
    """Planned against spent hours of a phase."""

    _inherit = "project.milestone"

    own_hours = fields.Float(
        string="Fixed Hours",
        groups=HOURS_GROUPS,
        help="Planned for this phase. Empty: it gets its share of the project's hours.",
    )
    planned_hours = fields.Float(
        compute="_compute_planned_hours",
        store=True,
        groups=HOURS_GROUPS,
        help="The fixed hours, or the phase's share of the project's budgeted hours: "
        "by its share of the fee, or by its weight where no fee is shared.",
    )
    hour_ids = fields.One2many("account.analytic.line", "phase_id", groups=HOURS_GROUPS)
    spent_hours = fields.Float(
        compute="_compute_spent_hours", store=True, groups=HOURS_GROUPS
    )
    is_overspent = fields.Boolean(
        string="Over Its Hours",
        compute="_compute_is_overspent",
        store=True,
        groups=HOURS_GROUPS,
        help="More hours are spent than planned.",
    )

    _own_hours_positive = models.Constraint(
        "CHECK(own_hours >= 0)", "Planned hours cannot be negative."
    )

    @api.depends(
        "own_hours",
        "fee_percent",
        "weight",
        "project_id.budget_hours",
        "project_id.milestone_ids.own_hours",
        "project_id.milestone_ids.fee_percent",
        "project_id.milestone_ids.weight",
    )
    def _compute_planned_hours(self):
        for project, phases in self.grouped("project_id").items():
            siblings = project.milestone_ids | phases
            share = "fee_percent" if any(siblings.mapped("fee_percent")) else "weight"
            hours = share_out_hours(
                project.budget_hours,
                [(phase, phase.own_hours, phase[share]) for phase in siblings],
            )
            for phase in phases:
                phase.planned_hours = hours[phase]

    @api.depends("hour_ids.unit_amount")
    def _compute_spent_hours(self):
        spent = dict(
            self.env["account.analytic.line"]._read_group(
                [("phase_id", "in", self.ids)], ["phase_id"], ["unit_amount:sum"]
            )
        )
        for phase in self:
            phase.spent_hours = spent.get(phase._origin, 0.0)

    @api.depends("planned_hours", "spent_hours")
    def _compute_is_overspent(self):
        for phase in self:
            phase.is_overspent = 0 < phase.planned_hours < phase.spent_hours

    def action_view_hours(self):
        """Open the hours spent on this phase."""
        self.ensure_one()
        return self.project_id._open_hours([("phase_id", "=", self.id)], self.name)
