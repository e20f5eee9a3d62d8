from odoo import api, fields, models


class CrmConnectorDepartmentMember(models.Model):
    """Somebody's place in a department: chat tools let one be in several."""

    _name = "crm.connector.department.member"
    _description = "Member of a Department in a Chat Tool"
    _order = "department_id, is_leader desc, id"
    _rec_name = "identity_id"

    department_id = fields.Many2one(
        "crm.connector.department",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    identity_id = fields.Many2one(
        "crm.connector.identity",
        string="Colleague",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    is_leader = fields.Boolean(string="Leads It", readonly=True)

    _place_unique = models.UniqueIndex(
        "(identity_id, department_id)", "He is in this department already."
    )

    @api.model
    def _take_over(self, people):
        """Write who is where; three statements, however many people.

        :param dict people: identity -> ``tools.directory.Person``
        """
        identities = self.env["crm.connector.identity"].union(*people)
        departments = self.env["crm.connector.department"].search(
            [("connector_id", "in", identities.connector_id.ids)]
        )
        by_key = {(one.connector_id, one.external_id): one for one in departments}
        wanted = {
            (identity.id, by_key[identity.connector_id, key].id): key in person.led_ids
            for identity, person in people.items()
            for key in person.department_ids
            if (identity.connector_id, key) in by_key
        }
        current = self.search([("identity_id", "in", identities.ids)])
        kept = set()
        stale = self.browse()
        for member in current:
            place = (member.identity_id.id, member.department_id.id)
            if wanted.get(place) is member.is_leader:
                kept.add(place)
            else:
                stale += member
        stale.unlink()
        self.create(
            [
                {
                    "identity_id": identity_id,
                    "department_id": department_id,
                    "is_leader": is_leader,
                }
                for (identity_id, department_id), is_leader in wanted.items()
                if (identity_id, department_id) not in kept
            ]
        )
