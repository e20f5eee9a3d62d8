from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_approval.tools import workdays


class ProjectMilestone(models.Model):
    """Phases on the timeline: how late each is, and dragging one plans anew."""

    _inherit = "project.milestone"

    lead_id = fields.Many2one(
        related="project_id.user_id",
        string="Project Lead",
        store=True,
        index="btree_not_null",
    )
    delay_state = fields.Selection(
        [
            ("planned", "Planned"),
            ("running", "Running"),
            ("late", "Late"),
            ("reached", "Reached on time"),
            ("reached_late", "Reached late"),
        ],
        string="Timing",
        compute="_compute_delay_state",
    )
    can_replan = fields.Boolean(
        compute="_compute_can_replan", help="Whether you may move its planned dates."
    )

    @api.depends("phase_state", "deadline", "reached_date")
    def _compute_delay_state(self):
        for phase in self:
            end, is_reached = phase.deadline, phase.phase_state == "reached"
            today = phase.project_id.company_id._get_work_day()
            day = phase.reached_date if is_reached else today
            is_late = bool(end and day and day > end)
            if is_reached:
                phase.delay_state = "reached_late" if is_late else "reached"
            else:
                phase.delay_state = "late" if is_late else phase.phase_state

    @api.depends("phase_state", "project_id.user_id")
    @api.depends_context("uid")
    def _compute_can_replan(self):
        led = self.project_id._filtered_access("write")
        for phase in self:
            project_sudo = phase.project_id.sudo()  # its lead need not write it
            is_led = project_sudo.user_id == self.env.user or phase.project_id in led
            stands_still = project_sudo.is_template or project_sudo.is_paused
            phase.can_replan = (
                is_led and not stands_still and phase.phase_state != "reached"
            )

    def action_move_planned(self, start, end):
        """Plan this phase for other days; what follows it moves by as many.

        :param str start: its first planned day; of a phase that has begun it stays
        :param str end: its last planned day
        :return: what happened, as a sentence
        :raise UserError: says why it cannot be planned so
        """
        self.ensure_one()
        self.check_access("write")
        self._check_may_plan()
        self._check_may_move()
        start, end = self._round_to_workdays(start, end)
        self._check_not_before_earlier(start)
        before, is_worked = self.deadline or end, self.project_id._is_worked()
        self.write(
            {
                "planned_start_date": start,
                "deadline": end,
                # Planning anew counts in days: what was drawn is kept.
                "duration_days": 1 + workdays.workdays_between(start, end, is_worked),
            }
        )
        days = workdays.workdays_between(before, end, is_worked)
        days -= workdays.workdays_between(end, before, is_worked)
        # Who leads a project plans its phases and need not have the right to write it.
        project_sudo = self.project_id.sudo()
        sentence = self._say_moved(days, project_sudo._shift_followers(self, days))
        project_sudo.message_post(body=sentence)
        return sentence

    def _check_may_move(self):
        if self.can_replan:
            return
        raise UserError(
            self.env._(
                "Phase %(phase)s cannot be planned anew: it is reached, its contract "
                "stands still, or it belongs to a template.",
                phase=self.name,
            )
        )

    def _round_to_workdays(self, start, end):
        """Return the days as dates on which the company works."""
        is_worked = self.project_id._is_worked()
        start, end = fields.Date.to_date(start), fields.Date.to_date(end)
        if self.actual_start_date:
            start = self.planned_start_date or self.actual_start_date
        if not start or not end or end < start:
            raise UserError(
                self.env._(
                    "Phase %(phase)s would end (%(end)s) before it starts (%(start)s). "
                    "Correct one of the two dates.",
                    phase=self.name,
                    start=start or "-",
                    end=end or "-",
                )
            )
        if not self.actual_start_date:
            start = workdays.first_workday(start, is_worked)
        return start, max(start, workdays.first_workday(end, is_worked))

    def _check_not_before_earlier(self, start):
        """Refuse a start before the phases end that this one waits for."""
        if self.actual_start_date:
            return
        for earlier in self._get_earlier():
            until = earlier.reached_date if earlier.is_reached else earlier.deadline
            if until and start <= until:
                raise UserError(
                    self.env._(
                        "Phase %(phase)s waits for %(earlier)s, which ends on %(end)s. "
                        "It can start on a later day, or follow another phase.",
                        phase=self.name,
                        earlier=earlier.name,
                        end=until,
                    )
                )

    def _say_moved(self, days, project_end):
        facts = {
            "phase": self.name,
            "start": self.planned_start_date,
            "end": self.deadline,
            "days": days,
            "project_end": project_end or "-",
        }
        if not days:
            return self.env._(
                "%(phase)s is planned for %(start)s to %(end)s now; its end stays.",
                **facts,
            )
        return self.env._(
            "%(phase)s is planned for %(start)s to %(end)s now, what follows moves by "
            "%(days)s working days. The project ends on %(project_end)s.",
            **facts,
        )

    def action_view_project(self):
        """Open the project of this phase."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "project.project",
            "res_id": self.project_id.id,
            "views": [(False, "form")],
        }
