from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from ..tools import working_time


class ResCompany(models.Model):
    """The working hours that time limits of approvals are counted in."""

    _inherit = "res.company"

    working_calendar = fields.Selection(
        [
            ("cn", "China: public holidays and make-up days"),
            ("weekdays", "Monday to Friday"),
        ],
        string="Working Days",
        required=True,
        default="cn",
    )
    working_tz = fields.Selection(
        _tz_get,
        string="Time Zone of Working Hours",
        required=True,
        default="Asia/Shanghai",
    )
    working_from = fields.Float(string="Work Starts", default=9.0, required=True)
    working_to = fields.Float(string="Work Ends", default=18.0, required=True)
    break_from = fields.Float(string="Break Starts", default=12.0, required=True)
    break_to = fields.Float(string="Break Ends", default=13.0, required=True)

    @api.constrains("working_from", "working_to", "break_from", "break_to")
    def _check_working_hours(self):
        for company in self:
            try:
                company._working_day()
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(company)s: the working hours must follow one another: "
                        "start, break, end. Without a break, let it start and end at "
                        "the same hour.",
                        company=company.name,
                    )
                ) from error

    def _working_day(self):
        """Return the company's hours as a plain value for ``tools.working_time``."""
        self.ensure_one()
        day = (self.working_from, self.working_to)
        rest = (self.break_from, self.break_to)
        if rest[0] == rest[1]:
            periods = (day,)
        else:
            periods = ((day[0], rest[0]), (rest[1], day[1]))
        return working_time.WorkingDay(
            self.working_tz, periods, self.working_calendar == "cn"
        )

    def _get_work_day(self, moment=None):
        """Return the day that it is, or was at ``moment``, where the company works.

        Crons run in UTC, clients sign from anywhere and people travel: none of them
        decides when a day begins. Of no company, it is the current one's.

        :param datetime moment: naive UTC; empty: now
        """
        # Who signs, or draws, does not read the settings of the company.
        company_sudo = (self[:1] or self.env.company).sudo()
        moment = moment or fields.Datetime.now()
        return working_time.day_in(company_sudo.working_tz, moment)

    def _is_worked(self):
        """Return which days are worked, as ``tools.workdays`` wants it."""
        self.ensure_one()
        is_chinese = self.working_calendar == "cn"
        return lambda day: working_time.is_workday(day, is_chinese)

    def _add_working_hours(self, start, hours):
        """Return the moment (naive UTC) ``hours`` working hours after ``start``."""
        return working_time.add_hours(start, hours, self._working_day())

    def _working_hours_between(self, start, end):
        """Return the working hours (float) between two moments (naive UTC)."""
        return working_time.hours_between(start, end, self._working_day())
