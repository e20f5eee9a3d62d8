from odoo import api, fields, models
from odoo.exceptions import ValidationError

ROLE, ROBOT = "role", "robot"


class CrmConnectorRuleAudience(models.Model):
    """Who else is told of an event, besides those whom the event itself names."""

    _name = "crm.connector.rule.audience"
    _description = "Audience of a Notification Rule"
    _order = "rule_id, id"

    rule_id = fields.Many2one(
        "crm.connector.rule", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        selection="_selection_kind", string="Who", required=True, default="owner"
    )
    group_id = fields.Many2one("res.groups", string="Role", ondelete="cascade")
    robot_id = fields.Many2one(
        "crm.connector.robot", string="Group", ondelete="cascade"
    )

    @api.model
    def _selection_kind(self):
        kinds = self.env["crm.business.event"]._audience_kinds()
        return [
            *kinds.items(),
            (ROLE, self.env._("Everybody of a role")),
            (ROBOT, self.env._("A group in the chat tool")),
        ]

    @api.constrains("kind", "group_id", "robot_id")
    def _check_who(self):
        for line in self:
            is_missing = (line.kind == ROLE and not line.group_id) or (
                line.kind == ROBOT and not line.robot_id
            )
            if is_missing:
                raise ValidationError(
                    self.env._(
                        "Rule %(name)s: choose the role, or the group in the chat "
                        "tool, that is told.",
                        name=line.rule_id.name,
                    )
                )

    def _people(self, event):
        """The people of these lines for this event, as superuser.

        :param event: ``crm.business.event`` as superuser
        """
        kinds = set(self.mapped("kind")) - {ROLE, ROBOT}
        people = event._audience_of(kinds) if kinds else self.env["res.users"].sudo()
        roles = self.filtered(lambda line: line.kind == ROLE).group_id
        return people | roles.sudo().all_user_ids
