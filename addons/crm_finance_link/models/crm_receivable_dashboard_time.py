from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .crm_receivable_dashboard import EXPECTED_STATES, LINE, REPORT

WEEKS = 10
MAX_MONTHS = 24
PEOPLE = 12


class CrmReceivableDashboard(models.AbstractModel):
    """Money in time: expected by week, and received of what was due by month."""

    _inherit = "crm.receivable.dashboard"

    # -- forecast ----------------------------------------------------------------------

    @api.model
    def _read_forecast(self, who):
        """Return the money expected by week: by promise, else by due date.

        The first row is what is late without a promise, the last ones what comes later
        and what has no day yet. Open invoices beside the plans are counted for those
        who read accounting.
        """
        today = self.env[LINE]._today()
        monday = today - timedelta(days=today.weekday())
        end = monday + timedelta(weeks=WEEKS)
        lines = who & Domain("state", "in", EXPECTED_STATES)
        moved = self._read_promised_parts(lines)
        by_day = self._move_parts(self._sum_by_day(lines, today, end), moved)
        other = self._sum_other_by_day(who, end)
        weeks = []
        for number in range(WEEKS):
            start = monday + timedelta(weeks=number)
            span = max(start, today), start + timedelta(weeks=1)
            domain = lines & self._expected_between(*span)
            beside = self._get_other_domain(who) & self._between("due_date", *span)
            weeks.append(
                {
                    "start": str(start),
                    **self._figure(LINE, domain, *self._sum_span(by_day, *span)),
                    "other": self._figure(
                        REPORT, beside, *self._sum_span(other, *span)
                    ),
                }
            )
        return {
            "weeks": weeks,
            **self._read_outside(lines, moved, today, end),
            "late_other": self._sum_late(who, other, today),
        }

    @api.model
    def _between(self, name, first, after):
        return Domain(name, ">=", first) & Domain(name, "<", after)

    @api.model
    def _expected_between(self, first, after):
        """Return the instalments of which all or a part is expected then."""
        return self._between("expected_date", first, after) | self._between(
            "part_expected_date", first, after
        )

    @api.model
    def _read_promised_parts(self, domain):
        """Return [(due date, promised for, amount, count)] of what is promised in part.

        The instalment itself is expected on its due date; this much comes later.
        """
        rows = self.env[LINE]._read_group(
            domain & Domain("part_expected_date", "!=", False),
            ["expected_date:day", "part_expected_date:day", "currency_id"],
            ["amount_promised:sum", "__count"],
        )
        return [
            (
                self._to_day(due),
                self._to_day(day),
                self._convert(currency, amount),
                count,
            )
            for due, day, currency, amount, count in rows
        ]

    @api.model
    def _move_parts(self, days, moved):
        """Return ``days`` with the promised parts on the days of their promises."""
        days = dict(days)
        for due, day, amount, count in moved:
            if due in days:
                days[due] = (days[due][0] - amount, days[due][1])
            before = days.get(day, (0.0, 0))
            days[day] = (before[0] + amount, before[1] + count)
        return days

    @api.model
    def _sum_by_day(self, domain, first, after):
        rows = self.env[LINE]._read_group(
            domain & self._between("expected_date", first, after),
            ["expected_date:day", "currency_id"],
            ["amount_open:sum", "__count"],
        )
        prepaid = self._get_prepaid(
            domain & self._between("expected_date", first, after)
        )
        rows += [
            (line.expected_date, line.currency_id, -amount, 0)
            for line, amount in prepaid.items()
        ]
        return self._merge_days(rows)

    @api.model
    def _sum_other_by_day(self, who, after):
        if not self._reads_books():
            return {}
        rows = self.env[REPORT]._read_group(
            self._get_other_domain(who) & Domain("due_date", "<", after),
            ["due_date:day", "currency_id"],
            ["amount:sum", "__count"],
        )
        return self._merge_days(rows)

    @api.model
    def _get_other_domain(self, who):
        """Return the open entries that belong to no instalment."""
        return who & Domain("plan_line_id", "=", False)

    @api.model
    def _merge_days(self, rows):
        days = {}
        for moment, currency, amount, count in rows:
            day = self._to_day(moment)
            before = days.get(day, (0.0, 0))
            days[day] = (before[0] + self._convert(currency, amount), before[1] + count)
        return days

    @api.model
    def _read_outside(self, lines, moved, today, end):
        """Return what stands before and after the weeks, and without a day."""
        spans = {
            "late": (None, today),
            "later": (end, None),
            "undated": None,
        }
        figures = {}
        for code, span in spans.items():
            whole = self._outside("expected_date", span)
            amount, count = self._sum_lines(lines & whole)
            parts = [row for row in moved if span and self._is_within(row[0], span)]
            coming = [row for row in moved if span and self._is_within(row[1], span)]
            amount += sum(row[2] for row in coming) - sum(row[2] for row in parts)
            if span:
                whole |= self._outside("part_expected_date", span)
                count += sum(row[3] for row in coming if row not in parts)
            figures[code] = self._figure(LINE, lines & whole, amount, count)
        return figures

    @api.model
    def _outside(self, name, span):
        """Return the domain of a span that is open on one side; of no day if None."""
        if span is None:
            return Domain(name, "=", False)
        first, after = span
        return Domain(name, ">=", first) if first else Domain(name, "<", after)

    @api.model
    def _is_within(self, day, span):
        first, after = span
        return bool(day) and (day >= first if first else day < after)

    @api.model
    def _sum_late(self, who, other, today):
        """Return what is late beside the plans."""
        domain = self._get_other_domain(who) & Domain("due_date", "<", today)
        return self._figure(REPORT, domain, *self._sum_span(other, None, today))

    @api.model
    def _sum_span(self, days, first, after):
        """Return amount and count of ``days`` from ``first`` until before ``after``."""
        found = [
            figures
            for day, figures in days.items()
            if (first is None or day >= first) and day < after
        ]
        return sum(row[0] for row in found), sum(row[1] for row in found)

    # -- collection rate ---------------------------------------------------------------

    @api.model
    def _read_rate(self, who, months):
        """Return received / due of the instalments due in these months until today."""
        if not 1 <= months <= MAX_MONTHS:
            raise UserError(
                self.env._(
                    "Choose between 1 and %(most)s months, not %(months)s.",
                    most=MAX_MONTHS,
                    months=months,
                )
            )
        start, today = self._month_start(months - 1), self.env[LINE]._today()
        due = (
            who
            & Domain("state", "not in", ("waiting", "suspended", "void"))
            & self._between("due_date", start, today + timedelta(days=1))
        )
        return {
            "total": self._rates(due, None)[0],
            "months": self._rate_months(due, months),
            "people": self._worst_first(self._rates(due, "user_id")),
            "customers": self._worst_first(self._rates(due, "partner_id")),
        }

    @api.model
    def _rates(self, due, group):
        """Return a row for each value of ``group`` (one row for None)."""
        groups = [group, "currency_id"] if group else ["currency_id"]
        sums = {}
        for *keys, currency, amount, received, count in self.env[LINE]._read_group(
            due, groups, ["amount:sum", "amount_received:sum", "__count"]
        ):
            row = sums.setdefault(keys[0] if keys else None, [0.0, 0.0, 0])
            row[0] += self._convert(currency, amount)
            row[1] += self._convert(currency, received)
            row[2] += count
        if not group:
            return [self._rate(due, *sums.get(None, (0.0, 0.0, 0)))]
        return [
            self._rate(
                due & Domain(group, "=", record.id),
                *row,
                id=record.id,
                # Names of colleagues and customers stand on the instalments.
                name=record.sudo().display_name or self.env._("Nobody"),
            )
            for record, row in sums.items()
        ]

    @api.model
    def _rate(self, domain, due, received, count, **values):
        return self._figure(
            LINE,
            domain,
            due,
            count,
            received=received,
            part=received / due if due else None,
            **values,
        )

    @api.model
    def _rate_months(self, due, months):
        sums = {}
        for moment, currency, amount, received, count in self.env[LINE]._read_group(
            due,
            ["due_date:month", "currency_id"],
            ["amount:sum", "amount_received:sum", "__count"],
        ):
            row = sums.setdefault(self._to_day(moment).replace(day=1), [0.0, 0.0, 0])
            row[0] += self._convert(currency, amount)
            row[1] += self._convert(currency, received)
            row[2] += count
        rows = []
        for back in range(months - 1, -1, -1):
            first = self._month_start(back)
            domain = due & self._between(
                "due_date", first, first + relativedelta(months=1)
            )
            row = sums.get(first, (0.0, 0.0, 0))
            rows.append(self._rate(domain, *row, month=first.strftime("%Y-%m")))
        return rows

    @api.model
    def _worst_first(self, rows):
        """Return the rows with the greatest part of their money still out."""
        return sorted(rows, key=lambda row: row["received"] - row["amount"])[:PEOPLE]
