from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmCommissionPlan(models.Model):
    """Whose commission is reckoned how, from which day on.

    For a receipt the plan in force on its day counts: the one that names the person
    before the one that names the team before the one for all; of equals the one that
    started last. What is booked stays, whatever becomes of a plan.
    """

    _name = "crm.commission.plan"
    _description = "Commission Plan"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Money that comes in from this day on counts. With a day in the past, "
        "what has come in since without any commission is booked at night.",
    )
    date_to = fields.Date(string="Last Day", tracking=True)
    team_ids = fields.Many2many(
        "crm.team",
        string="Teams",
        help="Contracts of these teams; none: of all teams.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "crm_commission_plan_user_rel",
        "plan_id",
        "user_id",
        string="People",
        domain="[('share', '=', False)]",
        help="These people alone; none: everybody.",
    )
    pays_former = fields.Boolean(
        string="Former Staff Get Theirs",
        default=True,
        help="Whoever has left (archived user) goes on getting commission for what he "
        "sold. Otherwise his part is booked as zero and nobody gets it.",
    )
    rule_ids = fields.One2many("crm.commission.rule", "plan_id", copy=True)

    _dates_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A commission plan cannot end before it starts.",
    )

    @api.constrains("rule_ids")
    def _check_rules(self):
        for plan in self:
            keys = [
                (
                    rule.role,
                    rule.design_type_id,
                    rule.product_id,
                    rule.product_categ_id,
                )
                for rule in plan.rule_ids
            ]
            if len(set(keys)) < len(keys):
                raise ValidationError(
                    self.env._(
                        "Commission plan %(plan)s has two rules for the same role, "
                        "design type and product. Keep one of them.",
                        plan=plan.name,
                    )
                )

    def _find_rules(self, user, team, role, date):
        """Return the rules of ``role`` for one person and day, the nearest plan first.

        :return: a list with the rules of each plan that has some
        """
        plans = self.filtered(
            lambda plan: (
                plan.date_from <= date
                and (not plan.date_to or date <= plan.date_to)
                and (not plan.user_ids or user in plan.user_ids)
                and (not plan.team_ids or team in plan.team_ids)
            )
        )
        ordered = plans.sorted(
            lambda plan: (
                bool(plan.user_ids),
                bool(plan.team_ids),
                plan.date_from,
                plan.id,
            ),
            reverse=True,
        )
        found = [
            plan.rule_ids.filtered(lambda rule: rule.role == role) for plan in ordered
        ]
        return [rules for rules in found if rules]
