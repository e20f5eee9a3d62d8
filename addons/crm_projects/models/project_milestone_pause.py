from odoo import models


class ProjectMilestone(models.Model):
    """A phase moves by the days its contract stood still."""

    _inherit = "project.milestone"

    def _get_shifted_dates(self, shift, today):
        """Return the dates of a phase that stood still for ``shift``.

        A phase that had begun before keeps its start, its end moves.
        """
        self.ensure_one()
        start = self.planned_start_date
        if start and start > today - shift:
            start += shift
        return {
            "planned_start_date": start,
            "deadline": self.deadline and self.deadline + shift,
        }
