from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import schedule


class ProjectMilestone(models.Model):
    """What a phase waits for, and when it really began."""

    _inherit = "project.milestone"

    depend_on_ids = fields.Many2many(
        "project.milestone",
        "project_milestone_dependency_rel",
        "milestone_id",
        "depends_on_id",
        string="Follows",
        copy=False,
        domain="[('project_id', '=', project_id), ('id', '!=', id)]",
        help="The phases that have to end before this one begins. Empty: the phase "
        "before it in the list.",
    )
    dependent_ids = fields.Many2many(
        "project.milestone",
        "project_milestone_dependency_rel",
        "depends_on_id",
        "milestone_id",
        string="Followed by",
        copy=False,
    )
    actual_start_date = fields.Date(
        string="Began on", copy=False, readonly=True, tracking=True
    )
    phase_state = fields.Selection(
        [("planned", "Planned"), ("running", "Running"), ("reached", "Reached")],
        compute="_compute_phase_state",
        store=True,
    )

    @api.depends("is_reached", "actual_start_date")
    def _compute_phase_state(self):
        for phase in self:
            phase.phase_state = (
                (phase.is_reached and "reached")
                or (phase.actual_start_date and "running")
                or "planned"
            )

    @api.constrains("depend_on_ids", "sequence", "project_id")
    def _check_order(self):
        for phase in self:
            foreign = phase.depend_on_ids.filtered(
                lambda other, phase=phase: other.project_id != phase.project_id
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "Phase %(phase)s cannot follow %(other)s, which belongs to "
                        "another project.",
                        phase=phase.name,
                        other=foreign[0].name,
                    )
                )
        for project in self.project_id:
            project._check_no_cycle()

    @api.constrains("actual_start_date", "reached_date")
    def _check_actual_dates(self):
        for phase in self:
            began, reached = phase.actual_start_date, phase.reached_date
            if began and reached and began > reached:
                raise ValidationError(
                    self.env._(
                        "Phase %(phase)s cannot have been reached (%(reached)s) before "
                        "it began (%(began)s). Correct one of the two dates.",
                        phase=phase.name,
                        reached=reached,
                        began=began,
                    )
                )

    def _in_list_order(self):
        """Return the phases as the project lists them."""
        return self.sorted(lambda phase: (phase.sequence, phase._origin.id))

    def _as_plan(self):
        """Return the phases as plain values for ``tools.schedule``."""
        return [
            schedule.Phase(
                key=phase.id,
                name=phase.name,
                days=phase.duration_days,
                after=frozenset(phase.depend_on_ids.ids),
                began=phase.actual_start_date or None,
                ended=(phase.is_reached and phase.reached_date) or None,
            )
            for phase in self._in_list_order()
        ]

    def _get_earlier(self):
        """Return the phases that this one waits for."""
        self.ensure_one()
        phases = self.project_id.milestone_ids
        waits_for = schedule.predecessors(phases._as_plan())
        return self.browse(sorted(waits_for.get(self.id, ())))
