from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.crm_approval.tools.working_time import is_workday

from ..tools import workload

#: So many weeks are shown at a time, and at most.
WEEKS, MOST_WEEKS = 12, 26
MANAGERS = "project.group_project_manager"


class ProjectWorkload(models.Model):
    """The heat map: people by weeks, what they have to do against what they can."""

    _inherit = "project.workload"

    @api.model
    def get_heat_map(self, start=None, weeks=WEEKS):
        """Return the workload of the people whom the user sees, by week.

        :param start: a day of the first week (default: this week)
        :param int weeks: how many weeks
        """
        self.check_access("read")
        today = self.env.company._get_work_day()
        weeks = min(max(int(weeks), 1), MOST_WEEKS)
        first = max(fields.Date.to_date(start) or today, today)
        mondays = workload.weeks_from(first, weeks)
        people = self._get_people().sorted(
            lambda user: (user != self.env.user, user.name)
        )
        loads = self._get_loads(people.ids, mondays)
        rows = [self._prepare_row(user, loads[user.id], mondays) for user in people]
        nobody = loads[False]
        if any(nobody[name] for name in ("weeks", "undated", "unplanned")):
            rows.append(self._prepare_row(self.env["res.users"], nobody, mondays))
        return {
            "weeks": [
                {
                    "start": fields.Date.to_string(week),
                    "name": format_date(self.env, week, date_format="M/d"),
                    "is_current": week <= today < week + workload.WEEK,
                }
                for week in mondays
            ],
            "people": rows,
            "is_first": first == today,
        }

    def _prepare_row(self, user, load, mondays):
        cells = []
        for week in mondays:
            hours = load["weeks"].get(week, 0.0)
            capacity = load["capacity"].get(week, 0.0)
            name, percent = workload.level(hours, capacity)
            if not user:
                name, percent = ("open" if hours else "none"), None
            cells.append(
                {
                    "week": fields.Date.to_string(week),
                    "hours": round(hours, 1),
                    "capacity": round(capacity, 1),
                    "percent": percent,
                    "level": name,
                    "over": round(max(hours - capacity, 0.0), 1) if user else 0.0,
                }
            )
        return {
            "id": user.id or False,
            "name": user.name or self.env._("Nobody yet"),
            "cells": cells,
            "undated": round(load["undated"], 1),
            "unplanned": load["unplanned"],
        }

    @api.model
    def _get_people(self):
        """Return whose workload the user sees: all, his people, or his own."""
        users = self.env["res.users"].with_context(active_test=True)
        working = Domain("project_member_ids.project_id.contract_id", "!=", False)
        rows = self.sudo()._search([("user_id", "!=", False)])
        working |= Domain("id", "in", rows.subselect("user_id"))
        working &= Domain("share", "=", False) & Domain(
            "company_ids", "in", self.env.companies.ids
        )
        # Names of colleagues are no secret; whom he sees is said by the domain.
        found_sudo = users.sudo().search(working & self._get_seen_domain())
        return (found_sudo | self.env.user).sudo(self.env.su)

    @api.model
    def _get_seen_domain(self):
        """Return the users whose workload the user sees, as a domain of users."""
        user = self.env.user
        if self.env.su or user.has_group(MANAGERS):
            return Domain.TRUE
        return (
            Domain("id", "=", user.id)
            | Domain("project_member_ids.project_id.user_id", "=", user.id)
            | Domain("employee_ids.parent_id.user_id", "=", user.id)
            | Domain("employee_ids.parent_id.parent_id.user_id", "=", user.id)
            | Domain("employee_ids.department_id.manager_id.user_id", "=", user.id)
        )

    @api.model
    def _get_loads(self, user_ids, mondays):
        """Return the load of each user and of nobody (False), by week.

        Their figures count all their work, whether or not the projects may be read.
        """
        works = defaultdict(list)
        loads = {
            user_id: {"weeks": {}, "capacity": {}, "undated": 0.0, "unplanned": 0}
            for user_id in [*user_ids, False]
        }
        end = mondays[-1] + workload.WEEK - workload.DAY
        for work in self._fetch_works(user_ids):
            load = loads[work.user_id.id]
            if work.is_unplanned:
                load["unplanned"] += 1
            elif not work.date_end:
                load["undated"] += work.remaining_hours
            else:
                works[work.user_id.id].append(
                    workload.Work(work.remaining_hours, work.date_start, work.date_end)
                )
        first = min(workload.monday(self.env.company._get_work_day()), mondays[0])
        last = max([end, *(work.end for each in works.values() for work in each)])
        capacity = self._get_capacity(user_ids, first, end)
        for user_id, load in loads.items():
            hours = capacity[user_id]
            days = self._get_days(hours, first, end, last)
            load["weeks"] = workload.add_up(works[user_id], days)
            for day, able in hours.items():
                week = workload.monday(day)
                load["capacity"][week] = load["capacity"].get(week, 0.0) + able
        return loads

    @api.model
    def _fetch_works(self, user_ids):
        domain = Domain("user_id", "in", [*user_ids, False])
        names = ["user_id", "remaining_hours", "is_unplanned", "date_start", "date_end"]
        # A query has no dependencies: what was read before may be old.
        self.invalidate_model(flush=False)
        # Work that nobody has is seen by who may give it out; else all counts.
        theirs_sudo = self.sudo().search_fetch(
            domain & Domain("user_id", "!=", False), names
        )
        nobodys = self.search_fetch(Domain("user_id", "=", False), names)
        return theirs_sudo | nobodys.sudo()

    def _get_days(self, hours, first, end, last):
        """Return the working days of who can work ``hours`` until ``end``."""
        is_chinese = self.env.company.sudo().working_calendar == "cn"

        def is_worked(day):
            # Leave is not known for ever: later on the company's days count.
            return (
                hours.get(day, 0.0) > 0 if day <= end else is_workday(day, is_chinese)
            )

        return workload.Days(first, last, is_worked)

    @api.model
    def _get_capacity(self, user_ids, first, last):
        """Return how many hours each user can work, ``{user_id: {day: hours}}``.

        His calendar less his leave and the public holidays; a Saturday that is worked
        for a holiday is a day like others. Nobody works as the company does.
        """
        company_sudo = self.env.company.sudo()
        # Designers do not read their colleagues' calendars and leave.
        employees_sudo = (
            self.env["hr.employee"]
            .sudo()
            .search([("user_id", "in", user_ids), ("company_id", "=", company_sudo.id)])
        )
        of_user = {employee.user_id.id: employee for employee in employees_sudo}
        standard = company_sudo.resource_calendar_id
        hours = {}
        by_calendar = defaultdict(self.env["resource.resource"].sudo().browse)
        by_calendar[standard] |= self.env["resource.resource"].sudo()
        for employee in employees_sudo:
            calendar = employee.resource_calendar_id or standard
            by_calendar[calendar] |= employee.resource_id
        for calendar, resources in by_calendar.items():
            hours.update(self._get_calendar_hours(calendar, resources, first, last))
        plain = hours[standard.id, False]
        return {
            user_id: (
                hours[
                    (of_user[user_id].resource_calendar_id or standard).id,
                    of_user[user_id].resource_id.id,
                ]
                if user_id in of_user
                else plain
            )
            for user_id in [*user_ids, False]
        }

    @api.model
    def _get_calendar_hours(self, calendar, resources, first, last):
        """Return hours by day, keyed by calendar and resource (False: nobody's)."""
        zone = pytz.timezone(calendar.tz or "UTC")
        start = zone.localize(datetime.combine(first, time.min))
        stop = zone.localize(datetime.combine(last + timedelta(days=1), time.min))
        intervals = calendar._work_intervals_batch(start, stop, resources)
        leaves = calendar._leave_intervals_batch(start, stop, resources)
        is_chinese = self.env.company.sudo().working_calendar == "cn"
        result = {}
        for key, spans in intervals.items():
            days = defaultdict(float)
            for begin, end, _meta in spans:
                days[begin.date()] += (end - begin).total_seconds() / 3600
            away = {
                begin.date() + timedelta(days=number)
                for begin, end, _meta in leaves.get(key, ())
                for number in range((end.date() - begin.date()).days + 1)
            }
            result[calendar.id, key] = {
                day: able
                for number in range((last - first).days + 1)
                for day in [first + timedelta(days=number)]
                if (able := self._get_day_hours(calendar, day, days, away, is_chinese))
            }
        return result

    @api.model
    def _get_day_hours(self, calendar, day, days, away, is_chinese):
        if not is_chinese or not is_workday(day):
            return 0.0 if is_chinese else days.get(day, 0.0)
        if day.weekday() > 4 and day not in days and day not in away:
            return calendar.hours_per_day
        return days.get(day, 0.0)

    @api.model
    def _get_busy(self, users, last):
        """Return ``(hours, capacity)`` by user id, from today until ``last``.

        What nobody has planned counts as a day, so that it is not given out for ever.
        """
        today = self.env.company._get_work_day()
        last = max(last or today, today)
        count = ((workload.monday(last) - workload.monday(today)).days // 7) + 1
        mondays = workload.weeks_from(today, count)
        loads = self._get_loads(users.ids, mondays)
        return {
            user.id: (
                sum(loads[user.id]["weeks"].get(week, 0.0) for week in mondays)
                + loads[user.id]["unplanned"] * workload.UNPLANNED_HOURS,
                sum(loads[user.id]["capacity"].values()),
            )
            for user in users
        }

    @api.model
    def action_open_cell(self, user_id, week):
        """Open the work behind a cell of the heat map.

        :param user_id: whose, or False for what nobody has
        :param week: a day of the week; None for what is not dated or planned
        """
        domain = Domain("user_id", "=", user_id or False)
        if week:
            start = workload.monday(fields.Date.to_date(week))
            domain &= Domain("date_start", "<", start + workload.WEEK)
            domain &= Domain("date_end", ">=", start)
            domain &= Domain("remaining_hours", ">", 0)
        else:
            domain &= Domain("is_unplanned", "=", True) | Domain("date_end", "=", False)
        user_sudo = self.env["res.users"].browse(user_id or []).sudo()
        title = user_sudo.name or self.env._("Nobody yet")
        if week:
            title = self.env._(
                "%(person)s: week of %(day)s",
                person=title,
                day=format_date(self.env, start),
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_projects.project_workload_action"
        )
        return dict(
            action,
            name=title,
            # What was read of the action has a display name, which would win.
            display_name=title,
            domain=list(domain),
            context={},
        )
