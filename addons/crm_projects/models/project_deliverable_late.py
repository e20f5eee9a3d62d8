from odoo import models


class ProjectDeliverable(models.Model):
    """What is late is reminded of until it is out."""

    _name = "project.deliverable"
    _inherit = ["project.deliverable", "project.late.mixin"]

    def _get_due_day(self):
        self.ensure_one()
        return self.deadline if self.state in ("planned", "in_review") else None

    def _get_workers(self):
        return self.user_id

    def write(self, vals):
        if "deadline" in vals:
            # A new date begins anew.
            vals = {"reminder_level": 0, **vals}
        return super().write(vals)
