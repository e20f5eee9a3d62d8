from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

ABSENCE_FIELDS = frozenset(
    {"approval_substitute_id", "out_of_office_from", "out_of_office_to"}
)


class ResUsers(models.Model):
    """Who stands above a person, and who stands in for them."""

    _inherit = "res.users"

    approval_manager_id = fields.Many2one(
        "res.users",
        string="Manager for Approvals",
        ondelete="set null",
        domain="[('share', '=', False), ('id', '!=', id)]",
        help="Whom steps for “the requester's manager” go to, and late ones.",
    )
    approval_substitute_id = fields.Many2one(
        "res.users",
        string="Substitute for Approvals",
        ondelete="set null",
        domain="[('share', '=', False), ('id', '!=', id)]",
        help="Decides for this person while they are out of office.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [
            *super().SELF_READABLE_FIELDS,
            "approval_manager_id",
            "approval_substitute_id",
        ]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "approval_substitute_id"]

    @api.constrains("approval_manager_id")
    def _check_approval_manager(self):
        if self._has_cycle("approval_manager_id"):
            raise ValidationError(
                self.env._(
                    "%(users)s would be their own manager. Choose another one.",
                    users=", ".join(self.mapped("name")),
                )
            )

    @api.constrains("approval_substitute_id")
    def _check_approval_substitute(self):
        for user in self:
            if user.approval_substitute_id == user:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot be their own substitute.", user=user.name
                    )
                )

    def write(self, vals):
        leavers = self.browse()
        if vals.get("active") is False:
            leavers = self.filtered("active")
        result = super().write(vals)
        if leavers:
            # Whoever archives a user need not manage approvals.
            self.env["crm.approval.request"].sudo()._hand_over_leavers(leavers)
        if not ABSENCE_FIELDS.isdisjoint(vals):
            self._sync_approval_tasks()
        return result

    def _sync_approval_tasks(self):
        """Give the tasks of these people to those who decide for them now."""
        Request_sudo = self.env["crm.approval.request"].sudo()
        Request_sudo.search([("awaited_ids", "in", self.ids)])._sync_activities()

    @api.model
    def _sync_absences(self, since):
        """Follow who went out of office, or came back, after ``since``."""
        has_substitute = Domain("approval_substitute_id", "!=", False)
        now = fields.Datetime.now()
        went = Domain("out_of_office_from", ">", since)
        went &= Domain("out_of_office_from", "<=", now)
        back = Domain("out_of_office_to", ">", since)
        back &= Domain("out_of_office_to", "<=", now)
        self.search(has_substitute & (went | back))._sync_approval_tasks()

    def _approval_absent_principals(self):
        """Return the people out of office now whose substitute this person is."""
        people = self.search(
            [("approval_substitute_id", "=", self.id), ("active", "=", True)]
        )
        return people.filtered("is_out_of_office")

    def _approval_manager(self):
        """Hook: the person one level up, or an empty set.

        Another addon answers from what it knows (a sales team, a department) where
        none is named on the user.
        """
        return self.approval_manager_id

    def _approval_managers(self):
        """Return the managers of this person, from the nearest up.

        :rtype: list of ``res.users`` of one record
        """
        chain, person = [], self
        while (person := person._approval_manager()) and person not in chain:
            if person == self:
                break
            chain.append(person)
        return chain
