from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.crm_approval.tools import workdays


class ProjectSiteIssue(models.Model):
    """Who is responsible is asked; what is late is reminded of, up the ladder."""

    _inherit = "project.site.issue"

    reminder_level = fields.Integer(
        default=0,
        copy=False,
        readonly=True,
        help="Who has been reminded: 1 the responsible, 2 the lead, 3 the manager.",
    )

    def write(self, vals):
        if "deadline" in vals:
            # A new date begins anew.
            vals = {"reminder_level": 0, **vals}
        return super().write(vals)

    def _ask_responsible(self):
        """Give the open ones to those who are responsible, with their dates."""
        today = fields.Date.context_today(self)
        for issue in self.filtered(lambda one: one.state == "open" and one.user_id):
            issue.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=issue.user_id.id,
                date_deadline=issue.deadline or today,
                summary=self.env._("Put right at the site: %(what)s", what=issue.name),
            )

    @api.model
    def _get_late_domain(self, projects):
        return (
            Domain("project_id", "in", projects.ids)
            & Domain("state", "=", "open")
            & Domain("deadline", "<", fields.Date.context_today(self))
        )

    @api.model
    def _remind_late(self, projects):
        """Remind of what is late in ``projects``, each person once an issue."""
        today = fields.Date.context_today(self)
        days = self.env["project.deliverable"]._reminder_days()
        for issue in self.search(self._get_late_domain(projects), order="id"):
            count = workdays.workdays_between(
                issue.deadline, today, issue.project_id._is_worked()
            )
            level = 1 + (count >= days["lead"]) + (count >= days["manager"])
            if count and level > issue.reminder_level:
                issue._remind(level, count)

    def _remind(self, level, count):
        """Give the reminder of ``level`` to who is responsible at it."""
        lead = self.project_id.user_id
        doer = self.user_id or lead
        people = {1: doer, 2: lead, 3: (lead or doer)._approval_manager() or lead}
        self.reminder_level = level
        if people[level]:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=people[level].id,
                date_deadline=fields.Date.context_today(self),
                summary=self.env._(
                    "Site issue “%(issue)s” is %(days)s working days late",
                    issue=self.name,
                    days=count,
                ),
            )
