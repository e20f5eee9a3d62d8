from collections import defaultdict

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

    def _get_today(self):
        """Return what day it is where this is done."""
        return self.project_id.company_id._get_work_day()

    def _say_late(self, count):
        """Return that this is ``count`` working days late, in words."""
        return self.env._(
            "%(deliverable)s is %(days)s working days late",
            deliverable=self.name,
            days=count,
        )

    def _remind_late(self):
        """Remind of what is late, each person once a piece of work."""
        days, in_time = self._reminder_days(), self.browse()
        raised, reminders = defaultdict(lambda: self.browse()), []
        for item in self:
            due, today = item._get_due_day(), item._get_today()
            if due and due >= today and item.reminder_level:
                in_time |= item
            if not due or due >= today:
                continue
            count = workdays.workdays_between(due, today, item.project_id._is_worked())
            level = 1 + (count >= days["lead"]) + (count >= days["manager"])
            if count and level > item.reminder_level:
                people = item._get_reminded(level)
                reminders += [item._prepare_reminder(user, count) for user in people]
                raised[level] |= item
        in_time.reminder_level = 0  # a new date begins anew
        for level, items in raised.items():
            items.reminder_level = level
        self.env["mail.activity"].create(reminders)

    def _get_reminded(self, level):
        """Return whom the step up to ``level`` is news to.

        A night that was left out leaves nobody out, and nobody is told twice.
        """
        lead = self.project_id.user_id
        workers = self._get_workers() or lead
        people = [workers]
        if level > 1:
            people.append(lead)
        if level > 2:
            people.append((lead or workers[:1])._approval_manager())
        nobody = self.env["res.users"]
        return nobody.union(*people) - nobody.union(*people[: self.reminder_level])

    def _prepare_reminder(self, user, count):
        """Return the values of the activity that reminds ``user``."""
        return {
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "automated": True,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "user_id": user.id,
            "date_deadline": self._get_today(),
            "summary": self._say_late(count),
        }

    def _forget_reminders(self):
        """Take back the reminders of what is done."""
        # They are other people's, too.
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
