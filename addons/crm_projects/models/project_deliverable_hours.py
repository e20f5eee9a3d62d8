from odoo import api, fields, models

from ..tools.hours import share_out_hours
from .cost_groups import HOURS_GROUPS


class ProjectDeliverable(models.Model):
    """Planned against spent hours of a deliverable."""

    _inherit = "project.deliverable"

    own_hours = fields.Float(
        string="Fixed Hours",
        groups=HOURS_GROUPS,
        help="Planned for this deliverable. Empty: it gets its share of the phase's "
        "hours.",
    )
    planned_hours = fields.Float(
        compute="_compute_planned_hours",
        store=True,
        groups=HOURS_GROUPS,
        help="The fixed hours, or the deliverable's share of the phase's hours by its "
        "weight, after what is planned for the tasks of the phase.",
    )
    hour_ids = fields.One2many(
        "account.analytic.line", "deliverable_id", groups=HOURS_GROUPS
    )
    spent_hours = fields.Float(
        compute="_compute_spent_hours", store=True, groups=HOURS_GROUPS
    )

    _own_hours_positive = models.Constraint(
        "CHECK(own_hours >= 0)", "Planned hours cannot be negative."
    )

    @api.depends(
        "own_hours",
        "weight",
        "milestone_id.planned_hours",
        "milestone_id.deliverable_ids.own_hours",
        "milestone_id.deliverable_ids.weight",
        "milestone_id.task_ids.allocated_hours",
    )
    def _compute_planned_hours(self):
        for phase, items in self.grouped("milestone_id").items():
            siblings = phase.deliverable_ids | items
            # Hours planned for a task are no more there for the deliverables.
            tasked = sum(phase.task_ids.mapped("allocated_hours"))
            hours = share_out_hours(
                max(phase.planned_hours - tasked, 0.0),
                [(item, item.own_hours, item.weight) for item in siblings],
            )
            for item in items:
                item.planned_hours = hours[item]

    @api.depends("hour_ids.unit_amount")
    def _compute_spent_hours(self):
        spent = dict(
            self.env["account.analytic.line"]._read_group(
                [("deliverable_id", "in", self.ids)],
                ["deliverable_id"],
                ["unit_amount:sum"],
            )
        )
        for item in self:
            item.spent_hours = spent.get(item._origin, 0.0)
