from odoo import fields, models
from odoo.fields import Command


class ProjectTask(models.Model):
    """A task of a template says whose work it is; its phase gives it to somebody.

    Odoo asks for people when a project is made, and then forgets the roles. Here the
    people are known when the phase begins, so the roles are kept in the project.
    """

    _inherit = "project.task"

    assign_role_ids = fields.Many2many(
        "project.role",
        "project_task_assign_role_rel",
        "task_id",
        "role_id",
        string="Given to the Roles",
        help="When its phase begins, a task without an assignee goes to the person of "
        "these roles in the team who has the least to do. A task without a phase goes "
        "with the first one.",
    )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if self.env.context.get("copy_from_project_template"):
            for task, vals in zip(self, vals_list, strict=True):
                roles = task.role_ids | task.assign_role_ids
                vals["assign_role_ids"] = [Command.set(roles.ids)]
        return vals_list
