import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmProtectionPolicy(models.Model):
    """How long a protection lasts as a deal goes on, and what follows when it ends.

    The first days come from the team (``crm.team.protection_days``); what is reached
    on the way makes it longer. Of several policies the first one that fits is taken.
    """

    _name = "crm.protection.policy"
    _description = "Protection Policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    team_ids = fields.Many2many(
        "crm.team", string="Sales Teams", help="Empty: every team."
    )
    milestone_ids = fields.One2many(
        "crm.protection.milestone", "policy_id", string="Milestones", copy=True
    )
    extension_days = fields.Integer(string="Days of an Extension", default=30)
    extension_limit = fields.Integer(
        string="Extensions by the Salesperson",
        default=1,
        help="How often the salesperson may extend a protection, with evidence.",
    )
    reminder_days = fields.Char(
        string="Reminders (days before)",
        default="7, 3, 1",
        help="Whole numbers with commas between them; empty: no reminder.",
    )
    on_expiry = fields.Selection(
        [
            ("ask", "Ask the salesperson what to do"),
            ("pool", "Give it to the public pool"),
        ],
        string="When It Ends",
        required=True,
        default="ask",
    )

    _extension_positive = models.Constraint(
        "CHECK(extension_days > 0 AND extension_limit >= 0)",
        "An extension has at least one day, and its number is not negative.",
    )

    @api.constrains("reminder_days")
    def _check_reminder_days(self):
        for policy in self:
            if not re.fullmatch(
                r"(\s*\d{1,3}\s*(,|，|$))*", policy.reminder_days or ""
            ):
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s”: the reminders are whole numbers of days "
                        "with commas between them, like 7, 3, 1.",
                        policy=policy.name,
                    )
                )

    def _reminders(self):
        """Return the days before the end at which a reminder is due."""
        return {int(text) for text in re.findall(r"\d+", self.reminder_days or "")}

    @api.model
    def _by_policy(self, leads):
        """Return {policy: its leads}, each lead under the first policy that fits."""
        left, found = leads, {}
        companies = [False, *leads.company_id.ids]
        for policy in self.search([("company_id", "in", companies)]):
            fitting = left.filtered(policy._fits)
            if fitting:
                found[policy] = fitting
                left -= fitting
        return found

    def _fits(self, lead):
        is_of_company = not self.company_id or self.company_id == lead.company_id
        return is_of_company and (not self.team_ids or lead.team_id in self.team_ids)
