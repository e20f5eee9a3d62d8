from datetime import UTC, datetime

from odoo import api, fields, models

from ..tools import contact_list
from ..tools.external_contact import event_moment


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
        [
            ("us", "Deleted by us"),
            ("customer", "Deleted by the customer"),
            ("found", "Found gone at night"),
        ],
        readonly=True,
    )
    tag_codes = fields.Char(readonly=True, help="Ids of the company's tags in WeCom.")
    welcomed_at = fields.Datetime(string="Greeted", readonly=True)
    welcome_error = fields.Char(string="Not Greeted Because", readonly=True)

    _follow_unique = models.Constraint(
        "UNIQUE(contact_id, userid)", "This colleague has this customer already."
    )

    _userid_idx = models.Index("(userid, contact_id) WHERE ended_at IS NULL")

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
        is_kept = contact._is_personal_kept()
        new = []
        for one in found:
            values = self._prepare_values(one, ways, is_kept)
            if one.userid in known:
                known[one.userid]._write_changes(values)
            else:
                new.append({"contact_id": contact.id, "userid": one.userid, **values})
        self.create(new)

    @api.model
    def _prepare_values(self, one, ways, is_kept):
        """The fields of a row by what WeCom says of a colleague's customer."""
        values = {
            "remark": one.remark,
            "company_name": one.company,
            "mobile": is_kept and one.mobiles[0] if one.mobiles else False,
            "description": is_kept and one.description,
            "tag_codes": ",".join(one.tags),
            "added_at": one.added_at
            and datetime.fromtimestamp(one.added_at, UTC).replace(tzinfo=None),
        }
        if one.state in ways:
            values["way_id"] = ways[one.state].id
        return values

    def _write_changes(self, values):
        """Write only what differs: a nightly comparison mostly changes nothing."""
        self.ensure_one()
        connector = self.contact_id.connector_id
        for name in ("remark", "description"):
            if connector[f"wecom_{name}_side"] == "here":
                values = {key: val for key, val in values.items() if key != name}
        if (
            self.ended_at
            and values["added_at"]
            and not contact_list.is_over(
                self.ended_at.timestamp(), values["added_at"].timestamp()
            )
        ):
            values = {**values, "ended_at": False, "ended_by": False}
        current = self._convert_to_write({name: self[name] for name in values})
        changed = {
            name: value
            for name, value in values.items()
            if (current[name] or False) != (value or False)
        }
        if changed:
            self.write(changed)

    def _end(self, by, moment):
        """Keep that this colleague and the customer are no longer in touch.

        :param moment: when; a report from before he was added (anew) says nothing
        """
        self.filtered(
            lambda follow: (
                not follow.ended_at
                and not (follow.added_at and follow.added_at > moment)
            )
        ).write({"ended_at": moment, "ended_by": by})

    def _make_leads(self):
        """Let the customers of these rows become leads, each once."""
        fresh = self.filtered(lambda follow: not follow.contact_id.lead_id)
        leads_sudo = self.env["crm.lead"]._intake(
            [follow.contact_id._lead_values(follow) for follow in fresh], "wecom"
        )
        for follow, lead_sudo in zip(fresh, leads_sudo, strict=True):
            follow.contact_id.write({"lead_id": lead_sudo.id, "match_state": "lead"})

    def _record_interaction(self, kind, event, content=False):
        """A line for the customer's timeline; a repeated report makes no second one.

        :param str content: kept only where the company may archive what is said
        """
        self.env["crm.wecom.interaction"]._record(
            [
                {
                    "contact_id": follow.contact_id.id,
                    "kind": kind,
                    "user_id": follow.user_id.id,
                    "happened_at": event_moment(event.get("CreateTime") or ""),
                    "subject": follow.way_id.name if kind == "added" else False,
                    "content": content,
                    "source": f"{kind}:{follow.userid}",
                }
                for follow in self
            ]
        )
