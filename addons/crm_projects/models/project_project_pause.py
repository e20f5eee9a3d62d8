from odoo import api, fields, models
from odoo.fields import Command


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

    def _shift_open_dates(self, shift):
        """Move what is still to be done by ``shift``, a timedelta.

        Phases that are reached and deliverables that are signed off keep their dates.
        """
        if not shift:
            return
        today = fields.Date.context_today(self)
        for project in self:
            open_phases = project.milestone_ids.filtered(
                lambda phase: not phase.is_reached
            )
            project.write(
                {
                    "date": project.date and project.date + shift,
                    "milestone_ids": [
                        Command.update(phase.id, phase._get_shifted_dates(shift, today))
                        for phase in open_phases
                    ],
                }
            )
