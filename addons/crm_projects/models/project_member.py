from odoo import api, fields, models


class ProjectMember(models.Model):
    """Who has which role in a project; being named opens the project to him."""

    _name = "project.member"
    _description = "Project Member"
    _order = "project_id, role_sequence, role_id, id"
    _rec_name = "user_id"

    project_id = fields.Many2one(
        "project.project", required=True, ondelete="cascade", index=True
    )
    role_id = fields.Many2one(
        "project.role", required=True, ondelete="restrict", index=True
    )
    role_sequence = fields.Integer(
        related="role_id.sequence", store=True, string="Role Order"
    )
    duty = fields.Selection(related="role_id.duty", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        index=True,
        domain="[('share', '=', False)]",
        help="Empty in a template: the person is named in the project.",
    )
    hours = fields.Float(string="Planned Hours")
    company_id = fields.Many2one(related="project_id.company_id", store=True)

    _once = models.UniqueIndex(
        "(project_id, role_id, user_id) WHERE user_id IS NOT NULL",
        "This person has that role in the project already.",
    )
    _hours_positive = models.Constraint(
        "CHECK(hours >= 0)", "Planned hours cannot be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._open_project()
        return members

    def write(self, vals):
        left = [(member.project_id, member.user_id) for member in self]
        result = super().write(vals)
        if {"user_id", "project_id"} & vals.keys():
            self._open_project()
            self._close_projects(left)
        return result

    def unlink(self):
        left = [(member.project_id, member.user_id) for member in self]
        result = super().unlink()
        self._close_projects(left)
        return result

    def _open_project(self):
        """Let the people named follow their project, and so see it."""
        for project, members in self.grouped("project_id").items():
            project._let_in(members.user_id)

    @api.model
    def _close_projects(self, left):
        """Take those out who are in their project for no other reason any more."""
        for project, user in left:
            project.exists()._let_out(user)
