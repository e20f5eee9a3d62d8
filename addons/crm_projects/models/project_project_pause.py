from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.crm_approval.tools import workdays


class ProjectProject(models.Model):
    """A project whose contract is suspended or terminated: its dates are silent."""

    _inherit = "project.project"

    contract_state = fields.Selection(
        related="contract_id.state",
        string="Contract State",
        related_sudo=True,
        help="Shown to who works on the project, whether or not he reads contracts.",
    )
    is_paused = fields.Boolean(
        string="Paused",
        compute="_compute_is_paused",
        store=True,
        help="Its contract is suspended or terminated, so nobody is reminded of dates.",
    )

    @api.depends("contract_id.state")
    def _compute_is_paused(self):
        for project in self:
            state = project.contract_id.state
            project.is_paused = state in ("suspended", "terminated")

    def _change_budget(self, amount):
        """Let the budgeted fee follow a supplement; never below nothing."""
        for project in self:
            project.budget_fee = max(project.budget_fee + amount, 0.0)

    def _shift_open_dates(self, since):
        """Move what is still to be done by the working days since a moment.

        Phases that are reached and deliverables that are signed off keep their dates.

        :param datetime since: when work stopped
        :return: ``{project: working days}``
        """
        return {project: project._shift_open_date(since) for project in self}

    def _shift_open_date(self, since):
        self.ensure_one()
        stopped = self.company_id._get_work_day(since)
        is_worked = self._is_worked()
        days = workdays.workdays_between(
            stopped, self.company_id._get_work_day(), is_worked
        )
        if not days:
            return days

        def later(day):
            return day and workdays.add_workdays(day, days, is_worked)

        phases = self.milestone_ids.filtered(lambda phase: not phase.is_reached)
        own = self.deliverable_ids.filtered(
            lambda item: item.has_own_deadline and item.state != "signed_off"
        )
        self.write(
            {
                "date": later(self.date),
                "milestone_ids": [
                    Command.update(phase.id, phase._get_shifted_dates(stopped, later))
                    for phase in phases
                ],
                "deliverable_ids": [
                    Command.update(item.id, {"deadline": later(item.deadline)})
                    for item in own
                ],
            }
        )
        return days
