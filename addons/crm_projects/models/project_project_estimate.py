from odoo import api, fields, models

from ..tools.hours import estimate_hours
from .cost_groups import HOURS_GROUPS

#: The one context value under which hours are no longer those somebody typed in. It is
#: an object, so nobody can send it through RPC.
ESTIMATE_FLOW = object()
FEE_GROUPS = "project.group_project_manager,sales_team.group_sale_salesman"


class ProjectProject(models.Model):
    """Budgeted hours follow from the fee until somebody types them in.

    The rule: fee (untaxed) ÷ fee per hour of the template, rounded to whole hours. The
    fee per hour is what an hour of the team has to bring in, per design type and grade,
    as templates are. What was typed in, in the template or the project, stays; so do
    hours when a supplement changes the fee, because change orders bring their own.
    """

    _inherit = "project.project"

    fee_per_hour = fields.Monetary(
        currency_field="currency_id",
        groups=FEE_GROUPS,
        help="What an hour of work has to bring in. The hours of a project made from "
        "this template are its fee divided by this, until they are typed in. Empty: "
        "nothing is estimated.",
    )
    is_hours_estimated = fields.Boolean(
        string="Hours Are Estimated",
        readonly=True,
        copy=False,
        groups=HOURS_GROUPS,
        help="The budgeted hours are the fee divided by the fee per hour, until you "
        "type them in.",
    )

    _fee_per_hour_positive = models.Constraint(
        "CHECK(fee_per_hour >= 0)", "The fee per hour cannot be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        projects = super().create(vals_list)
        projects._estimate_hours()
        return projects

    def write(self, vals):
        if self.env.context.get("hours_flow") is ESTIMATE_FLOW:
            return super().write(vals)
        if {"budget_hours", "allocated_hours"} & vals.keys():
            vals = {**vals, "is_hours_estimated": False}
        result = super().write(vals)
        if {"budget_fee", "fee_per_hour"} & vals.keys():
            self._estimate_hours()
        return result

    def _change_budget(self, amount):
        fixed = self.with_context(hours_flow=ESTIMATE_FLOW)
        result = super(ProjectProject, fixed)._change_budget(amount)
        fixed.is_hours_estimated = False
        return result

    def _estimate_hours(self):
        """Reckon the hours of those for which nobody has typed any in."""
        # Fee and rate are not for all who may change a project.
        for project_sudo in self.sudo():
            is_typed = project_sudo.budget_hours and not project_sudo.is_hours_estimated
            hours = estimate_hours(project_sudo.budget_fee, project_sudo.fee_per_hour)
            if hours and not is_typed and not project_sudo.is_template:
                project_sudo.with_context(hours_flow=ESTIMATE_FLOW).write(
                    {"budget_hours": hours, "is_hours_estimated": True}
                )

    def action_estimate_hours(self):
        """Take the estimate instead of the hours that were typed in."""
        self.check_access("write")
        for project in self:
            project.budget_hours = 0
        self._estimate_hours()
        return True
