from odoo import api, models

from ..tools.directory_match import UserFacts, propose


class CrmConnectorDirectoryLine(models.Model):
    _inherit = "crm.connector.directory.line"

    @api.model
    def _propose_users(self, connector, people):
        """Who of the users these people may be; a person has to confirm it.

        :param people: ``tools.directory.Person``
        :return: {external id: (user, by what)}
        """
        if not people:
            return {}
        linked = self.env["crm.connector.identity"].search(
            [("connector_id", "=", connector.id), ("user_id", "!=", False)]
        )
        domain = [("share", "=", False), ("id", "not in", linked.user_id.ids)]
        if connector.company_id:
            domain.append(("company_ids", "in", connector.company_id.ids))
        users = self.env["res.users"].search(domain)
        found = propose(
            people,
            [
                UserFacts(user.id, user.login, user.email or "", user.name)
                for user in users
            ],
        )
        return {
            external_id: (users.browse(key), matched_by)
            for external_id, (key, matched_by) in found.items()
        }
