from odoo import api, fields, models
from odoo.fields import Domain

from .cost_groups import COST_GROUPS

#: figure of the project -> figure of ``project.margin``
FIGURES = {
    "planned_cost": "planned_cost",
    "planned_margin": "planned_margin",
    "cost_to_date": "cost",
    "earned_to_date": "earned",
    "margin_to_date": "margin",
    "margin_percent": "margin_percent",
    "uncosted_hours": "uncosted_hours",
}


class ProjectProject(models.Model):
    """Cost and margin of a design project, for those alone who may know them."""

    _inherit = "project.project"

    # What an analytic account adds up to says what hours cost.
    analytic_account_balance = fields.Monetary(groups=COST_GROUPS)
    budget_other_cost = fields.Monetary(
        string="Planned Other Costs",
        copy=False,
        groups=COST_GROUPS,
        help="What else is planned to be paid: models, print, consultants, travel.",
    )
    planned_cost = fields.Monetary(
        compute="_compute_costs",
        groups=COST_GROUPS,
        help="Budgeted hours times the average hourly cost of the team, and the other "
        "costs planned.",
    )
    planned_margin = fields.Monetary(
        compute="_compute_costs",
        groups=COST_GROUPS,
        help="Fee less planned cost. Nothing where no hours are budgeted.",
    )
    cost_to_date = fields.Monetary(
        string="Cost to Date",
        compute="_compute_costs",
        groups=COST_GROUPS,
        help="Hours at each person's hourly cost of that day, and all other costs on "
        "the project's analytic account.",
    )
    earned_to_date = fields.Monetary(
        string="Earned to Date",
        compute="_compute_costs",
        groups=COST_GROUPS,
        help="Fee times progress: a deliverable that the client has signed off counts "
        "fully, one that is out half. What is invoiced or paid makes no difference.",
    )
    margin_to_date = fields.Monetary(
        string="Margin to Date",
        compute="_compute_costs",
        groups=COST_GROUPS,
        help="Earned to date less cost to date.",
    )
    margin_percent = fields.Float(
        string="Margin (%)", compute="_compute_costs", groups=COST_GROUPS
    )
    uncosted_hours = fields.Float(
        string="Hours without Cost",
        compute="_compute_costs",
        groups=COST_GROUPS,
        help="Hours of people who had no hourly cost when they were booked.",
    )

    _budget_other_cost_positive = models.Constraint(
        "CHECK(budget_other_cost >= 0)", "Planned costs cannot be negative."
    )

    @api.depends(
        "budget_fee",
        "budget_hours",
        "budget_other_cost",
        "design_progress",
        "timesheet_ids.amount",
    )
    def _compute_costs(self):
        # The groups of the fields say who is told.
        margins_sudo = self.env["project.margin"].sudo()
        # A query has no dependencies: what was read before may be old.
        margins_sudo.invalidate_model(flush=False)
        rows = margins_sudo.search_fetch(
            [("project_id", "in", self.ids)], list(FIGURES.values())
        ).grouped("id")
        for project in self:
            row = rows.get(project._origin.id, margins_sudo)
            for name, figure in FIGURES.items():
                project[name] = row[figure]

    def _show_profitability(self):
        # Odoo's dashboard adds up the cost of hours for all project users.
        return super()._show_profitability() and self._sees_costs()

    def _sees_costs(self):
        """Return whether the user may know what work costs."""
        user = self.env.user
        return self.env.su or any(map(user.has_group, COST_GROUPS.split(",")))

    def action_view_costs(self):
        """Open the lines that the cost to date is made of."""
        self.ensure_one()
        return self._open_costs()

    def action_view_margin(self):
        """Open cost and margin of this project."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.project_margin_action"
        )
        return dict(action, domain=[("project_id", "=", self.id)], context={})

    def _open_costs(self):
        """Return the action that opens hours and other costs of the project."""
        domain = Domain("project_id", "=", self.id)
        if self.account_id:
            domain |= (
                Domain("account_id", "=", self.account_id.id)
                & Domain("project_id", "=", False)
                & Domain(
                    "general_account_id.account_type",
                    "not in",
                    ["income", "income_other"],
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.account_analytic_line_cost_action"
        )
        return dict(
            action,
            name=self.env._("Costs: %(name)s", name=self.name),
            domain=list(domain),
        )
