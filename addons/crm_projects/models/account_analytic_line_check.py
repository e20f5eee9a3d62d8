from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..tools import hours as rules


class AccountAnalyticLine(models.Model):
    """Hours on design projects: what cannot be true is refused in a sentence."""

    _inherit = "account.analytic.line"

    @api.constrains("deliverable_id", "phase_id", "project_id", "task_id")
    def _check_place(self):
        for line in self.filtered(lambda each: each.deliverable_id or each.phase_id):
            # A colleague's phase is no reason to let hours pass unchecked.
            line_sudo = line.sudo()
            phase, item = line_sudo.phase_id, line_sudo.deliverable_id
            if item and item.milestone_id != phase:
                raise ValidationError(
                    self.env._(
                        "Deliverable %(deliverable)s belongs to phase %(phase)s. Book "
                        "its hours there.",
                        deliverable=item.name,
                        phase=item.milestone_id.name,
                    )
                )
            if phase.project_id != line_sudo.project_id:
                raise ValidationError(
                    self.env._(
                        "Phase %(phase)s belongs to %(project)s. Choose a phase of the "
                        "project the hours are booked on.",
                        phase=phase.name,
                        project=phase.project_id.name,
                    )
                )

    @api.constrains("unit_amount", "date", "phase_id", "project_id", "employee_id")
    def _check_hours(self):
        lines = self.filtered(lambda line: line.sudo().project_id.contract_id)
        for line in lines:
            # Designers book on phases whose contract they do not read.
            line_sudo = line.sudo()
            phase, project = line_sudo.phase_id, line_sudo.project_id
            booking = rules.Booking(
                hours=line.unit_amount,
                day=line.date,
                today=line_sudo.company_id._get_work_day(),
                first=project._get_first_day(),
                reached=(phase.is_reached and phase.reached_date) or None,
            )
            if name := rules.fault(booking):
                raise ValidationError(line_sudo._say_fault(name, booking))
        lines._check_day()

    def _say_fault(self, name, booking):
        """Return what is wrong with the hours, and what to do."""
        values = {
            "hours": f"{booking.hours:g}",
            "day": format_date(self.env, booking.day),
            "project": self.project_id.name,
            "phase": self.phase_id.name,
            "first": format_date(self.env, booking.first),
            "reached": format_date(self.env, booking.reached),
        }
        texts = {
            "negative": self.env._(
                "%(hours)s hours on %(project)s are less than nothing. Correct or "
                "delete the line that is too long instead.",
                **values,
            ),
            "too_many": self.env._(
                "%(hours)s hours on %(project)s are more than a day has. Book each day "
                "for itself.",
                **values,
            ),
            "future": self.env._(
                "%(day)s is still to come. Book hours on %(project)s when they are "
                "worked.",
                **values,
            ),
            "before": self.env._(
                "%(project)s begins on %(first)s; %(day)s lies before it. Check the "
                "date.",
                **values,
            ),
            "closed": self.env._(
                "Phase %(phase)s of %(project)s was closed on %(reached)s, so it takes "
                "no hours of %(day)s. Choose a phase that is open.",
                **values,
            ),
        }
        return texts[name]

    def _check_day(self):
        """Refuse more hours of one person in a day than a day has."""
        if not self:
            return
        # All his hours of the day count, wherever they are booked.
        rows = self.sudo()._read_group(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("date", "in", list(set(self.mapped("date")))),
                ("project_id", "!=", False),
            ],
            ["employee_id", "date:day"],
            ["unit_amount:sum"],
        )
        for employee, day, total in rows:
            if total > rules.DAY_HOURS:
                raise ValidationError(
                    self.env._(
                        "%(person)s would have %(hours)s hours on %(day)s. Correct one "
                        "of the lines of that day.",
                        person=employee.name,
                        hours=f"{total:g}",
                        day=format_date(self.env, day),
                    )
                )
