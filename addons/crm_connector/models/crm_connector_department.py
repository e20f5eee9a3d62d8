from odoo import api, fields, models

from ..tools.directory import Department, levels


class CrmConnectorDepartment(models.Model):
    """A department as a chat tool knows it; people only say which team it is here."""

    _name = "crm.connector.department"
    _description = "Department in a Chat Tool"
    _order = "connector_id, complete_name, id"
    _rec_name = "complete_name"

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    external_id = fields.Char(
        string="ID in the Chat Tool", required=True, readonly=True
    )
    name = fields.Char(required=True, readonly=True)
    complete_name = fields.Char(
        string="Department",
        compute="_compute_complete_name",
        recursive=True,
        store=True,
    )
    parent_id = fields.Many2one(
        "crm.connector.department",
        string="Part of",
        readonly=True,
        ondelete="set null",
        index=True,
    )
    active = fields.Boolean(default=True)
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        ondelete="set null",
        index="btree_not_null",
        help="Users who come into this department, or one below it without a team of "
        "its own, become members of this team.",
    )
    member_ids = fields.One2many("crm.connector.department.member", "department_id")
    member_count = fields.Integer(string="People", compute="_compute_members")
    leader_names = fields.Char(string="Led by", compute="_compute_members")

    _external_unique = models.Constraint(
        "UNIQUE(connector_id, external_id)",
        "This department of the chat tool is known already.",
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for department in self:
            above = department.parent_id.complete_name
            department.complete_name = (
                f"{above} / {department.name}" if above else department.name
            )

    @api.depends("member_ids.is_leader", "member_ids.identity_id.active")
    def _compute_members(self):
        members = self.env["crm.connector.department.member"].search(
            [("department_id", "in", self.ids), ("identity_id.active", "=", True)]
        )
        by_department = members.grouped("department_id")
        for department in self:
            own = by_department.get(department, members.browse())
            department.member_count = len(own)
            leaders = own.filtered("is_leader").identity_id
            department.leader_names = "、".join(
                leader.name or leader.external_id for leader in leaders
            )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("team_id"):
            below = self.search([("id", "child_of", self.ids)])
            below.member_ids.identity_id._join_teams()
        return result

    def _effective_teams(self):
        """The team of each department, its own or that of the nearest above.

        :return: {department: crm.team, maybe empty}
        """
        teams = {}
        for department in self:
            one = department
            while one and not one.team_id:
                one = one.parent_id
            teams[department] = one.team_id
        return teams

    @api.model
    def _take_over(self, connector, departments):
        """Write the whole tree as the chat tool has it; what is gone is archived.

        :param departments: ``tools.directory.Department``, all of them
        """
        known = self._all_of(connector)
        for level in levels(departments):  # a level is one statement
            known |= self._create_missing(connector, known, level)
        by_key = {one.external_id: one for one in known}
        changes = {
            by_key[one.external_id]: changed
            for level in levels(departments)
            for one in level
            if (changed := by_key[one.external_id]._changed_values(one, by_key))
        }
        moved = self.union(*(one for one in changes if "parent_id" in changes[one]))
        moved.parent_id = False  # two that change places are no circle meanwhile
        for department, values in changes.items():
            department.write(values)
        listed = {one.external_id for one in departments}
        gone = known.filtered(lambda one: one.active and one.external_id not in listed)
        gone.active = False

    @api.model
    def _create_missing(self, connector, known, level):
        by_key = {one.external_id: one.id for one in known}
        return self.create(
            [
                {
                    "connector_id": connector.id,
                    "external_id": one.external_id,
                    "name": one.name or one.external_id,
                    "parent_id": by_key.get(one.parent_id),
                }
                for one in level
                if one.external_id not in by_key
            ]
        )

    def _changed_values(self, now, by_key):
        """What differs from the chat tool's ``now``, as values to write."""
        values = {
            "name": now.name or now.external_id,
            "parent_id": by_key[now.parent_id].id if now.parent_id in by_key else False,
            "active": True,
        }
        current = {
            "name": self.name,
            "parent_id": self.parent_id.id,
            "active": self.active,
        }
        return {name: value for name, value in values.items() if current[name] != value}

    @api.model
    def _all_of(self, connector):
        return self.with_context(active_test=False).search(
            [("connector_id", "=", connector.id)]
        )

    def _as_known(self):
        """These as plain values for ``tools.directory_difference``."""
        return [
            Department(one.external_id, one.name, one.parent_id.external_id or "")
            for one in self
        ]

    def action_view_people(self):
        """Open the people of this department."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_connector.crm_connector_identity_action"
        )
        action["domain"] = [("member_ids.department_id", "=", self.id)]
        return action
