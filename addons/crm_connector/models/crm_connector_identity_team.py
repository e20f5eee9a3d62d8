from odoo import models


class CrmConnectorIdentity(models.Model):
    """Who comes into a department joins the sales team that it is here."""

    _inherit = "crm.connector.identity"

    def _join_teams(self):
        """Make the users of these members of the teams of their departments.

        Nobody is taken out of a team: who left a department may still finish work.
        """
        here = self.filtered(lambda one: one.active and one.user_id)
        departments = here.member_ids.department_id
        teams = departments._effective_teams()
        wanted = {
            (member.identity_id.user_id, teams[member.department_id])
            for member in here.member_ids
            if teams[member.department_id]
        }
        if not wanted:
            return
        # Administrators of connectors need no rights on sales teams.
        members_sudo = self.env["crm.team.member"].sudo()
        known_sudo = members_sudo.search([("user_id", "in", here.user_id.ids)])
        known = {(one.user_id, one.crm_team_id) for one in known_sudo}
        members_sudo.create(
            [
                {"user_id": user.id, "crm_team_id": team.id}
                for user, team in sorted(
                    wanted - known, key=lambda pair: (pair[0].id, pair[1].id)
                )
            ]
        )
