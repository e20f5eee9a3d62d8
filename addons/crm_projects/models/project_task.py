from odoo import models

from odoo.addons.project.models.project_task import CLOSED_STATES


class ProjectTask(models.Model):
    """Tasks of design projects are reminded of like deliverables."""

    _name = "project.task"
    _inherit = ["project.task", "project.late.mixin"]

    def _get_due_day(self):
        self.ensure_one()
        if self.state in CLOSED_STATES or not self.date_deadline:
            return None
        return self.company_id._get_work_day(self.date_deadline)

    def _get_workers(self):
        return self.user_ids.filtered(lambda user: not user.share)

    def write(self, vals):
        result = super().write(vals)
        # Who may change a task need not know of its reminders (project sharing).
        reminded_sudo = self.sudo().filtered("reminder_level")
        if "date_deadline" in vals:
            # A new date begins anew.
            reminded_sudo.reminder_level = 0
        if vals.get("state") in CLOSED_STATES:
            reminded_sudo._forget_reminders()
        return result

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # Odoo takes a follower of the project off the list once for each project, so
        # tasks of several projects with one follower need a list each.
        for tasks in self.grouped("project_id").values():
            super(ProjectTask, tasks).message_subscribe(
                list(partner_ids or []), subtype_ids
            )
        return True
