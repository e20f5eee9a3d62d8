from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.crm_approval.tools import workdays

from ..tools import schedule

DEFAULT_REVIEW_DAYS = 4


class ProjectProject(models.Model):
    """A client who takes longer than agreed moves the dates, and is told so."""

    _inherit = "project.project"

    delay_ids = fields.One2many("project.delay", "project_id", string="Delays")

    @api.model
    def _review_days(self):
        """Return how many working days a client may take for his review."""
        # Configuration is not readable by ordinary users.
        param_sudo = self.env["ir.config_parameter"].sudo()
        text = param_sudo.get_param("crm_projects.client_review_days") or ""
        return int(text) if text.strip().isdigit() else DEFAULT_REVIEW_DAYS

    def _shift_for_reviews(self):
        """Move the dates of ``self`` by what clients take too long for, once a day."""
        domain = Domain("state", "=", "released")
        domain &= Domain("deliverable_id.project_id", "in", self.ids)
        waiting = self.env["project.deliverable.version"].search(domain, order="id")
        waiting._shift_for_reviews()

    def _shift_phase(self, phase, days):
        """Move a phase and all that follows it by working days.

        :return: the new planned end of the project
        """
        self.ensure_one()
        if not phase.is_reached and phase.deadline:
            is_worked = self._is_worked()
            phase.deadline = workdays.add_workdays(phase.deadline, days, is_worked)
        later = schedule.followers(self.milestone_ids._as_plan(), phase.id)
        self._shift_own_deadlines(phase | phase.browse(sorted(later)), days)
        return self._shift_followers(phase, days)

    def _shift_own_deadlines(self, phases, days):
        """Move the dates set by hand of what is not out yet: others delayed it."""
        is_worked = self._is_worked()
        for item in phases.deliverable_ids.filtered(
            lambda item: (
                item.has_own_deadline and item.state in ("planned", "in_review")
            )
        ):
            item.deadline = workdays.add_workdays(item.deadline, days, is_worked)

    def _shift_followers(self, phase, days):
        """Move what follows a phase by working days (back, if negative).

        :return: the new planned end of the project
        """
        self.ensure_one()
        phases = self.milestone_ids
        later = schedule.followers(phases._as_plan(), phase.id)
        is_worked = self._is_worked()
        for moved in phases.browse(sorted(later)).filtered(
            lambda each: not each.is_reached
        ):
            vals = {
                name: workdays.add_workdays(moved[name], days, is_worked)
                for name in ("planned_start_date", "deadline")
                if moved[name] and (name == "deadline" or not moved.actual_start_date)
            }
            moved.write(vals)
        ends = [day for day in phases.mapped("deadline") if day]
        if ends and self.date_start:
            self.date = max(ends)
        return self.date
