from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _approval_manager(self):
        """Where no manager is named, the leader of the sales team is the next one."""
        manager = super()._approval_manager()
        if manager:
            return manager
        # A rep's steps go to his leader whoever may read the teams.
        return self.sudo().sale_team_id.user_id.sudo(self.env.su) - self
