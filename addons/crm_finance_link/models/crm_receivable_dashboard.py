from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.ageing import BUCKETS, bucket_range
from .crm_workbench import OPEN_STATES

#: what a filter may name, and the field of entries and instalments it is about
FILTERS = ("user_id", "team_id", "partner_id")
REPORT, LINE, PROMISE = (
    "crm.receivable.report",
    "crm.payment.plan.line",
    "crm.payment.promise",
)
#: Money is expected of these, if anything is.
EXPECTED_STATES = ("waiting", *OPEN_STATES)
DEBTORS = 10
#: Of promises over invoices that claim no instalment: those that are not paid, and
#: of them those that nothing else was promised for. Who sees a promise sees its item.
UNPAID = Domain("payment_state", "in", ("not_paid", "partial"))
UNPROMISED = UNPAID & Domain("promise_ids", "not any!", [("state", "=", "open")])


class CrmReceivableDashboard(models.AbstractModel):
    """What customers owe, when it is expected, and how much of it comes in.

    Who reads accounting sees the books of the company; all others what their own rules
    let them see of the payment plans. A handful of grouped queries, however many
    entries there are; every figure comes with the records behind it.
    """

    _name = "crm.receivable.dashboard"
    _description = "Receivables Dashboard"

    @api.model
    def get_data(self, filters=None):
        """Return the figures of the dashboard.

        :param dict filters: any of ``user_id``, ``team_id``, ``partner_id`` (ids),
            ``day`` (ageing as of that day) and ``months`` (of the collection rate)
        :return: ``ageing``, ``debtors``, ``forecast``, ``rate``, ``promises``, each row
            with its ``model`` and ``domain``; ``source``: books or plan
        :rtype: dict[str, Any]
        """
        filters = self._check_filters(filters or {})
        board = self.with_context(receivables_at=filters.get("day") or False)
        who = Domain.AND(
            Domain(name, "=", filters[name]) for name in FILTERS if filters.get(name)
        )
        return {
            "source": "books" if self._reads_books() else "plan",
            "day": str(board._get_day()),
            "currency": self._get_currency(),
            "ageing": board._read_ageing(who),
            "debtors": board._read_debtors(who),
            "forecast": self._read_forecast(who),
            "rate": self._read_rate(who, filters.get("months") or 6),
            "promises": self._read_promises(who),
        }

    @api.model
    def get_options(self):
        """Return the people and teams whose instalments one sees."""
        lines = self.env[LINE]
        return {
            name: [
                {"id": record.id, "name": record.sudo().display_name}
                for (record,) in lines._read_group([], [name])
                if record
            ]
            for name in ("user_id", "team_id")
        }

    # -- what all figures share --------------------------------------------------------

    @api.model
    def _check_filters(self, filters):
        unknown = set(filters) - {*FILTERS, "day", "months"}
        wrong = [
            name
            for name in (*FILTERS, "months")
            if filters.get(name) and not isinstance(filters[name], int)
        ]
        if unknown or wrong:
            raise UserError(
                self.env._(
                    "“%(name)s” is no filter of the receivables, or its value is none.",
                    name=sorted({*unknown, *wrong})[0],
                )
            )
        return filters

    @api.model
    def _reads_books(self):
        return self.env[REPORT].has_access("read")

    @api.model
    def _get_day(self):
        return self.env[REPORT]._get_day()[0]

    @api.model
    def _get_currency(self):
        currency = self.env.company.currency_id
        return {"id": currency.id, "name": currency.name}

    @api.model
    def _convert(self, currency, amount):
        """Return ``amount`` in the company's currency, at today's rate."""
        own = self.env.company.currency_id
        if not amount or not currency or currency == own:
            return amount or 0.0
        return currency._convert(amount, own, self.env.company, self._get_day())

    @api.model
    def _plain(self, domain):
        """Return a domain as the web client takes it."""
        return [
            item
            if isinstance(item, str)
            else [
                item[0],
                item[1],
                str(item[2])
                if isinstance(item[2], date)
                else item[2]
                if isinstance(item[2], (str, bool, int, float))
                else [*item[2]],
            ]
            for item in domain
        ]

    @api.model
    def _figure(self, model, domain, amount, count, **values):
        """Return one figure with the way to the records that it counts."""
        return {
            "model": model,
            "domain": self._plain(domain),
            "amount": amount,
            "count": count,
            **values,
        }

    # -- ageing ------------------------------------------------------------------------

    @api.model
    def _read_ageing(self, who):
        read = self._age_books if self._reads_books() else self._age_plan
        found = read(who)
        ages = dict(self.env[REPORT]._fields["bucket"]._description_selection(self.env))
        return [{"code": code, "name": ages[code], **found[code]} for code in BUCKETS]

    @api.model
    def _age_books(self, who):
        rows = self.env[REPORT]._read_group(
            who, ["bucket", "currency_id"], ["amount:sum", "__count"]
        )
        totals = dict.fromkeys(BUCKETS, (0.0, 0))
        for bucket, currency, amount, count in rows:
            before = totals[bucket]
            amount = self._convert(currency, amount)
            totals[bucket] = (before[0] + amount, before[1] + count)
        return {
            code: self._figure(REPORT, who & Domain("bucket", "=", code), *totals[code])
            for code in BUCKETS
        }

    @api.model
    def _age_plan(self, who):
        day, found = self._get_day(), {}
        for code in BUCKETS:
            first, last = bucket_range(code)
            domain = who & Domain("state", "in", OPEN_STATES)
            if first is not None:
                domain &= Domain("due_date", "<=", day - timedelta(days=first))
            if last is not None:
                domain &= Domain("due_date", ">=", day - timedelta(days=last))
            found[code] = self._figure(LINE, domain, *self._sum_lines(domain))
        return found

    @api.model
    def _sum_lines(self, domain, field="amount_open"):
        rows = self.env[LINE]._read_group(
            domain, ["currency_id"], [f"{field}:sum", "__count"]
        )
        amounts = [self._convert(currency, amount) for currency, amount, _n in rows]
        if field == "amount_open":
            prepaid = self._get_prepaid(domain).items()
            amounts += [-self._convert(line.currency_id, had) for line, had in prepaid]
        return sum(amounts), sum(count for _currency, _amount, count in rows)

    @api.model
    def _get_prepaid(self, domain):
        """Return {instalment: amount} of those that came in before their invoice."""
        # Sales sees what came in for its instalments, and no entries.
        entries_sudo = self.env["account.move.line"].sudo()
        groups = entries_sudo._read_group(
            [
                ("prepaid_line_id", "in", self.env[LINE]._search(domain)),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ],
            ["prepaid_line_id"],
            ["amount_residual_currency:sum"],
        )
        return {line.with_env(self.env): -amount for line, amount in groups}

    # -- who owes most -----------------------------------------------------------------

    @api.model
    def _read_debtors(self, who):
        model, field = LINE, "amount_open"
        domain = who & Domain("state", "=", "overdue")
        if self._reads_books():
            model, field = REPORT, "amount"
            domain = who & Domain("bucket", "!=", "not_due")
        rows = self.env[model]._read_group(
            domain,
            ["partner_id", "currency_id"],
            [f"{field}:sum", "__count", "due_date:min"],
            order=f"{field}:sum DESC",
            limit=3 * DEBTORS,
        )
        debtors = {}
        for partner, currency, amount, count, due in rows:
            before = debtors.get(partner, (0.0, 0, due))
            debtors[partner] = (
                before[0] + self._convert(currency, amount),
                before[1] + count,
                min(before[2], due),
            )
        if model == LINE:
            self._take_prepaid(debtors, domain)
        top = sorted(debtors.items(), key=lambda item: -item[1][0])[:DEBTORS]
        words = self._get_promise_words([partner.id for partner, _figures in top])
        return [
            self._figure(
                model,
                domain & Domain("partner_id", "=", partner.id),
                amount,
                count,
                id=partner.id,
                # The name stands on the documents that are counted here.
                name=partner.sudo().display_name or self.env._("No customer"),
                days=(self._get_day() - due).days,
                promise=words.get(partner.commercial_partner_id.id, False),
            )
            for partner, (amount, count, due) in top
            if amount > 0
        ]

    @api.model
    def _take_prepaid(self, debtors, domain):
        """Take what came in advance off the amounts of ``debtors``."""
        for line, had in self._get_prepaid(domain).items():
            owed, *others = debtors.get(line.partner_id, (0.0, 0, self._get_day()))
            owed -= self._convert(line.currency_id, had)
            debtors[line.partner_id] = (owed, *others)

    @api.model
    def _get_promise_words(self, partner_ids):
        """Return {customer id: state and day of his last promise}."""
        promises = self.env[PROMISE]
        if not promises.has_access("read"):
            return {}
        found = promises.search(
            Domain("partner_id.commercial_partner_id", "in", partner_ids)
            & Domain("state", "in", ("open", "broken"))
            & (
                Domain("line_ids.promise_state", "in", ("open", "broken"))
                | Domain("move_ids", "any!", UNPAID)
            ),
            order="id",
        )
        return {
            promise.partner_id.commercial_partner_id.id: {
                "state": promise.state,
                "date": str(promise.date),
            }
            for promise in found
        }

    # -- what is promised --------------------------------------------------------------

    @api.model
    def _read_promises(self, who):
        promises = self.env[PROMISE]
        if not promises.has_access("read"):
            return []
        until = self._get_day() + timedelta(days=14)
        domain = who & (
            (Domain("state", "=", "open") & Domain("date", "<=", until))
            | (
                Domain("state", "=", "broken")
                & (
                    Domain("line_ids.promise_state", "=", "broken")
                    | Domain("move_ids", "any!", UNPROMISED)
                )
            )
        )
        return [
            {
                "id": promise.id,
                "name": promise.partner_id.sudo().name,  # as above
                "amount": self._convert(promise.currency_id, promise.amount),
                "date": str(promise.date),
                "state": promise.state,
            }
            for promise in promises.search(domain, order="date, id", limit=DEBTORS)
        ]

    @api.model
    def _month_start(self, months_back=0):
        today = self.env[LINE]._today()
        return today.replace(day=1) - relativedelta(months=months_back)

    @api.model
    def _to_day(self, value):
        return fields.Date.to_date(value)
