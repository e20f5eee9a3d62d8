from odoo import api, fields, models


class ProjectDeliverable(models.Model):
    """A deliverable of a paused project is not late."""

    _inherit = "project.deliverable"

    is_paused = fields.Boolean(related="project_id.is_paused", store=True)

    @api.depends("is_paused")
    def _compute_is_late(self):
        result = super()._compute_is_late()
        self.filtered("is_paused").is_late = False
        return result
