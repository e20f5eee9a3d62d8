from datetime import UTC, datetime

from odoo import api, fields, models


class CrmWecomFollow(models.Model):
    """A colleague who has, or had, a customer among his contacts in WeCom."""

    _name = "crm.wecom.follow"
    _description = "WeCom Customer of a Colleague"
    _order = "added_at, id"
    _rec_name = "userid"

    contact_id = fields.Many2one(
        "crm.wecom.contact",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    userid = fields.Char(string="Colleague's ID", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        compute="_compute_user_id",
        store=True,
        index="btree_not_null",
    )
    way_id = fields.Many2one(
        "crm.wecom.contact.way",
        string="Came by",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    remark = fields.Char(readonly=True)
    company_name = fields.Char(string="Company by Remark", readonly=True)
    mobile = fields.Char(readonly=True)
    description = fields.Char(readonly=True)
    added_at = fields.Datetime(string="Since", readonly=True)
    ended_at = fields.Datetime(string="Until", readonly=True)
    ended_by = fields.Selection(
        [("us", "Deleted by us"), ("customer", "Deleted by the customer")],
        readonly=True,
    )
    welcomed_at = fields.Datetime(string="Greeted", readonly=True)
    welcome_error = fields.Char(string="Not Greeted Because", readonly=True)

    _follow_unique = models.Constraint(
        "UNIQUE(contact_id, userid)", "This colleague has this customer already."
    )

    @api.depends("userid", "contact_id.connector_id.identity_ids.user_id")
    def _compute_user_id(self):
        connectors = self.contact_id.connector_id
        identities = self.env["crm.connector.identity"].search(
            [
                ("connector_id", "in", connectors.ids),
                ("external_id", "in", self.mapped("userid")),
                ("user_id", "!=", False),
            ]
        )
        users = {(one.connector_id, one.external_id): one.user_id for one in identities}
        for follow in self:
            follow.user_id = users.get((follow.contact_id.connector_id, follow.userid))

    @api.model
    def _take_over(self, contact, found):
        """Write who follows a customer; who no longer does keeps his row.

        :param found: ``tools.external_contact.Follower``, one a colleague
        """
        ways = self.env["crm.wecom.contact.way"]._by_state(
            contact.connector_id, [one.state for one in found]
        )
        known = {follow.userid: follow for follow in contact.follow_ids}
        new = []
        for one in found:
            values = {
                "remark": one.remark,
                "company_name": one.company,
                "mobile": one.mobiles[0] if one.mobiles else False,
                "description": one.description,
                "added_at": one.added_at
                and datetime.fromtimestamp(one.added_at, UTC).replace(tzinfo=None),
                "way_id": ways.get(one.state, self.way_id).id,
                "ended_at": False,
                "ended_by": False,
            }
            if one.userid in known:
                known[one.userid]._write_changes(values)
            else:
                new.append({"contact_id": contact.id, "userid": one.userid, **values})
        self.create(new)

    def _write_changes(self, values):
        """Write only what differs: a nightly comparison mostly changes nothing."""
        self.ensure_one()
        current = self._convert_to_write({name: self[name] for name in values})
        changed = {
            name: value
            for name, value in values.items()
            if (current[name] or False) != (value or False)
        }
        if changed:
            self.write(changed)

    def _end(self, by):
        """Keep that this colleague and the customer are no longer in touch."""
        self.filtered(lambda follow: not follow.ended_at).write(
            {"ended_at": fields.Datetime.now(), "ended_by": by}
        )
