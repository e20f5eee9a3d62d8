from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.progress import phase_progress


class ProjectMilestone(models.Model):
    """A phase of a design project, on Odoo's milestone."""

    _inherit = "project.milestone"

    code = fields.Char(help="Short code that templates and payment plans refer to.")
    weight = fields.Float(
        default=1.0, help="Share of this phase in the progress of the project."
    )
    duration_days = fields.Integer(
        string="Duration (days)",
        default=30,
        help="Standard duration, in calendar days, used to date the phases.",
    )
    planned_start_date = fields.Date(copy=False)
    deliverable_ids = fields.One2many(
        "project.deliverable", "milestone_id", string="Deliverables", copy=True
    )
    progress = fields.Float(
        string="Progress (%)", compute="_compute_progress", store=True, aggregator="avg"
    )

    @api.depends("is_reached", "deliverable_ids.state", "deliverable_ids.weight")
    def _compute_progress(self):
        for phase in self:
            phase.progress = phase_progress(
                ((d.weight, d.state) for d in phase.deliverable_ids), phase.is_reached
            )

    @api.constrains("planned_start_date", "deadline")
    def _check_dates(self):
        for phase in self:
            start, end = phase.planned_start_date, phase.deadline
            if start and end and start > end:
                raise ValidationError(
                    self.env._(
                        "Phase %(phase)s would end (%(end)s) before it starts "
                        "(%(start)s). Correct one of the two dates.",
                        phase=phase.name,
                        start=start,
                        end=end,
                    )
                )

    @api.constrains("weight", "duration_days")
    def _check_numbers(self):
        for phase in self:
            if phase.weight < 0 or phase.duration_days < 0:
                raise ValidationError(
                    self.env._(
                        "The weight and the duration of phase %(phase)s cannot be "
                        "negative.",
                        phase=phase.name,
                    )
                )

    def unlink(self):
        # Through the ORM, so that a version the client has seen stops it.
        self.deliverable_ids.unlink()
        return super().unlink()

    def _reach_when_signed_off(self):
        """Mark the phases whose deliverables are all signed off as reached."""
        self.filtered(
            lambda phase: (
                not phase.is_reached
                and phase.deliverable_ids
                and set(phase.deliverable_ids.mapped("state")) == {"signed_off"}
            )
        ).write({"is_reached": True})
