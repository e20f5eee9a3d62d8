from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache


class ResUsers(models.Model):
    """Whose contact data a salesperson knows."""

    _inherit = "res.users"

    def _is_contact_guarded(self):
        """Whether this user sees colleagues' customers with masked contact data."""
        return self.has_group("sales_team.group_sale_salesman") and not self.has_group(
            "sales_team.group_sale_salesman_all_leads"
        )

    @ormcache("self.id")
    def _known_owner_ids(self):
        """Return the ids of those whose customers this user sees in full.

        Teams and memberships clear this together with the record rules.
        """
        # A rep need not read his teams' members.
        teams_sudo = self.sudo().crm_seen_team_ids
        return (self.id, *teams_sudo.crm_team_member_ids.user_id.ids)

    def _get_known_contact_domain(self):
        """Return the customers and contacts whose contact data this user sees.

        Colleagues; customers without an owner, of his own and of the teams he sees;
        pooled ones where he manages the pool; those that an approved registration of
        his own, or one that he shares, is about.
        """
        known = self._known_owner_ids()
        unowned = Domain("user_id", "=", False) & Domain(
            "commercial_partner_id.user_id", "in", [*known, False]
        )
        unpooled = Domain("commercial_partner_id.pool_id", "=", False)
        unpooled |= Domain("commercial_partner_id.pool_id.manager_ids", "in", self.ids)
        registered = Domain("state", "=", "converted") & (
            Domain("lead_id.user_id", "=", self.id)
            | Domain("id", "in", self.crm_shared_registration_ids.ids)
        )
        # Registrations count, whoever may read them.
        registrations_sudo = self.env["crm.registration"].sudo()._search(registered)
        customers = registrations_sudo.subselect(
            SQL.identifier(registrations_sudo.table, "partner_id")
        )
        return (
            Domain("partner_share", "=", False)
            | (unpooled & (Domain("user_id", "in", known) | unowned))
            | Domain("id", "in", customers)
            | Domain("commercial_partner_id", "in", customers)
        )
