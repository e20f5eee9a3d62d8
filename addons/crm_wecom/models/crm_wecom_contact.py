from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.contact_list import PERSONAL
from ..tools.external_contact import contact_values, followers


class CrmWecomContact(models.Model):
    """A customer in WeCom, as WeCom knows him, and who he is here.

    Written by code from what WeCom answers; people only say whose contact it is.
    """

    _name = "crm.wecom.contact"
    _description = "WeCom Customer"
    _order = "id desc"

    connector_id = fields.Many2one(
        "crm.connector", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="connector_id.company_id", store=True, index=True
    )
    external_id = fields.Char(
        string="ID in WeCom",
        required=True,
        readonly=True,
        help="WeCom's external user id, which never changes.",
    )
    unionid = fields.Char(
        string="WeChat ID", readonly=True, groups="base.group_system", index=True
    )
    name = fields.Char(readonly=True)
    kind = fields.Selection(
        [("wechat", "WeChat"), ("wecom", "WeCom")],
        string="Uses",
        readonly=True,
    )
    company_name = fields.Char(string="Company Name in WeCom", readonly=True)
    function = fields.Char(string="Job Position", readonly=True)
    follow_ids = fields.One2many(
        "crm.wecom.follow", "contact_id", string="Colleagues", readonly=True
    )
    user_ids = fields.Many2many(
        "res.users", string="In Touch with", compute="_compute_user_ids"
    )
    is_followed = fields.Boolean(
        string="In Touch",
        compute="_compute_is_followed",
        store=True,
        help="Whether a colleague still has this customer among his contacts.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Contact", ondelete="set null", index="btree_not_null"
    )
    lead_id = fields.Many2one(
        "crm.lead",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    synced_at = fields.Datetime(string="As of", readonly=True)

    _external_unique = models.Constraint(
        "UNIQUE(connector_id, external_id)", "This customer of WeCom is known already."
    )

    @api.depends("follow_ids.ended_at")
    def _compute_is_followed(self):
        for contact in self:
            contact.is_followed = any(
                not follow.ended_at for follow in contact.follow_ids
            )

    @api.depends("follow_ids.user_id", "follow_ids.ended_at")
    def _compute_user_ids(self):
        for contact in self:
            contact.user_ids = contact.follow_ids.filtered(
                lambda follow: not follow.ended_at
            ).user_id

    @api.model
    def _of(self, connector, external_id):
        """The record of this customer, locked; made where there is none.

        :raise OperationalError: another report of him is being dealt with: later
        """
        # One statement: two reports of the same moment make one record.
        self.env.cr.execute(
            "INSERT INTO crm_wecom_contact (connector_id, company_id, external_id, "
            "name, match_state, consent, create_date, write_date, create_uid, "
            "write_uid) VALUES (%s, %s, %s, %s, 'pending', 'unknown', "
            "now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %s, %s) "
            "ON CONFLICT (connector_id, external_id) DO NOTHING",
            (
                connector.id,
                connector.company_id.id or None,
                external_id,
                external_id,
                self.env.uid,
                self.env.uid,
            ),
        )
        contact = self.search(
            [("connector_id", "=", connector.id), ("external_id", "=", external_id)]
        )
        contact.lock_for_update()
        return contact

    def _take_over(self, answer):
        """Write what WeCom says of this customer, and who follows him.

        :param dict answer: ``external_contact`` and ``follow_user`` as WeCom has them
        """
        self.ensure_one()
        values = contact_values(answer["external_contact"])
        values["name"] = values["name"] or self.external_id
        if not self._is_personal_kept():
            values.update(dict.fromkeys(PERSONAL, False))
        changed = {
            name: value
            for name, value in values.items()
            if (self[name] or "") != (value or "")
        }
        self.write({**changed, "synced_at": fields.Datetime.now()})
        self.env["crm.wecom.follow"]._take_over(self, followers(answer["follow_user"]))

    # -- who he is here ------------------------------------------------------
    def _find_partner(self):
        """The contact here that is this customer for certain, or an empty set."""
        self.ensure_one()
        if self.partner_id:
            return self.partner_id
        if not self.unionid:
            return self.env["res.partner"]
        same = self.search(
            [("unionid", "=", self.unionid), ("partner_id", "!=", False)], limit=1
        )
        return same.partner_id

    def _place(self, follow):
        """Let a new customer become a lead, once; a known one is linked.

        :param follow: how he came, a ``crm.wecom.follow``
        :return: the record that people work on
        """
        self.ensure_one()
        if partner := self._find_partner():
            self.write({"partner_id": partner.id, "match_state": "linked"})
            return self
        if self.lead_id or not follow:
            return self.lead_id or self
        self.lead_id = self.env["crm.lead"]._intake(
            [self._lead_values(follow)], "wecom"
        )
        self.match_state = "lead"
        return self.lead_id

    def _lead_values(self, follow):
        way = follow.way_id
        title = follow.remark or self.name
        return {
            "name": f"{title} · {way.name}" if way else title,
            "contact_name": self.name,
            "partner_name": follow.company_name or self.company_name,
            "function": self.function,
            "phone": follow.mobile,
            "source_id": way.source_id.id,
            "team_id": way.team_id.id,
            "company_id": (way.company_id or self.company_id).id,
            "wecom_contact_id": self.id,
        }

    def action_open_lead(self):
        """Open the lead that came of this customer."""
        self.ensure_one()
        if not self.lead_id:
            raise UserError(
                self.env._("No lead came of %(name)s.", name=self.display_name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [(False, "form")],
        }
