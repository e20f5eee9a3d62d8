from odoo import models


class ProjectSiteIssue(models.Model):
    """Who is responsible is asked; what is late is reminded of, up the ladder."""

    _name = "project.site.issue"
    _inherit = ["project.site.issue", "project.late.mixin"]

    def write(self, vals):
        if "deadline" in vals:
            # A new date begins anew.
            vals = {"reminder_level": 0, **vals}
        return super().write(vals)

    def _ask_responsible(self):
        """Give the open ones to those who are responsible, with their dates."""
        for issue in self.filtered(lambda one: one.state == "open" and one.user_id):
            issue.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=issue.user_id.id,
                date_deadline=issue.deadline or issue._get_today(),
                summary=self.env._("Put right at the site: %(what)s", what=issue.name),
            )

    def _get_due_day(self):
        self.ensure_one()
        return self.deadline if self.state == "open" else None

    def _get_workers(self):
        return self.user_id

    def _say_late(self, count):
        return self.env._(
            "Site issue “%(issue)s” is %(days)s working days late",
            issue=self.name,
            days=count,
        )
