from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_funnel import FILTERS

MONTHS = 12


class CrmFunnel(models.AbstractModel):
    """The forecast as entered: won and weighted by month, against the targets."""

    _inherit = "crm.funnel"

    @api.model
    def get_forecast(self, filters=None):
        """Return won, weighted and target by month, from this month on.

        :param dict filters: as ``get_data``; the period says which months
        :return: ``months``, each with ``month``, ``won``, ``weighted``, ``target``,
            ``part`` (won and weighted of the target, None without one), ``domain``;
            ``undated``: what is open without a closing day in these months or later
        """
        filters = filters or {}
        start, end = self._forecast_period(filters)
        who = {name: filters[name] for name in FILTERS if filters.get(name)}
        domain = self._get_lead_domain(who)
        won = domain & self._won_between(start, end)
        due = domain & self._due_between(start, end)
        amounts = self._by_month(won, "date_closed", "expected_revenue")
        weighted = self._by_month(due, "date_deadline", "prorated_revenue")
        targets = self._read_targets(who, start, end)
        months, month = [], start
        while month < end:
            next_month = month + relativedelta(months=1)
            counted = self._won_between(month, next_month)
            counted |= self._due_between(month, next_month)
            figures = [each.get(month, 0.0) for each in (amounts, weighted, targets)]
            months.append(
                {
                    **self._prepare_month(month, *figures),
                    "domain": self._plain(domain & counted),
                }
            )
            month = next_month
        return {
            "months": months,
            "undated": self._read_undated(domain, start),
            "currency": self._currency(),
        }

    @api.model
    def _prepare_month(self, month, won, weighted, target):
        return {
            "month": month.strftime("%Y-%m"),
            "won": won,
            "weighted": weighted,
            "target": target,
            "part": (won + weighted) / target if target else None,
        }

    @api.model
    def _won_between(self, start, end):
        return (
            Domain("won_status", "=", "won")
            & Domain("date_closed", ">=", self._moment(start))
            & Domain("date_closed", "<", self._moment(end))
        )

    @api.model
    def _due_between(self, start, end):
        return (
            Domain("won_status", "=", "pending")
            & Domain("date_deadline", ">=", start)
            & Domain("date_deadline", "<", end)
        )

    @api.model
    def _read_undated(self, domain, start):
        undated = (
            domain
            & Domain("won_status", "=", "pending")
            & (
                Domain("date_deadline", "=", False)
                | Domain("date_deadline", "<", start)
            )
        )
        Lead = self.env["crm.lead"]
        ((count, weighted),) = Lead._read_group(
            undated, [], ["__count", "prorated_revenue:sum"]
        )
        return {
            "count": count,
            "weighted": weighted or 0.0,
            "domain": self._plain(undated),
        }

    @api.model
    def _forecast_period(self, filters):
        today = fields.Date.context_today(self)
        start = self._day(filters.get("date_from") or today).replace(day=1)
        end = start + relativedelta(months=MONTHS)
        if filters.get("date_to"):
            last = self._day(filters["date_to"]) + relativedelta(day=1, months=1)
            end = min(max(last, start + relativedelta(months=1)), end)
        return start, end

    @api.model
    def _by_month(self, domain, date_field, amount_field):
        groups = self.env["crm.lead"]._read_group(
            domain, [f"{date_field}:month"], [f"{amount_field}:sum"]
        )
        return {
            fields.Date.to_date(month).replace(day=1): amount or 0.0
            for month, amount in groups
        }

    @api.model
    def _read_targets(self, who, start, end):
        """Return month -> target of the person, the team, or all people one sees."""
        domain = Domain("month", ">=", start) & Domain("month", "<", end)
        domain &= Domain("company_id", "=", self.env.company.id)
        if who.get("user_id"):
            domain &= Domain("user_id", "=", who["user_id"])
        elif who.get("team_id"):
            domain &= Domain("team_id", "=", who["team_id"])
        else:
            domain &= Domain("user_id", "!=", False)
        groups = self.env["crm.sales.target"]._read_group(
            domain, ["month:month"], ["amount:sum"]
        )
        return {
            fields.Date.to_date(month).replace(day=1): amount
            for month, amount in groups
        }
