from odoo import fields, models


class ResUsers(models.Model):
    """Where somebody is in a team and in the company."""

    _inherit = "res.users"

    project_member_ids = fields.One2many("project.member", "user_id")

    def _approval_manager(self):
        """Designers belong to no sales team: their employee's manager is the next."""
        manager = super()._approval_manager()
        if manager:
            return manager
        # Nobody needs to read employees to be reminded of up the line.
        return self.sudo().employee_id.parent_id.user_id.sudo(self.env.su) - self
