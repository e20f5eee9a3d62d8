from odoo import api, fields, models

from odoo.addons.crm_approval.tools import workdays

#: From so many working days late on the lead, and the manager, are asked.
DEFAULT_DAYS = {"lead": 3, "manager": 6}


class ProjectDeliverable(models.Model):
    """What is late: its designer is reminded, then the lead, then the manager."""

    _inherit = "project.deliverable"

    reminder_level = fields.Integer(
        default=0,
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Who has been reminded: 1 the designer, 2 the lead, 3 the manager.",
    )

    @api.model
    def _reminder_days(self):
        """Return from how many working days on lead and manager are reminded."""
        # Configuration is not readable by ordinary users.
        param_sudo = self.env["ir.config_parameter"].sudo()
        texts = {
            who: param_sudo.get_param(f"crm_projects.remind_{who}_days") or ""
            for who in DEFAULT_DAYS
        }
        return {
            who: int(text) if text.strip().isdigit() else DEFAULT_DAYS[who]
            for who, text in texts.items()
        }

    def _remind_late(self):
        """Remind of what is late, each person once a deliverable."""
        today = fields.Date.context_today(self)
        days = self._reminder_days()
        late = self.filtered(
            lambda item: (
                item.state in ("planned", "in_review")
                and item.deadline
                and item.deadline < today
            )
        )
        for item in late:
            count = workdays.workdays_between(
                item.deadline, today, item.project_id._is_worked()
            )
            level = 1 + (count >= days["lead"]) + (count >= days["manager"])
            if count and level > item.reminder_level:
                item._remind(level, count)

    def _remind(self, level, count):
        """Give the reminder of ``level`` to who is responsible at it."""
        lead = self.project_id.user_id
        drawer = self.user_id or lead
        people = {1: drawer, 2: lead, 3: (lead or drawer)._approval_manager() or lead}
        self.reminder_level = level
        if people[level]:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=people[level].id,
                date_deadline=fields.Date.context_today(self),
                summary=self.env._(
                    "%(deliverable)s is %(days)s working days late",
                    deliverable=self.name,
                    days=count,
                ),
            )

    def write(self, vals):
        if "deadline" in vals:
            # A new date begins anew.
            vals = {"reminder_level": 0, **vals}
        return super().write(vals)

    def _forget_reminders(self):
        """Take back the reminders of what is out."""
        # They are other people's, too.
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
