from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import pool as pool_rules
from ..tools import stage_rules

#: what a filter may name, and the field of the opportunity it is about
FILTERS = ("user_id", "team_id", "source_id")
STATUSES = ("pending", "won", "lost")


class CrmFunnel(models.AbstractModel):
    """The funnel and the forecast, as figures: what the user's own rules let him see.

    A grouped query over the opportunities and one over the ledger of stages,
    however many there are.
    """

    _name = "crm.funnel"
    _description = "Sales Funnel"

    @api.model
    def get_data(self, filters=None):
        """Return the funnel of the opportunities that match ``filters``.

        :param dict filters: any of ``user_id``, ``team_id``, ``source_id`` (ids) and
            ``date_from``, ``date_to`` (days on which they were created, both included)
        :return: ``stages`` in the order of the way, each with ``open``, ``amount``,
            ``weighted``, ``lost``, ``reached``, ``conversion`` (0..1, to the next
            stage), ``days`` (average in it) and ``domains`` to open its records;
            ``won``, ``lost``, ``currency``
        :rtype: dict[str, Any]
        """
        domain = self._get_lead_domain(filters or {})
        teams = self.env["crm.team"].browse((filters or {}).get("team_id") or ())
        figures = self._read_figures(domain)
        days = self._read_days(domain)
        Stage = self.env["crm.stage"]
        # Those of the team on top of those in which opportunities are.
        stages = Stage.browse([stage_id for stage_id, _status in figures if stage_id])
        stages = (stages | Stage._of_teams(teams or self._seen_teams())).sorted()
        counts = [
            sum(figures.get((stage.id, status), (0,))[0] for status in STATUSES)
            for stage in stages
        ]
        reached = stage_rules.reached(counts)
        parts = stage_rules.conversion(reached)
        rows = [
            self._prepare_stage_row(stage, figures, days, domain, stages)
            for stage in stages
        ]
        for row, number, part in zip(rows, reached, parts, strict=True):
            row.update(reached=number, conversion=part)
        return {
            "stages": rows,
            "won": self._total(figures, "won"),
            "lost": self._total(figures, "lost"),
            "open": self._total(figures, "pending"),
            "currency": self._currency(),
            "domain": self._plain(domain),
        }

    @api.model
    def _seen_teams(self):
        return self.env.user.crm_team_ids | self.env.user.crm_seen_team_ids

    @api.model
    def _currency(self):
        currency = self.env.company.currency_id
        return {"id": currency.id, "name": currency.name}

    @api.model
    def _total(self, figures, status):
        rows = [row for (_stage, kind), row in figures.items() if kind == status]
        return {
            "count": sum(row[0] for row in rows),
            "amount": sum(row[1] for row in rows),
        }

    @api.model
    def _get_lead_domain(self, filters):
        """Return the opportunities meant, those that are lost included."""
        unknown = set(filters) - {*FILTERS, "date_from", "date_to"}
        if unknown:
            raise UserError(
                self.env._(
                    "The funnel has no filter “%(name)s”.", name=sorted(unknown)[0]
                )
            )
        domain = Domain("type", "=", "opportunity") & (
            Domain("active", "=", True) | Domain("won_status", "=", "lost")
        )
        for name in FILTERS:
            value = filters.get(name)
            if value and not isinstance(value, int):
                raise UserError(
                    self.env._(
                        "“%(value)s” is no id for the filter “%(name)s”.",
                        value=value,
                        name=name,
                    )
                )
            if value:
                domain &= Domain(name, "=", value)
        if filters.get("date_from"):
            start = self._moment(self._day(filters["date_from"]))
            domain &= Domain("create_date", ">=", start)
        if filters.get("date_to"):
            end = self._day(filters["date_to"]) + relativedelta(days=1)
            domain &= Domain("create_date", "<", self._moment(end))
        return domain

    @api.model
    def _moment(self, day):
        """Return when a day begins where the user is, in UTC."""
        return pool_rules.day_start(day, str(self.env.tz))

    @api.model
    def _plain(self, domain):
        """Return a domain as the web client takes it."""
        return [
            item
            if isinstance(item, str)
            else [item[0], item[1], self._plain_value(item[2])]
            for item in domain
        ]

    @api.model
    def _plain_value(self, value):
        if isinstance(value, (date, datetime)):
            return str(value)
        if isinstance(value, (str, bool, int, float)):
            return value
        return [*value]

    @api.model
    def _day(self, text):
        try:
            return fields.Date.to_date(text)
        except ValueError:
            raise UserError(
                self.env._("“%(text)s” is no day: write it as 2026-03-31.", text=text)
            ) from None

    @api.model
    def _read_figures(self, domain):
        """Return (stage id, won status) -> (count, amount, weighted amount)."""
        Lead = self.env["crm.lead"].with_context(active_test=False)
        groups = Lead._read_group(
            domain,
            ["stage_id", "won_status"],
            ["__count", "expected_revenue:sum", "prorated_revenue:sum"],
        )
        return {
            (stage.id, status): (count, amount or 0.0, weighted or 0.0)
            for stage, status, count, amount, weighted in groups
        }

    @api.model
    def _read_days(self, domain):
        """Return stage id -> average days that these opportunities were in it."""
        Change = self.env["crm.lead.stage.change"].with_context(active_test=False)
        return {
            stage.id: days
            for stage, days in Change._read_group(
                Domain("lead_id", "any", domain), ["old_stage_id"], ["days:avg"]
            )
        }

    @api.model
    def _prepare_stage_row(self, stage, figures, days, domain, stages):
        pending = figures.get((stage.id, "pending"), (0, 0.0, 0.0))
        won = figures.get((stage.id, "won"), (0, 0.0, 0.0))
        shown = won if stage.is_won else pending
        behind = stages[list(stages).index(stage) :]
        at_stage = domain & Domain("stage_id", "=", stage.id)
        status = "won" if stage.is_won else "pending"
        return {
            "id": stage.id,
            "name": stage.name,
            "is_won": stage.is_won,
            "open": shown[0],
            "amount": shown[1],
            "weighted": shown[2],
            "lost": figures.get((stage.id, "lost"), (0,))[0],
            "days": days.get(stage.id),
            "domains": {
                "open": self._plain(at_stage & Domain("won_status", "=", status)),
                "lost": self._plain(at_stage & Domain("won_status", "=", "lost")),
                "reached": self._plain(domain & Domain("stage_id", "in", behind.ids)),
            },
        }

    # -- what can be chosen --------------------------------------------------------

    @api.model
    def get_options(self):
        """Return the people, teams and sources of the opportunities one sees."""
        Lead = self.env["crm.lead"].with_context(active_test=False)
        domain = Domain("type", "=", "opportunity")
        return {
            name: [
                {"id": record.id, "name": record.display_name}
                for (record,) in Lead._read_group(domain, [name], order=name)
                if record
            ]
            for name in FILTERS
        }
