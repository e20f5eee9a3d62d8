from odoo import fields, models
from odoo.tools import SQL


class ProjectMargin(models.Model):
    """Hours, cost and margin of each design project, from the records alone.

    A row a project, with the project's id. Hours cost what the employee's hourly cost
    was when they were booked. Everything is in the currency of the company, untaxed.
    """

    _name = "project.margin"
    _description = "Project Margin"
    _auto = False
    _order = "margin, id"
    _rec_name = "project_id"

    project_id = fields.Many2one("project.project", readonly=True)
    contract_id = fields.Many2one("crm.contract", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Project Lead", readonly=True)
    design_type_id = fields.Many2one("crm.design.type", readonly=True)
    phase_id = fields.Many2one(
        "project.milestone", string="Current Phase", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date_start = fields.Date(string="Start", readonly=True)
    date = fields.Date(string="Planned End", readonly=True)
    is_open = fields.Boolean(string="Under Way", readonly=True)
    risk = fields.Selection(
        [("green", "On Track"), ("amber", "At Risk"), ("red", "Critical")],
        readonly=True,
    )
    delay_days = fields.Integer(string="Delay (working days)", readonly=True)
    progress = fields.Float(string="Progress (%)", aggregator="avg", readonly=True)
    planned_hours = fields.Float(readonly=True)
    spent_hours = fields.Float(readonly=True)
    uncosted_hours = fields.Float(
        string="Hours without Cost",
        readonly=True,
        help="Hours of people who had no hourly cost when they were booked: the margin "
        "is too high by what they cost.",
    )
    fee = fields.Monetary(
        readonly=True,
        help="What the contract brings with its supplements in force, without taxes.",
    )
    hourly_rate = fields.Monetary(
        string="Planned Cost per Hour",
        aggregator=None,
        readonly=True,
        help="The average hourly cost of the people in the team, each by his planned "
        "hours; without them that of all employees of the company.",
    )
    planned_cost = fields.Monetary(
        readonly=True,
        help="Planned hours times the planned cost per hour, and what else is planned "
        "to be paid.",
    )
    planned_margin = fields.Monetary(
        readonly=True, help="Fee less planned cost. Nothing where no hours are planned."
    )
    labour_cost = fields.Monetary(
        string="Cost of Hours",
        readonly=True,
        help="Hours booked, at each person's hourly cost of that day.",
    )
    other_cost = fields.Monetary(
        string="Other Costs",
        readonly=True,
        help="Bills, expenses and other costs on the project's analytic account.",
    )
    cost = fields.Monetary(string="Cost to Date", readonly=True)
    earned = fields.Monetary(
        string="Earned to Date",
        readonly=True,
        help="Fee times progress: a deliverable that the client has signed off counts "
        "fully, one that is out half, by the weights of phases and deliverables. What "
        "is invoiced or paid makes no difference.",
    )
    margin = fields.Monetary(
        string="Margin to Date", readonly=True, help="Earned to date less cost to date."
    )
    margin_percent = fields.Float(
        string="Margin (%)",
        aggregator=None,
        readonly=True,
        help="Margin to date, in percent of what is earned to date.",
    )

    @property
    def _table_query(self):
        # What is in the cache is not in the tables yet.
        self.env.flush_all()
        return SQL(
            """
            SELECT figures.*,
                   fee - planned_cost AS planned_margin,
                   earned - cost AS margin,
                   CASE WHEN earned > 0 THEN (earned - cost) / earned * 100 END
                       AS margin_percent
            FROM (%s) AS figures
            """,
            self._select_figures(),
        )

    def _select_figures(self):
        return SQL(
            """
            SELECT project.id, project.id AS project_id, project.contract_id,
                   project.partner_id, project.user_id, project.design_type_id,
                   project.current_phase_id AS phase_id,
                   contract.company_id,
                   company.currency_id, project.date_start, project.date,
                   COALESCE(project.last_update_status, '') <> 'done' AS is_open,
                   project.risk, project.delay_days,
                   project.design_progress AS progress,
                   project.budget_hours AS planned_hours,
                   COALESCE(project.spent_hours, 0) AS spent_hours,
                   COALESCE(labour.uncosted, 0) AS uncosted_hours,
                   project.budget_fee AS fee,
                   COALESCE(team.rate, staff.rate) AS hourly_rate,
                   CASE WHEN project.budget_hours > 0
                        THEN project.budget_hours * COALESCE(team.rate, staff.rate)
                             + COALESCE(project.budget_other_cost, 0)
                   END AS planned_cost,
                   COALESCE(labour.cost, 0) AS labour_cost,
                   COALESCE(other.cost, 0) AS other_cost,
                   COALESCE(labour.cost, 0) + COALESCE(other.cost, 0) AS cost,
                   project.budget_fee * project.design_progress / 100 AS earned
            FROM project_project AS project
            JOIN crm_contract AS contract ON contract.id = project.contract_id
            JOIN res_company AS company ON company.id = contract.company_id
            LEFT JOIN (%(labour)s) AS labour ON labour.project_id = project.id
            LEFT JOIN (%(other)s) AS other ON other.account_id = project.account_id
            LEFT JOIN (%(team)s) AS team ON team.project_id = project.id
            LEFT JOIN (%(staff)s) AS staff ON staff.company_id = contract.company_id
            WHERE project.active AND project.is_template IS NOT TRUE
            """,
            labour=self._select_labour(),
            other=self._select_other(),
            team=self._select_team(),
            staff=self._select_staff(),
        )

    def _select_labour(self):
        return SQL(
            """
            SELECT project_id, -SUM(amount) AS cost,
                   SUM(unit_amount) FILTER (WHERE amount = 0) AS uncosted
            FROM account_analytic_line
            WHERE project_id IS NOT NULL GROUP BY project_id
            """
        )

    def _select_other(self):
        """Costs on the account of a project; of several projects each has its part."""
        return SQL(
            """
            SELECT line.account_id,
                   -SUM(line.amount) / (
                       SELECT COUNT(*) FROM project_project AS sharer
                       WHERE sharer.account_id = line.account_id
                         AND NOT COALESCE(sharer.is_template, FALSE)
                   ) AS cost
            FROM account_analytic_line AS line
            LEFT JOIN account_account AS ledger ON ledger.id = line.general_account_id
            WHERE line.project_id IS NULL
              AND line.account_id IN (
                  SELECT account_id FROM project_project WHERE contract_id IS NOT NULL)
              AND CASE WHEN ledger.id IS NULL THEN line.amount < 0
                       ELSE ledger.account_type NOT IN ('income', 'income_other') END
            GROUP BY line.account_id
            """
        )

    def _select_team(self):
        return SQL(
            """
            SELECT member.project_id,
                   COALESCE(
                       SUM(employee.hourly_cost * member.hours)
                           / NULLIF(SUM(member.hours), 0),
                       AVG(employee.hourly_cost)) AS rate
            FROM project_member AS member
            JOIN project_project AS project ON project.id = member.project_id
            JOIN crm_contract AS contract ON contract.id = project.contract_id
            JOIN hr_employee AS employee ON employee.user_id = member.user_id
             AND employee.company_id = contract.company_id
            WHERE employee.hourly_cost > 0 GROUP BY member.project_id
            """
        )

    def _select_staff(self):
        return SQL(
            """
            SELECT company_id, AVG(hourly_cost) AS rate FROM hr_employee
            WHERE active AND hourly_cost > 0 GROUP BY company_id
            """
        )

    def action_open_project(self):
        """Open the project of this row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "project.project",
            "res_id": self.project_id.id,
            "views": [(False, "form")],
        }

    def action_view_hours(self):
        """Open the hours behind the cost."""
        self.ensure_one()
        # Finance reads this row and not the project.
        return self.project_id.sudo().action_view_hours()

    def action_view_costs(self):
        """Open the lines that the cost is made of."""
        self.ensure_one()
        return self.project_id.sudo()._open_costs()
