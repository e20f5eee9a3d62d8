import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_connector.clients.errors import ClientError

STATE_BYTES = 15  # twenty characters of the thirty that WeCom takes
REMARK_LENGTH = 30


class CrmWecomContactWay(models.Model):
    """A contact way (渠道活码): a code to scan, by which customers come as leads.

    WeCom tells with each customer the ``state_key`` of the code he scanned.
    """

    _name = "crm.wecom.contact.way"
    _description = "WeCom Contact Way"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, help="e.g. the fair or the advertisement.")
    active = fields.Boolean(default=True)
    connector_id = fields.Many2one(
        "crm.connector",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("kind", "=", "wecom")],
        check_company=True,
        default=lambda self: (
            self.env["crm.connector"]
            .sudo()  # whose id only: reps see no connectors
            .search(
                [
                    ("kind", "=", "wecom"),
                    ("company_id", "in", [False, self.env.company.id]),
                ],
                limit=1,
            )
        ),
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index=True
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Colleagues",
        domain=[("share", "=", False)],
        help="Whose contacts the customers become; each needs an ID in WeCom.",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team")
    source_id = fields.Many2one(
        "utm.source",
        required=True,
        help="The leads' source, by which reports count them.",
    )
    is_auto_accepted = fields.Boolean(
        string="No Confirmation",
        default=True,
        help="The customer becomes a contact without a colleague's confirmation.",
    )
    welcome = fields.Text(
        string="Welcome Message",
        translate=False,
        help="Sent at once. {customer} and {colleague} stand for their names.",
    )
    state_key = fields.Char(
        default=lambda self: secrets.token_urlsafe(STATE_BYTES),
        required=True,
        readonly=True,
        copy=False,
    )
    config_id = fields.Char(string="ID in WeCom", readonly=True, copy=False)
    qr_code = fields.Char(string="QR Code", readonly=True, copy=False)
    follow_ids = fields.One2many("crm.wecom.follow", "way_id")
    customer_count = fields.Integer(
        string="Customers", compute="_compute_customer_count"
    )

    _state_unique = models.Constraint(
        "UNIQUE(state_key)", "Another contact way has this key."
    )

    @api.depends("follow_ids")
    def _compute_customer_count(self):
        counts = dict(
            self.env["crm.wecom.follow"]._read_group(
                [("way_id", "in", self.ids)], ["way_id"], ["contact_id:count_distinct"]
            )
        )
        for way in self:
            way.customer_count = counts.get(way, 0)

    @api.constrains("user_ids")
    def _check_users(self):
        for way in self:
            if not way.user_ids:
                raise ValidationError(
                    self.env._(
                        "Contact way %(name)s needs at least one colleague.",
                        name=way.name,
                    )
                )

    @api.model
    def _by_state(self, connector, keys):
        """The contact ways of these keys: {key: way}; archived ones, too."""
        wanted = {key for key in keys if key}
        if not wanted:
            return {}
        ways = self.with_context(active_test=False).search(
            [("connector_id", "=", connector.id), ("state_key", "in", list(wanted))]
        )
        return {way.state_key: way for way in ways}

    def action_make_code(self):
        """Let WeCom make the code to scan."""
        self.ensure_one()
        self.check_access("write")
        if self.config_id:
            raise UserError(
                self.env._("Contact way %(name)s has its code.", name=self.name)
            )
        # Managers make codes; the connection itself is the administrators'.
        connector_sudo = self.connector_id.sudo()
        body = {
            "type": 1 if len(self.user_ids) == 1 else 2,
            "scene": 2,
            "remark": self.name[:REMARK_LENGTH],
            "skip_verify": self.is_auto_accepted,
            "state": self.state_key,
            "user": self._userids(connector_sudo),
        }
        client = connector_sudo._wecom_client()
        try:
            answer = client.add_contact_way(body)
        except ClientError as error:
            raise UserError(connector_sudo._delivery_error(error).detail) from error
        self.sudo().write(  # both are WeCom's and read-only for people
            {"config_id": answer.get("config_id"), "qr_code": answer.get("qr_code")}
        )
        return True

    def _userids(self, connector_sudo):
        """The colleagues' ids in WeCom.

        :raise UserError: one of them has none
        """
        by_user = {
            identity.user_id: identity.external_id
            for identity in connector_sudo.identity_ids
            if identity.user_id
        }
        missing = self.user_ids.filtered(lambda user: user not in by_user)
        if missing:
            raise UserError(
                self.env._(
                    "Contact way %(name)s: %(people)s have no ID in WeCom. Ask an "
                    "administrator to enter it on the connector.",
                    name=self.name,
                    people=", ".join(missing.mapped("name")),
                )
            )
        return [by_user[user] for user in self.user_ids]
