from odoo import models


class ProjectMilestone(models.Model):
    """A phase moves by the working days its contract stood still."""

    _inherit = "project.milestone"

    def _get_shifted_dates(self, stopped, later):
        """Return the dates of a phase that stood still from the day ``stopped`` on.

        A phase that had begun before keeps its start, its end moves.

        :param later: returns the day that a day becomes
        """
        self.ensure_one()
        start = self.planned_start_date
        if start and start > stopped and not self.actual_start_date:
            start = later(start)
        return {"planned_start_date": start, "deadline": later(self.deadline)}
