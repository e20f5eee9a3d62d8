from odoo import api, fields, models
from odoo.exceptions import UserError

CHANNELS = [
    ("chat", "Chat Tool"),
    ("odoo", "Odoo"),
    ("digest", "Daily Summary"),
    ("off", "Not at All"),
]


class CrmConnectorPreference(models.Model):
    """How one person wants to hear of one kind of event.

    Where there is no row the rule's own way holds, so that a rule that is made later
    reaches everybody.
    """

    _name = "crm.connector.preference"
    _description = "Notification Preference"
    _order = "sequence, id"
    _rec_name = "rule_name"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade", index=True
    )
    rule_id = fields.Many2one(
        "crm.connector.rule",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        groups="base.group_system",
    )
    rule_name = fields.Char(
        string="Event", related="rule_id.name", related_sudo=True, readonly=True
    )
    sequence = fields.Integer(related="rule_id.sequence", related_sudo=True, store=True)
    channel = fields.Selection(CHANNELS, required=True)

    _user_rule_unique = models.Constraint(
        "UNIQUE(user_id, rule_id)", "This person has chosen for this event already."
    )

    @api.model
    def action_open_mine(self):
        """Open the own choices, one line for each event that one may choose for."""
        self._fill(self.env.user)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_connector.crm_connector_preference_action"
        )
        action["domain"] = [("user_id", "=", self.env.uid)]
        return action

    @api.model
    def _fill(self, user):
        """Make the lines that this user lacks; what he chose stays."""
        rules_sudo = self.env["crm.connector.rule"].sudo()  # people choose, not write
        rules_sudo = rules_sudo.search([("is_choosable", "=", True)])
        mine_sudo = self.sudo().search([("user_id", "=", user.id)])
        self.sudo().create(
            [
                {
                    "user_id": user.id,
                    "rule_id": rule.id,
                    "channel": rule.default_channel,
                }
                for rule in rules_sudo - mine_sudo.rule_id
            ]
        )

    def write(self, vals):
        if "channel" in vals:
            self._check_choosable()
        return super().write(vals)

    def _check_choosable(self):
        fixed_sudo = self.sudo().filtered(lambda row: not row.rule_id.is_choosable)
        if fixed_sudo and not self.env.su:
            raise UserError(
                self.env._(
                    "“%(name)s” is told to everybody the same way. Ask your "
                    "administrator if that has to change.",
                    name=fixed_sudo[0].rule_name,
                )
            )
