from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import workbench as rules

#: So many people are listed.
MEMBERS = 200
MANAGER = "sales_team.group_sale_manager"


class CrmWorkbench(models.AbstractModel):
    """What waits in the teams that somebody leads, person by person.

    Counted over the same sources as everybody's own board, under the leader's own
    record rules: what he may not read is no number for him. What a person has put off
    for himself is still there for his leader.
    """

    _inherit = "crm.workbench"

    @api.model
    def load_team(self):
        """Return what waits for each member, the person with most overdue first.

        :return: dict with ``kinds`` (``{"key", "title", "icon", "may_reassign"}``),
            ``teams`` (``{"id", "name"}``) and ``people`` (``{"id", "name", "teams",
            "late", "open", "kinds": {key: {"open", "late"}}}``)
        :raises AccessError: for those who lead nobody
        """
        teams = self._get_led_teams_checked()
        members = self._get_members(teams)
        sources = self._get_team_sources()
        counts = self._count_team(sources, members)
        # Names of colleagues and who is in the teams that he leads.
        people = [
            {
                "id": member_sudo.id,
                "name": member_sudo.name,
                "teams": (member_sudo.crm_team_ids & teams).ids,
                "kinds": counts.get(member_sudo.id, {}),
            }
            for member_sudo in members.sudo()
        ]
        return {
            "kinds": [
                {
                    "key": source.key,
                    "title": source.title,
                    "icon": source.icon,
                    "may_reassign": bool(source.reassign),
                }
                for source in sources
            ],
            "teams": [{"id": team.id, "name": team.name} for team in teams],
            "people": rules.most_pressed_first(people),
        }

    @api.model
    def load_team_cards(self, kind, user_id):
        """Return the first cards of a kind of one member, to be read and given on."""
        source, domain, _member = self._get_team_source(kind, user_id)
        records = source.records
        query = records._search(
            domain,
            limit=source.limit,
            order=source.order,
            bypass_access=source.bypass_access,
        )
        records = records.browse(query)
        if not records:
            return []
        records.fetch(source.fields)
        return rules.in_order(
            [{**card, "kind": kind, "acts": []} for card in source.cards(records)],
            {kind: source.rank},
        )

    @api.model
    def get_team_action(self, kind, user_id):
        """Return the action that shows all that waits of a kind for one member."""
        source, domain, member = self._get_team_source(kind, user_id)
        name = f"{source.title}: {member.sudo().name}"
        return self._get_list_action(source, domain, name)

    # -- who -------------------------------------------------------------------------

    def _get_led_domain(self):
        """Return the teams that the user leads: for sales managers, all of them."""
        user = self.env.user
        return (
            Domain.TRUE if user.has_group(MANAGER) else Domain("user_id", "=", user.id)
        )

    def _leads_a_team(self):
        teams = self.env["crm.team"]
        return teams.has_access("read") and bool(
            teams.search_count(self._get_led_domain(), limit=1)
        )

    def _get_led_teams_checked(self):
        self._check_internal()
        teams = self.env["crm.team"]
        if teams.has_access("read"):
            teams = teams.search(self._get_led_domain())
        if not teams:
            raise AccessError(self.env._("You lead no sales team."))
        return teams

    def _get_members(self, teams):
        # Who leads a team knows who is in it.
        members_sudo = teams.sudo().member_ids - self.env.user
        return members_sudo[:MEMBERS].sudo(False)

    def _get_member(self, user_id):
        """Return one person of the teams that the current user leads.

        :raises AccessError: it is none
        """
        members = self._get_members(self._get_led_teams_checked())
        member = members.filtered(lambda each: each.id == user_id)
        if not member:
            raise AccessError(
                self.env._("This colleague is not in your teams. Reload the page.")
            )
        return member

    # -- what ------------------------------------------------------------------------

    def _get_team_sources(self):
        sources = [
            source
            for source in self._workbench_sources()
            if source.team and source.may_show()
        ]
        return sorted(sources, key=lambda source: source.rank)

    def _get_team_source(self, kind, user_id):
        """Return (source, what there is of it, the member), or raise."""
        member = self._get_member(user_id)
        for source in self._get_team_sources():
            if source.key == kind:
                return source, self._get_team_domain(source, member), member
        raise AccessError(
            self.env._("There is nothing of this kind for you. Reload the page.")
        )

    def _get_team_domain(self, source, members):
        return Domain.OR(self._get_team_domains(source, members))

    def _get_team_domains(self, source, members):
        """Return what there is of a kind, in parts that have nothing in common."""
        parts = source.team()
        parts = parts if isinstance(parts, list) else [parts]
        return [Domain("user_id", "in", members.ids) & part for part in parts]

    def _count_team(self, sources, members):
        """Return {user id: {key: {"open", "late"}}}, in one statement."""
        found = {}
        parts = [
            self._get_team_query(source, domain)
            for source in sources
            for domain in self._get_team_domains(source, members)
        ]
        if not parts or not members:
            return found
        statement = SQL(" UNION ALL ").join(parts)
        for key, user_id, count, late in self.env.execute_query(statement):
            counts = found.setdefault(user_id, {})
            counts = counts.setdefault(key, {"open": 0, "late": 0})
            counts["open"] += count
            counts["late"] += late
        return found

    def _get_team_query(self, source, domain):
        records = source.records
        query = records._search(
            domain,
            bypass_access=source.bypass_access,
        )
        late = source.late().optimize_full(records)
        return SQL(
            "(SELECT %s, user_id, COUNT(*), COUNT(*) FILTER (WHERE is_late) "
            "FROM (%s) AS found GROUP BY user_id)",
            source.key,
            query.select(
                SQL.identifier(query.table, "user_id"),
                SQL("%s AS is_late", late._to_sql(records, query.table, query)),
            ),
        )
