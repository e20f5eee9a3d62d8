from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import assignment
from .crm_lead_capture import CHANNELS


class CrmAssignmentRule(models.Model):
    """Who is given the leads that come in and are nobody's."""

    _name = "crm.assignment.rule"
    _description = "Assignment Rule for Leads"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10, help="The first rule that fits a lead and finds somebody decides."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    channel = fields.Selection(
        CHANNELS, string="Came by", help="Empty: leads from everywhere."
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        index="btree_not_null",
        check_company=True,
        help="Leads of this team and leads of none; these become the team's. Empty: "
        "leads of all teams.",
    )
    kind = fields.Selection(
        [
            ("round_robin", "In Turn"),
            ("load", "Fewest Open Leads"),
            ("region", "By Region"),
            ("grade", "By Priority"),
        ],
        required=True,
        default="round_robin",
        help="In turn: who waited longest is next.\n"
        "Fewest open leads: who has the least open leads and opportunities.\n"
        "By region: in turn among those whose region the lead names; a lead of no "
        "region here goes on to the next rule.\n"
        "By priority: in turn among those for the highest priority that it reaches.",
    )
    member_ids = fields.One2many("crm.assignment.member", "rule_id", string="People")
    turn = fields.Integer(readonly=True, copy=False)

    @api.constrains("kind", "member_ids")
    def _check_regions(self):
        for rule in self.filtered(lambda rule: rule.kind == "region"):
            for member in rule.member_ids:
                if not assignment.split_places(member.places):
                    raise ValidationError(
                        self.env._(
                            "Rule “%(rule)s” assigns by region: name the regions of "
                            "%(person)s, or remove him.",
                            rule=rule.name,
                            person=member.user_id.name,
                        )
                    )

    @api.model
    def _assign(self, leads_sudo):
        """Give these leads to people, by the first rule that finds somebody.

        ``leads_sudo`` has no salesperson yet; what no rule takes stays without one.
        """
        # Rules are the managers'; they hold for whoever brings a lead in.
        for rule_sudo in self.sudo().search([("active", "=", True)]):
            open_sudo = leads_sudo.filtered(lambda lead: not lead.user_id)
            fit_sudo = open_sudo.filtered_domain(rule_sudo._get_lead_domain())
            if fit_sudo:
                rule_sudo._give(fit_sudo)

    def _get_lead_domain(self):
        """Return which leads this rule is for."""
        domain = Domain("company_id", "in", [self.company_id.id, False])
        if self.team_id:
            domain &= Domain("team_id", "in", [self.team_id.id, False])
        if self.channel:
            domain &= Domain("intake_channel", "=", self.channel)
        return domain

    def _give(self, leads):
        members = self.member_ids.filtered("is_available")
        members = members.filtered(
            lambda member: self.company_id in member.user_id.company_ids
        )
        if not members:
            return
        turn = self._take_turns(len(leads))
        loads = self._open_leads(members) if self.kind == "load" else {}
        turns = assignment.Round(self.kind, members._candidates(loads), turn)
        given = defaultdict(leads.browse)
        for lead in leads:
            chosen = turns.take(lead._place_text(), int(lead.priority or 0))
            if chosen:
                given[chosen.key] |= lead
                members.browse(chosen.key).last_turn = chosen.last_turn
        for member in members:
            if of_member := given.get(member.id):
                member.given_count += len(of_member)
                self._give_to(member.user_id, of_member)

    def _take_turns(self, count):
        """Take the next turns of this rule; return the number before them.

        One statement: who assigns at the same moment waits, fails to serialise and
        is tried again, so that two leads never take the same turn.
        """
        self.flush_recordset(["turn"])
        self.member_ids.flush_recordset(["last_turn"])
        query = SQL(
            "UPDATE crm_assignment_rule SET turn = COALESCE(turn, 0) + %s "
            "WHERE id = %s RETURNING turn",
            count,
            self.id,
        )
        ((turn,),) = self.env.execute_query(query)
        self.invalidate_recordset(["turn"])
        return turn - count

    def _open_leads(self, members):
        """Return how many open leads each of these people has."""
        return dict(
            self.env["crm.lead"]._read_group(
                Domain("user_id", "in", members.user_id.ids)
                & Domain("won_status", "=", "pending"),
                ["user_id"],
                ["__count"],
            )
        )

    def _give_to(self, user, leads):
        note = self.env._("rule “%(rule)s”", rule=self.name)
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for team, of_team in leads.grouped("team_id").items():
            of_team._with_ownership_reason("assigned", note).write(
                {
                    "user_id": user.id,
                    "team_id": (team or self.team_id).id,
                    "assignment_rule_id": self.id,
                    "assignment_note": f"{self.name} · {kinds[self.kind]}",
                }
            )
