from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.hours import overspent
from .cost_groups import HOURS_GROUPS


class ProjectProject(models.Model):
    """Planned against spent hours of a project."""

    _inherit = "project.project"

    # One number, whether it is typed in here or in Odoo's own timesheet screens.
    budget_hours = fields.Float(
        related="allocated_hours",
        store=True,
        readonly=False,
        tracking=False,  # it is told as Odoo's number
        groups=HOURS_GROUPS,
    )
    spent_hours = fields.Float(
        compute="_compute_spent_hours",
        store=True,
        groups=HOURS_GROUPS,
        help="All hours booked on the project, of everybody.",
    )
    my_hours = fields.Float(
        compute="_compute_my_hours",
        groups="hr_timesheet.group_hr_timesheet_user",
        help="What you have booked on the project yourself.",
    )
    overspent_percent = fields.Float(
        string="Over the Hours Planned (%)",
        compute="_compute_overspent_percent",
        store=True,
        aggregator=None,
        groups=HOURS_GROUPS,
        help="By how much the hours spent lie above those planned: of the project, or "
        "of the phase where it is worst.",
    )

    @api.depends("timesheet_ids.unit_amount")
    def _compute_spent_hours(self):
        spent = dict(
            self.env["account.analytic.line"]._read_group(
                [("project_id", "in", self.ids)], ["project_id"], ["unit_amount:sum"]
            )
        )
        for project in self:
            project.spent_hours = spent.get(project._origin, 0.0)

    @api.depends("timesheet_ids.unit_amount")
    @api.depends_context("uid")
    def _compute_my_hours(self):
        spent = dict(
            self.env["account.analytic.line"]._read_group(
                [("project_id", "in", self.ids), ("user_id", "=", self.env.uid)],
                ["project_id"],
                ["unit_amount:sum"],
            )
        )
        for project in self:
            project.my_hours = spent.get(project._origin, 0.0)

    @api.depends(
        "budget_hours",
        "spent_hours",
        "milestone_ids.planned_hours",
        "milestone_ids.spent_hours",
    )
    def _compute_overspent_percent(self):
        for project in self:
            phases = project.milestone_ids
            rows = [(phase.planned_hours, phase.spent_hours) for phase in phases]
            rows.append((project.budget_hours, project.spent_hours))
            project.overspent_percent = overspent(rows)

    def _get_first_day(self):
        """Return the first day on which hours can have been worked."""
        self.ensure_one()
        made = self.create_date
        began = made and self.company_id._get_work_day(made)
        contract = self.contract_id
        days = [began, contract.date_signed, contract.date_start, self.date_start]
        return min((day for day in days if day), default=None)

    def action_view_hours(self):
        """Open the hours spent on this project."""
        self.ensure_one()
        return self._open_hours([("project_id", "=", self.id)], self.name)

    def _open_hours(self, domain, name):
        """Return the action that opens the booked hours of ``domain``."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.account_analytic_line_hours_action"
        )
        return dict(
            action,
            name=self.env._("Hours: %(name)s", name=name),
            domain=list(Domain(domain)),
            context={"default_project_id": self.id},
        )
