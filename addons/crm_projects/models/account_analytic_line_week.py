from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import hours as rules
from ..tools.workload import monday

#: What hours are booked on; together they make a row of the week.
PLACE = ("project_id", "phase_id", "deliverable_id", "task_id")
MOST_ROWS = 60


class AccountAnalyticLine(models.Model):
    """My hours of a week: a row a piece of work, a cell a day."""

    _inherit = "account.analytic.line"

    @api.model
    def get_my_week(self, day=None):
        """Return the user's week around ``day`` (default: today).

        Rows are what he booked on in this and the week before, and what he is to do.
        """
        today = self.env.company._get_work_day()
        first = monday(fields.Date.to_date(day) or today)
        days = [first + timedelta(days=number) for number in range(7)]
        lines = self._get_my_lines(first - timedelta(days=7), days[-1])
        booked = {}
        for line in lines:
            cells = booked.setdefault(self._place_of(line), {})
            if line.date >= first:
                cells[line.date] = cells.get(line.date, 0.0) + line.unit_amount
        places = [*booked, *(self._get_my_work() if days[0] <= today else [])]
        places = list(dict.fromkeys(places))[:MOST_ROWS]
        capacity = self.env["project.workload"]._get_capacity(
            self.env.user.ids, days[0], days[-1]
        )[self.env.uid]
        return {
            "days": [
                {
                    "date": fields.Date.to_string(each),
                    "name": format_date(self.env, each, date_format="EEE"),
                    "label": format_date(self.env, each, date_format="M/d"),
                    "is_today": each == today,
                    "is_future": each > today,
                    "capacity": capacity.get(each, 0.0),
                }
                for each in days
            ],
            "rows": self._prepare_week_rows(places, booked, days),
            "is_current": days[0] <= today <= days[-1],
        }

    @api.model
    def _get_my_lines(self, first, last):
        """Return the hours that the user has booked between two days."""
        return self.search_fetch(
            Domain("user_id", "=", self.env.uid)
            & Domain("project_id", "!=", False)
            & Domain("date", ">=", first)
            & Domain("date", "<=", last),
            [*PLACE, "date", "unit_amount"],
            order="date desc, id",
        )

    @api.model
    def _place_of(self, line):
        return tuple(line[name].id for name in PLACE)

    @api.model
    def _get_my_work(self):
        """Return the places of what the user is to do, what is due first at first."""
        works = self.env["project.workload"]
        if not works.has_access("read"):
            return []
        today = self.env.company._get_work_day()
        soon = today + timedelta(days=14)
        found = works.search_fetch(
            Domain("user_id", "=", self.env.uid) & Domain("date_start", "<=", soon),
            ["project_id", "phase_id", "deliverable_id", "task_id"],
            limit=MOST_ROWS,
        )
        return [self._place_of(work) for work in found]

    @api.model
    def _prepare_week_rows(self, places, booked, days):
        """Return the rows as the client shows them, in the order of ``places``."""
        # Names only, of what he has booked on or has to do himself.
        env_sudo = self.sudo().env
        models_by_name = {
            name: env_sudo[self._fields[name].comodel_name].browse(
                [place[number] for place in places if place[number]]
            )
            for number, name in enumerate(PLACE)
        }
        names = {
            name: {record.id: record.display_name for record in records}
            for name, records in models_by_name.items()
        }
        rows = []
        for place in places:
            at = dict(zip(PLACE, place, strict=True))
            called = {name: names[name].get(key) for name, key in at.items()}
            what = called["deliverable_id"] or called["task_id"]
            rows.append(
                {
                    "key": "-".join(str(key or 0) for key in place),
                    "place": at,
                    "name": what or called["phase_id"] or called["project_id"],
                    "phase": called["phase_id"] if what else None,
                    "project": called["project_id"],
                    "hours": [booked.get(place, {}).get(day, 0.0) for day in days],
                }
            )
        return rows

    @api.model
    def set_my_hours(self, place, day, total, seen):
        """Let the user's hours of a day on a place add up to ``total``.

        Asked twice, it does nothing the second time.

        :param dict place: ids of ``project_id``, ``phase_id``, ``deliverable_id`` and
            ``task_id``, or False
        :param seen: the total that the user saw when he typed
        :raises UserError: the hours were changed meanwhile
        """
        day = fields.Date.to_date(day)
        place = {name: place.get(name) or False for name in PLACE}
        domain = Domain("user_id", "=", self.env.uid) & Domain("date", "=", day)
        for name, key in place.items():
            domain &= Domain(name, "=", key)
        lines = self.search(domain, order="id")
        now = sum(lines.mapped("unit_amount"))
        if round(now - total, 2) == 0:
            return now
        if round(now - seen, 2) != 0:
            raise UserError(
                self.env._(
                    "Your hours of %(day)s were changed meanwhile: they are %(now)s "
                    "now, not %(seen)s. Look at the week again.",
                    day=format_date(self.env, day),
                    now=f"{now:g}",
                    seen=f"{seen:g}",
                )
            )
        added = lines._change_total(total)
        if added:
            vals = {name: key for name, key in place.items() if key}
            self.create({**vals, "date": day, "unit_amount": added})
        return total

    def _change_total(self, total):
        """Let the lines add up to ``total``; return the hours of a line to add."""
        changes, added = rules.change_total(
            [(line.id, line.unit_amount) for line in self], total
        )
        for line in self.filtered(lambda each: changes.get(each.id)):
            line.unit_amount = changes[line.id]
        self.filtered(lambda each: changes.get(each.id) == 0).unlink()
        return added
