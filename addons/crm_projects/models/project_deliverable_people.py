from odoo import api, fields, models


class ProjectDeliverable(models.Model):
    """Who draws a deliverable: by role when its phase begins, or named."""

    _inherit = "project.deliverable"

    role_id = fields.Many2one(
        "project.role",
        index="btree_not_null",
        help="When the phase begins, the least loaded person with this role gets it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        deliverables = super().create(vals_list)
        deliverables.filtered("user_id")._let_designers_in()
        return deliverables

    def write(self, vals):
        left = [(item.project_id, item.user_id) for item in self if item.user_id]
        result = super().write(vals)
        if "user_id" in vals:
            self._let_designers_in()
            for project, user in left:
                project._let_out(user)
        return result

    def _let_designers_in(self):
        for project, items in self.grouped("project_id").items():
            if project:
                project._let_in(items.user_id)
