from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

RULES = [("any", "One of them"), ("all", "All of them")]


class CrmApprovalStep(models.Model):
    """One step of a flow: who is asked, and how many of them must agree."""

    _name = "crm.approval.step"
    _description = "Approval Step"
    _order = "sequence, id"

    flow_id = fields.Many2one(
        "crm.approval.flow", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    approver_kind = fields.Selection(
        [
            ("users", "Named people"),
            ("group", "Everyone in a group"),
            ("field", "A field of the document"),
        ],
        string="Who",
        required=True,
        default="users",
    )
    user_ids = fields.Many2many("res.users", string="People")
    group_id = fields.Many2one("res.groups")
    field_path = fields.Char(
        string="Field",
        help="A path from the document to users, e.g. team_id.user_id.",
    )
    rule = fields.Selection(RULES, string="Needed", required=True, default="any")

    @api.constrains("approver_kind", "user_ids", "group_id", "field_path", "flow_id")
    def _check_approvers(self):
        wanted = {"users": "user_ids", "group": "group_id", "field": "field_path"}
        for step in self:
            if not step[wanted[step.approver_kind]]:
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s” of flow “%(flow)s” names nobody. "
                        "Fill in the people, the group or the field.",
                        step=step.name,
                        flow=step.flow_id.name,
                    )
                )
            if step.approver_kind == "field":
                step._approvers_by_field(self.env[step.flow_id.model])

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.flow_id._raise_version()
        return steps

    def write(self, vals):
        flows = self.flow_id
        result = super().write(vals)
        (flows | self.flow_id)._raise_version()
        return result

    def unlink(self):
        flows = self.flow_id
        result = super().unlink()
        flows.exists()._raise_version()
        return result

    def _approvers_by_field(self, document):
        """Return the users that ``field_path`` leads to from ``document``."""
        try:
            users = document.mapped(self.field_path)
        except KeyError as error:
            users = None
            reason = str(error)
        else:
            reason = self.env._("it does not lead to users")
        if not isinstance(users, type(self.env["res.users"])):
            raise ValidationError(
                self.env._(
                    "Step “%(step)s”: the field path “%(path)s” is wrong (%(reason)s).",
                    step=self.name,
                    path=self.field_path,
                    reason=reason,
                )
            )
        return users

    def _resolve_approvers(self, document, requester):
        """Return who decides this step for ``document``: never the people whose own
        business it is.

        When nobody is left the administrators are asked, because a step is never
        passed in silence.

        :raises UserError: when there is no administrator besides the requester
        """
        self.ensure_one()
        if self.approver_kind == "users":
            users = self.user_ids
        elif self.approver_kind == "group":
            users = self.group_id.all_user_ids
        else:
            users = self._approvers_by_field(document)
        company = document._approval_company()
        own = requester | document._approval_interested_users()
        users = self._eligible(users, own, company)
        if not users:
            administrators = self.env.ref("base.group_system").all_user_ids
            users = self._eligible(administrators, own, company)
        if not users:
            raise UserError(
                self.env._(
                    "Step “%(step)s” of flow “%(flow)s” has no approver besides the "
                    "people whose own request this is. Ask an administrator to add "
                    "one.",
                    step=self.name,
                    flow=self.flow_id.name,
                )
            )
        return users

    @staticmethod
    def _eligible(users, own, company):
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and user not in own
                and (not company or company in user.company_ids)
            )
        )
