from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.crm_approval.tools import workdays

from ..tools import schedule


class ProjectProject(models.Model):
    """The dates of a design project follow from its phases, in working days."""

    _inherit = "project.project"

    def _plan_company(self):
        """Return the company whose working days count."""
        self.ensure_one()
        return self.company_id or self.contract_id.company_id or self.env.company

    def _is_worked(self):
        """Return which days are worked, as ``tools.workdays`` wants it."""
        # Designers do not read the settings of the company.
        return self._plan_company().sudo()._is_worked()

    def _check_no_cycle(self):
        """Refuse phases that wait for one another."""
        self.ensure_one()
        try:
            schedule.in_order(self.milestone_ids._as_plan())
        except schedule.CycleError as error:
            raise ValidationError(
                self.env._(
                    "The phases of %(project)s wait for one another: %(ring)s. Take "
                    "one of them out of “Follows”, or change the order of the list.",
                    project=self.name,
                    ring=" → ".join(error.names),
                )
            ) from error

    def _schedule_phases(self, start, today=None):
        """Date the phases from ``start`` on; what has begun keeps its real days.

        :param date start: the first day of the first phase
        :param date today: nothing unfinished is planned to end before this day
        """
        self.ensure_one()
        phases = self.milestone_ids
        if not phases:
            return
        calendar = workdays.Calendar(self._is_worked())
        spans = schedule.plan(start, phases._as_plan(), calendar, today)
        first = min(span[0] for span in spans.values())
        last = max(span[1] for span in spans.values())
        self.write(
            {
                "date_start": first,
                "date": last,
                "milestone_ids": [
                    Command.update(
                        key, {"planned_start_date": span[0], "deadline": span[1]}
                    )
                    for key, span in spans.items()
                ],
            }
        )
        self._say_unannounced(first, last)

    def _say_unannounced(self, first, last):
        """Say which years are planned without their public holidays."""
        # Designers do not read the settings of the company.
        if self._plan_company().sudo().working_calendar != "cn":
            return
        if years := workdays.unannounced_years(first, last):
            self.message_post(
                body=self.env._(
                    "The public holidays of %(years)s are not known yet: until then "
                    "Monday to Friday count as working days. Plan the dates anew when "
                    "they are announced.",
                    years=", ".join(map(str, years)),
                )
            )

    def action_reschedule(self):
        """Plan anew what has not begun, from today's state."""
        self.ensure_one()
        self._check_may_lead()
        if not self.date_start:
            raise UserError(
                self.env._(
                    "%(project)s has no planned start. Fill in its planned dates "
                    "first.",
                    project=self.name,
                )
            )
        # Who leads a project plans its phases and need not have the right to write it.
        today = self.company_id._get_work_day()
        self.sudo()._schedule_phases(self.date_start, today)
        return True

    def copy(self, default=None):
        mapping = {}
        projects = super(
            ProjectProject, self.with_context(milestone_mapping=mapping)
        ).copy(default)
        self._copy_dependencies(mapping)
        return projects.with_env(self.env)

    @api.model
    def _copy_dependencies(self, mapping):
        """Let the copies of phases follow the copies of what these follow."""
        phases = self.env["project.milestone"]
        for old in phases.browse(mapping).filtered("depend_on_ids"):
            copies = [
                mapping[each] for each in old.depend_on_ids.ids if each in mapping
            ]
            phases.browse(mapping[old.id]).depend_on_ids = [Command.set(copies)]
