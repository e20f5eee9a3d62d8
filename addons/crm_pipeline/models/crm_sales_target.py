from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CrmSalesTarget(models.Model):
    """What a person or a team is to win in a month."""

    _name = "crm.sales.target"
    _description = "Sales Target"
    _order = "month desc, team_id, user_id"

    month = fields.Date(
        required=True,
        index=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Any day of the month; the first one is kept.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", index="btree_not_null", ondelete="cascade"
    )
    amount = fields.Monetary(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _one_whose = models.Constraint(
        "CHECK(num_nonnulls(user_id, team_id) = 1)",
        "A target is one person's or one team's: choose one of them.",
    )
    _positive = models.Constraint("CHECK(amount >= 0)", "A target cannot be negative.")
    _person_unique = models.UniqueIndex(
        "(company_id, user_id, month) WHERE user_id IS NOT NULL",
        "This person has a target for this month already.",
    )
    _team_unique = models.UniqueIndex(
        "(company_id, team_id, month) WHERE team_id IS NOT NULL",
        "This team has a target for this month already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._first_day(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._first_day(vals))

    @api.model
    def _first_day(self, vals):
        if not vals.get("month"):
            return vals
        day = fields.Date.to_date(vals["month"])
        return {**vals, "month": day + relativedelta(day=1)}

    @api.depends("month", "user_id", "team_id")
    def _compute_display_name(self):
        for target in self:
            whose = target.user_id.name or target.team_id.name or ""
            month = target.month and target.month.strftime("%Y-%m")
            target.display_name = f"{whose} {month or ''}"
