from odoo import api, fields, models

# The roles of commission that people of a project's team have, by their duty.
DUTIES = ("lead", "design")


class CrmContract(models.Model):
    """Who leads and draws the project has a part of the contract's commission."""

    _inherit = "crm.contract"

    def _get_commission_people(self):
        found = super()._get_commission_people()
        # Money comes in after a project is put away, too.
        wholes = (self | self.parent_id).with_context(active_test=False)
        projects = wholes.project_ids.with_env(self.env)
        members = self.env["project.member"].search(
            [
                ("project_id", "in", projects.ids),
                ("duty", "in", DUTIES),
                ("user_id", "!=", False),
            ],
            order="id",
        )
        by_contract = members.grouped(lambda member: member.project_id.contract_id)
        for contract in self:
            # A supplement is carried out by the project of its contract.
            team = by_contract.get(contract._get_whole(), members.browse())
            for duty, people in team.grouped("duty").items():
                # Whoever has two roles of one duty has one part.
                found[contract.id][duty] = [(user, 1.0) for user in people.user_id]
        return found

    @api.model
    def _get_commission_domain(self, user):
        in_team = fields.Domain(
            "project_ids.member_ids", "any", [("user_id", "=", user.id)]
        )
        return (
            super()._get_commission_domain(user)
            | in_team
            | fields.Domain("parent_id", "any", in_team)
        )
