from odoo import api, fields, models

from odoo.addons.crm_approval.tools import workdays

#: From so many working days late on the lead, and the manager, are asked.
DEFAULT_DAYS = {"lead": 3, "manager": 6}


class ProjectLateMixin(models.AbstractModel):
    """Work that is late: who does it is reminded, then the lead, then the manager."""

    _name = "project.late.mixin"
    _description = "Work That Is Reminded Of"

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

    def _get_due_day(self):
        """Return the day on which this is to be done; None: it is, or has no day."""
        raise NotImplementedError

    def _get_workers(self):
        """Return the users who do this."""
        raise NotImplementedError

    def _remind_late(self):
        """Remind of what is late, each person once a piece of work."""
        today = fields.Date.context_today(self)
        days = self._reminder_days()
        for item in self:
            due = item._get_due_day()
            if not due or due >= today:
                continue
            count = workdays.workdays_between(due, today, item.project_id._is_worked())
            level = 1 + (count >= days["lead"]) + (count >= days["manager"])
            # A night that was left out leaves nobody out.
            for step in range(item.reminder_level + 1, level + 1 if count else 0):
                item._remind(step, count)

    def _remind(self, level, count):
        """Give the reminder of ``level`` to who is responsible at it, each once."""
        lead = self.project_id.user_id
        workers = self._get_workers() or lead
        people = {
            1: workers,
            2: lead,
            3: (lead or workers[:1])._approval_manager(),
        }
        told = self.env["res.users"].union(*(people[step] for step in range(1, level)))
        self.reminder_level = level
        for user in people[level] - told:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                date_deadline=fields.Date.context_today(self),
                summary=self.env._(
                    "%(deliverable)s is %(days)s working days late",
                    deliverable=self.name,
                    days=count,
                ),
            )

    def _forget_reminders(self):
        """Take back the reminders of what is done."""
        # They are other people's, too.
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
