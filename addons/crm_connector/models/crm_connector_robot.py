from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import get_lang

from ..tools.delivery import DeliveryError, RobotRefused

DEFAULT_LIMIT = 20


class CrmConnectorRobot(models.Model):
    """A group in a chat tool, written to by the robot that somebody added there.

    Its key lets everybody write to the group: a secret like the application's own.
    """

    _name = "crm.connector.robot"
    _inherit = "crm.connector.secret.mixin"
    _description = "Group Robot"
    _order = "connector_id, name"

    name = fields.Char(
        string="Group", required=True, help="As the group is called in the chat tool."
    )
    active = fields.Boolean(default=True)
    connector_id = fields.Many2one(
        "crm.connector", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="connector_id.company_id", store=True, index=True
    )
    kind = fields.Selection(related="connector_id.kind")
    key = fields.Char(
        required=True,
        groups="base.group_system",
        copy=False,
        exportable=False,
        help="The part after key= (WeCom) or access_token= (DingTalk) of the address "
        "that the chat tool shows when the robot is added to the group.",
    )
    secret = fields.Char(
        groups="base.group_system",
        copy=False,
        exportable=False,
        help="For a robot that signs its messages; WeCom has none.",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        default=lambda self: get_lang(self.env, "zh_CN").code,
        required=True,
    )
    last_error = fields.Char(readonly=True, copy=False)
    message_ids = fields.One2many("crm.connector.message", "robot_id")

    _key_unique = models.Constraint(
        "UNIQUE(connector_id, key)", "This group's robot is entered already."
    )

    @api.constrains("connector_id")
    def _check_connector(self):
        for robot in self:
            if not robot.connector_id._knows("robot_send"):
                raise UserError(
                    self.env._(
                        "Connector %(name)s has no group robots. Choose another one.",
                        name=robot.connector_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_address(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_address(vals))

    @api.model
    def _without_address(self, vals):
        """Take the key out of a pasted webhook address."""
        key = (vals.get("key") or "").strip()
        for mark in ("?key=", "?access_token="):
            if mark in key:
                key = key.split(mark, 1)[1].split("&", 1)[0]
        return {**vals, "key": key} if "key" in vals else vals

    def _usable(self, company):
        """Those of these robots that may write of this company's business now."""
        return self.filtered(
            lambda robot: (
                robot.active
                and robot.connector_id._is_usable()
                and robot.company_id in (company.browse(), company)
            )
        )

    def _limit(self):
        """How many messages a minute the group takes."""
        connector = self.connector_id
        if not connector._knows("robot_limit"):
            return DEFAULT_LIMIT
        return connector._adapter("robot_limit")()

    def _send(self, payload):
        """Write to the group; answer a :class:`Delivery`.

        :raise DeliveryError: when nothing arrived
        """
        self.ensure_one()
        return self.connector_id._adapter("robot_send")(self, payload)

    def _send_checked(self, payload):
        """The same, where a missing setting is the vendor's refusal."""
        try:
            return self._send(payload)
        except UserError as error:
            raise RobotRefused(str(error)) from error

    def action_test(self):
        """Write a line to the group now."""
        self.ensure_one()
        self.check_access("write")
        localized = self.with_context(lang=self.lang)
        text = localized.env._(
            "%(user)s connected this group with the CRM.", user=self.env.user.name
        )
        try:
            self._send_checked({"title": self.name, "body": text, "layout": "text"})
        except DeliveryError as error:
            self.last_error = error.detail
            return self.connector_id._notification("danger", error.detail)
        self.last_error = False
        return self.connector_id._notification(
            "success", self.env._("The robot wrote to the group.")
        )
