from datetime import UTC, datetime

from odoo import api, fields, models

from ..tools.group_chat import group_values


class CrmWecomGroup(models.Model):
    """A group in WeCom with customers in it: who owns it, who is in it."""

    _name = "crm.wecom.group"
    _description = "WeCom Customer Group"
    _order = "id desc"

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="connector_id.company_id", store=True, index=True
    )
    chat_id = fields.Char(string="ID in WeCom", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    owner_userid = fields.Char(string="Owner's ID", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    contact_ids = fields.Many2many(
        "crm.wecom.contact", string="Customers", readonly=True
    )
    colleague_count = fields.Integer(string="Colleagues", readonly=True)
    customer_count = fields.Integer(string="Customers in It", readonly=True)
    created_at = fields.Datetime(string="Group Made On", readonly=True)
    dismissed_at = fields.Datetime(string="Dissolved", readonly=True)

    _chat_unique = models.Constraint(
        "UNIQUE(connector_id, chat_id)", "This group of WeCom is known already."
    )

    @api.model
    def _take_over(self, connector, chats):
        """Write what WeCom says of these groups; who joined is an interaction.

        :param list chats: WeCom's ``group_chat``
        """
        found = {values["chat_id"]: values for values in map(group_values, chats)}
        known = self.search(
            [("connector_id", "=", connector.id), ("chat_id", "in", list(found))]
        )
        by_chat = {group.chat_id: group for group in known}
        externals = {one for values in found.values() for one in values["customers"]}
        contacts = self.env["crm.wecom.contact"].search(
            [("connector_id", "=", connector.id)]
            + [("external_id", "in", sorted(externals))]
        )
        contact_of = {one.external_id: one for one in contacts}
        owners = self.env["crm.connector.identity"].search(
            [("connector_id", "=", connector.id), ("user_id", "!=", False)]
            + [("external_id", "in", [v["owner"] for v in found.values()])]
        )
        user_of = {one.external_id: one.user_id for one in owners}
        joined = []
        for chat_id, values in found.items():
            members = contacts.browse(
                contact_of[one].id for one in values["customers"] if one in contact_of
            )
            group = by_chat.get(chat_id) or self.create(
                {"connector_id": connector.id, "chat_id": chat_id, "name": chat_id}
            )
            before = group.contact_ids
            group._write_changes(values, members, user_of.get(values["owner"]))
            joined += group._interactions(members - before, values, "group_joined")
            joined += group._interactions(before - members, values, "group_left")
        self.env["crm.wecom.interaction"]._record(joined)

    def _write_changes(self, values, members, user):
        created = values["created_at"]
        wanted = {
            "name": values["name"] or self.chat_id,
            "owner_userid": values["owner"],
            "user_id": user.id if user else False,
            "colleague_count": values["colleague_count"],
            "customer_count": len(values["customers"]),
            "created_at": created
            and datetime.fromtimestamp(created, UTC).replace(tzinfo=None),
            "dismissed_at": False,
        }
        current = self._convert_to_write({name: self[name] for name in wanted})
        changed = {
            name: value
            for name, value in wanted.items()
            if (current[name] or False) != (value or False)
        }
        if members != self.contact_ids:
            changed["contact_ids"] = [fields.Command.set(members.ids)]
        if changed:
            self.write(changed)

    def _interactions(self, contacts, values, kind):
        """The lines of those who came into a group, or left it."""
        return [
            {
                "contact_id": contact.id,
                "kind": kind,
                "user_id": self.user_id.id,
                "happened_at": values["joined"].get(contact.external_id)
                if kind == "group_joined"
                else fields.Datetime.now(),
                "subject": self.name,
                "source": f"{kind}:{self.chat_id}",
            }
            for contact in contacts
        ]

    def _dismiss(self, moment):
        self.filtered(lambda group: not group.dismissed_at).dismissed_at = moment
