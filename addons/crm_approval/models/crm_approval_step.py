from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

RULES = [("any", "One of them"), ("all", "All of them")]
ESCALATIONS = [
    ("none", "Nobody: it is only marked as overdue"),
    ("manager", "The manager of those who are late"),
    ("users", "Named people"),
    ("administrator", "The administrators"),
]
# What a step of a running request keeps of the step of its flow.
SNAPSHOT_FIELDS = (
    "time_limit",
    "reminder_before",
    "escalation",
    "can_add_signer",
    "can_return",
    "can_ask",
)


class CrmApprovalStep(models.Model):
    """One step of a flow: who is asked, how many must agree, and how long it takes."""

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
            ("role", "Everyone in a role"),
            ("manager", "The requester's manager, so many levels up"),
            ("managers", "Each manager of the requester, up to that level"),
            ("field", "A field of the document"),
            ("chosen", "Chosen by the requester"),
        ],
        string="Who",
        required=True,
        default="users",
    )
    # The rows of both fields are the same: the second one knows their order.
    user_ids = fields.Many2many(
        "res.users",
        "crm_approval_step_res_users_rel",
        "step_id",
        "user_id",
        string="People",
    )
    person_ids = fields.One2many(
        "crm.approval.step.person", "step_id", string="People in Order", copy=False
    )
    group_id = fields.Many2one(
        "res.groups",
        help="The requester chooses among its members, where he chooses.",
    )
    role_id = fields.Many2one("res.role")
    manager_level = fields.Integer(string="Levels up", default=1)
    field_path = fields.Char(
        string="Field",
        help="A path from the document to users, e.g. team_id.user_id.",
    )
    rule = fields.Selection(
        [*RULES, ("in_order", "All of them, in order")],
        string="Needed",
        required=True,
        default="any",
    )
    time_limit = fields.Float(
        string="Time Limit (working hours)", help="0: there is no limit."
    )
    reminder_before = fields.Float(
        string="Reminder (working hours before)",
        help="How long before the limit those awaited are reminded; 0: not at all.",
    )
    escalation = fields.Selection(
        ESCALATIONS,
        string="When Late, Ask",
        required=True,
        default="none",
        help="They may decide in place of those who are late.",
    )
    escalation_user_ids = fields.Many2many(
        "res.users",
        "crm_approval_step_escalation_rel",
        string="Escalate to",
        domain="[('share', '=', False)]",
    )
    nobody_policy = fields.Selection(
        [
            ("up", "The requester's managers, from the nearest up"),
            ("administrator", "The administrators"),
            ("refuse", "Nobody: the request cannot be made"),
        ],
        string="When Nobody Is Found, Ask",
        required=True,
        default="administrator",
        help="A step is never passed in silence. Where no manager is found either, "
        "the administrators are asked.",
    )
    can_add_signer = fields.Boolean(
        string="May Add a Signer",
        help="Whoever decides here may ask one more person to approve.",
    )
    can_return = fields.Boolean(
        string="May Return",
        default=True,
        help="Whoever decides here may send it back to the requester or to an "
        "earlier step.",
    )
    can_ask = fields.Boolean(string="May Ask a Question", default=True)

    _manager_level_positive = models.Constraint(
        "CHECK(manager_level > 0)", "A manager is at least one level up."
    )
    _time_limit_positive = models.Constraint(
        "CHECK(time_limit >= 0 AND reminder_before >= 0"
        " AND (time_limit = 0 OR reminder_before < time_limit))",
        "A time limit is not negative, and its reminder comes before its end.",
    )

    @api.constrains(
        "approver_kind",
        "user_ids",
        "person_ids",
        "group_id",
        "role_id",
        "field_path",
        "flow_id",
        "escalation",
        "escalation_user_ids",
    )
    def _check_approvers(self):
        wanted = {"group": "group_id", "role": "role_id", "field": "field_path"}
        for step in self:
            if step.approver_kind == "users":
                names_somebody = step._named_people()
            else:
                field = wanted.get(step.approver_kind)
                names_somebody = field is None or step[field]
            if not names_somebody:
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s” of flow “%(flow)s” names nobody. "
                        "Fill in the people, the group, the role or the field.",
                        step=step.name,
                        flow=step.flow_id.name,
                    )
                )
            if step.escalation == "users" and not step.escalation_user_ids:
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s” of flow “%(flow)s” names nobody to ask when "
                        "it is late.",
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

    # -- who ------------------------------------------------------------------------

    def _named_people(self):
        """Return the people named, in order; read from the rows, not from a cache
        that knows only one of the two fields."""
        Person = self.env["crm.approval.step.person"]
        return Person.search([("step_id", "in", self.ids)]).user_id

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

    def _candidates(self, document, requester, chosen):
        """Return whom the step asks, before those who may not be asked are left out."""
        no_one = self.env["res.users"]
        if self.approver_kind == "users":
            return self._named_people()
        if self.approver_kind == "group":
            return self.group_id.all_user_ids
        if self.approver_kind == "role":
            return self.role_id.user_ids
        if self.approver_kind == "field":
            return self._approvers_by_field(document)
        if self.approver_kind == "chosen":
            return chosen or no_one
        chain = requester._approval_managers()
        if self.approver_kind == "managers":
            return no_one.concat(*chain[: self.manager_level])
        # Where the chain is shorter, its top decides.
        return no_one.concat(*chain[: self.manager_level][-1:])

    def _resolve_approvers(self, document, requester, chosen=None):
        """Return who decides this step for ``document``, in order: never the people
        whose own business it is.

        :param document: the document, as superuser
        :param requester: who asks (``res.users``)
        :param chosen: whom the requester chose for this step (``res.users``)
        :raises UserError: when nobody is left, as the step's policy wants it
        """
        self.ensure_one()
        users = self._candidates(document, requester, chosen)
        if self.approver_kind == "chosen":
            self._check_chosen(users, document, requester)
        return document._approval_eligible(users, requester) or self._stand_ins(
            document, requester
        )

    def _check_chosen(self, users, document, requester):
        """Raise when the requester chose nobody, or somebody that cannot be chosen."""
        wrong = users - document._approval_eligible(users, requester)
        if self.group_id:
            wrong |= users - self.group_id.all_user_ids
        if not users or wrong:
            raise UserError(
                self.env._(
                    "Choose who decides step “%(step)s” (not yourself)%(wrong)s.",
                    step=self.name,
                    wrong=wrong and f": {', '.join(wrong.mapped('name'))} ✗" or "",
                )
            )

    def _stand_ins(self, document, requester):
        """Return who is asked when nobody is found: a step is never passed over."""
        if self.nobody_policy == "up":
            for manager in requester._approval_managers():
                if users := document._approval_eligible(manager, requester):
                    return users
        users = self.env["res.users"]
        if self.nobody_policy != "refuse":
            users = document._approval_administrators(requester)
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

    # -- snapshot -------------------------------------------------------------------

    def _prepare_request_step_vals(self, document, requester, chosen=None):
        """Return the values of the request's steps that this step becomes.

        People asked in order become one step each, so that "in order" needs no rule
        of its own while the request runs.

        :rtype: list[dict]
        """
        self.ensure_one()
        users = self._resolve_approvers(document, requester, chosen)
        in_turn = self.rule == "in_order"
        groups = [users] if not in_turn else list(users)
        vals = {
            "flow_step_id": self.id,
            "rule": "all" if in_turn else self.rule,
            "escalation_user_ids": [fields.Command.set(self.escalation_user_ids.ids)],
            **{name: self[name] for name in SNAPSHOT_FIELDS},
        }
        names = [self.name]
        if len(groups) > 1:
            count = len(groups)
            names = [f"{self.name} ({n}/{count})" for n in range(1, count + 1)]
        return [
            {**vals, "name": name, "approver_ids": [fields.Command.set(group.ids)]}
            for name, group in zip(names, groups, strict=True)
        ]

    def _prepare_preview_vals(self, document, requester):
        """Return the request's steps as they would be, nothing chosen yet."""
        if self.approver_kind == "chosen":
            return [
                {
                    "name": self.name,
                    "rule": self.rule,
                    "approver_ids": [fields.Command.set([])],
                }
            ]
        return self._prepare_request_step_vals(document, requester)
