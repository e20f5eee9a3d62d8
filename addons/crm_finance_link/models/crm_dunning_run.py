from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.dunning import next_rung
from .crm_workbench import OPEN_STATES
from .receivable import say_amounts, split_items

#: So many customers are taken in one transaction.
BATCH = 50


class CrmDunningRun(models.Model):
    """One day of the dunning ladder in one company.

    The ladder takes customers one after another: a row of ``crm.dunning.step`` for
    each instalment, and each invoice that claims none, one call and at most one message
    for the customer, all in one transaction. Whatever stops it, the next run goes on
    where it stopped. Two runs of one moment take turns by this row.
    """

    _name = "crm.dunning.run"
    _description = "Dunning Run"
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    step_ids = fields.One2many("crm.dunning.step", "run_id", string="Steps")
    step_count = fields.Integer(compute="_compute_step_count")
    turn = fields.Integer(readonly=True, aggregator=None)

    _day_unique = models.UniqueIndex(
        "(company_id, date)", "This company's ladder went on that day already."
    )

    @api.depends("step_ids")
    def _compute_step_count(self):
        counts = dict(
            self.env["crm.dunning.step"]._read_group(
                [("run_id", "in", self.ids), ("is_skipped", "=", False)],
                ["run_id"],
                ["__count"],
            )
        )
        for run in self:
            run.step_count = counts.get(run, 0)

    @api.model
    def _cron_dun(self):
        """Take all customers of all companies one day further."""
        companies = self.env["res.company"].search([("is_dunning_active", "=", True)])
        cron = self.env["ir.cron"]
        todo = [
            (company, partner_ids)
            for company in companies
            for partner_ids in self._get_batches(company)
        ]
        cron._commit_progress(remaining=len(todo) + len(companies))
        for company, partner_ids in todo:
            run = self._for_today(company)
            run._take_customers(partner_ids)
            if not cron._commit_progress(1):
                return
        for company in companies:
            self._for_today(company, make=False)._tell_people()
            if not cron._commit_progress(1):
                return

    @api.model
    def _for_today(self, company, make=True):
        """Return the run of today; with ``make`` it is made, and its turn is taken.

        Whoever comes second at the same moment waits here; PostgreSQL tells him that
        the row has changed, and Odoo runs him again: he then finds the steps taken.
        """
        day = self.env["crm.payment.plan.line"]._today()
        # What it writes down, all of the company read: not the language of a robot.
        runs = self.with_context(lang=company.partner_id.lang or self.env.lang)
        if not make:
            return runs.search([("company_id", "=", company.id), ("date", "=", day)])
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_dunning_run (company_id, date, turn, create_date,
                                             write_date, create_uid, write_uid)
                VALUES (%(company)s, %(day)s, 1, %(now)s, %(now)s, %(uid)s, %(uid)s)
                ON CONFLICT (company_id, date)
                   DO UPDATE SET turn = COALESCE(crm_dunning_run.turn, 0) + 1
                RETURNING id
                """,
                company=company.id,
                day=day,
                now=self.env.cr.now(),
                uid=self.env.uid,
            ),
            log_exceptions=False,  # being second is no error
        )
        (run_id,) = self.env.cr.fetchone()
        runs.invalidate_model(flush=False)
        return runs.browse(run_id)

    @api.model
    def _get_last_due_date(self, company):
        """Return the last due date that the lowest rung of ``company`` has reached."""
        rungs = self.env["crm.dunning.level"]._for_company(company).mapped("days")
        today = self.env["crm.payment.plan.line"]._today()
        return fields.Date.subtract(today, days=min(rungs, default=0))

    @api.model
    def _get_due_domain(self, company):
        """Return the instalments that the ladder may be about."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", OPEN_STATES)
            & Domain("due_date", "<=", self._get_last_due_date(company))
            & self._get_reminded_domain()
        )

    @api.model
    def _get_reminded_domain(self):
        """Hook: the instalments of whose customers may be reminded.

        Not those of exempt customers, in dispute, or of a contract that is suspended.
        What is promised for a later day or paid in advance is left out of the amount.
        """
        return (
            Domain("is_disputed", "=", False)
            & Domain("partner_id.commercial_partner_id.is_dunning_exempt", "=", False)
            & Domain("contract_id.state", "!=", "suspended")
        )

    @api.model
    def _get_reminded_invoice_domain(self):
        """Return the same of invoices that claim no instalment."""
        return Domain("commercial_partner_id.is_dunning_exempt", "=", False) & Domain(
            "dispute_ids", "not any", [("state", "=", "open")]
        )

    @api.model
    def _search_invoices(self, company, domain=Domain.TRUE):
        """Return the invoices without instalment that the ladder may be about."""
        items = self.env["account.move"]._search_unplanned_items(
            self._get_last_due_date(company),
            Domain("company_id", "=", company.id)
            & self._get_reminded_invoice_domain()
            & domain,
        )
        return items.move_id

    @api.model
    def _get_batches(self, company):
        """Return lists of ids of customers who have something due."""
        groups = self.env["crm.payment.plan.line"]._read_group(
            self._get_due_domain(company), ["partner_id"]
        )
        partners = self.env["res.partner"].union(*(partner for (partner,) in groups))
        ids = sorted(
            (
                partners.commercial_partner_id
                | self._search_invoices(company).commercial_partner_id
            ).ids
        )
        return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]

    # -- one batch of customers ----------------------------------------------------

    def _take_customers(self, partner_ids):
        """Take what these customers owe to the rung that it has come to."""
        self.ensure_one()
        receivables = [
            each
            for each in self._get_receivables(partner_ids)
            if each.currency.compare_amounts(each.amount, 0) > 0
        ]
        levels = self.env["crm.dunning.level"]._for_company(self.company_id)
        taken = self._take_steps(receivables, levels)
        self._propose_notices(receivables, taken)
        calls = [
            each
            for each in receivables
            if each.item in taken and taken[each.item].has_activity
        ]
        self.env["crm.dunning.call"]._plan(calls, taken)
        self.env["crm.payment.plan.line"].union(
            *(
                each.item
                for each in receivables
                if each.item._name == "crm.payment.plan.line"
            )
        )._propose_suspension()
        self._open_bad_debts(receivables)

    def _get_receivables(self, partner_ids):
        """Return what the ladder may ask these customers for."""
        lines = self.env["crm.payment.plan.line"].search(
            self._get_due_domain(self.company_id)
            & Domain("partner_id.commercial_partner_id", "in", partner_ids)
        )
        moves = self._search_invoices(
            self.company_id, Domain("commercial_partner_id", "in", partner_ids)
        )
        until = self._get_last_due_date(self.company_id)
        return [*lines._get_receivables(), *moves._get_receivables(until)]

    def _take_steps(self, receivables, levels):
        """Write the ledger; return {item: the level that it takes now}."""
        by_days = {level.days: level for level in levels}
        last = self._read_last_steps(receivables)
        taken, rows = {}, []
        for each in receivables:
            days = (self.date - each.due_date).days
            rung, done_on = last.get((each.item, each.due_date), (None, None))
            rung, passed = next_rung(
                sorted(by_days), days, rung, self._is_broken_since(each, done_on)
            )
            if rung is None:
                continue
            taken[each.item] = by_days[rung]
            rows += [
                self._prepare_step(each, by_days[day], days, day != rung)
                for day in (*passed, rung)
            ]
        self.env["crm.dunning.step"].create(rows)
        return taken

    def _prepare_step(self, receivable, level, days, is_skipped):
        item = receivable.item
        is_invoice = item._name == "account.move"
        return {
            "move_id" if is_invoice else "plan_line_id": item.id,
            "due_date": receivable.due_date,
            "days": level.days,
            "level_name": level.name,
            "is_skipped": is_skipped,
            "amount": receivable.amount,
            "days_overdue": days,
            "done_on": self.date,
            "run_id": self.id,
        }

    def _read_last_steps(self, receivables):
        """Return {(item, due date): (highest rung, day on which it was taken)}."""
        line_ids, move_ids = split_items(receivables)
        last = {}
        for name, ids in (("plan_line_id", line_ids), ("move_id", move_ids)):
            if not ids:
                continue
            for item, due_date, days, done_on in self.env[
                "crm.dunning.step"
            ]._read_group(
                [(name, "in", ids)],
                [name, "due_date:day"],
                ["days:max", "done_on:max"],
            ):
                last[item, fields.Date.to_date(due_date)] = days, done_on
        return last

    def _is_broken_since(self, receivable, done_on):
        """Return whether a promise was broken after the last rung was taken."""
        if receivable.promise != "broken" or not done_on:
            return False
        return max(receivable.item.promise_ids.mapped("date")) >= done_on

    def _propose_notices(self, receivables, taken):
        """Make one message a customer, of the highest level that asks for one."""
        by_customer = {}
        for each in receivables:
            level = taken.get(each.item)
            if level and level.message != "none":
                key = each.customer, each.currency
                by_customer.setdefault(key, []).append((each, level))
        for pairs in by_customer.values():
            self.env["crm.dunning.notice"]._propose(
                "reminder",
                [each for each, _level in pairs],
                partner=pairs[0][0].partner,
                level=max((level for _each, level in pairs), key=lambda one: one.days),
            )

    def _open_bad_debts(self, receivables):
        """Open a case for what is late for months, one a customer."""
        months = self.company_id.bad_debt_months
        if not months:
            return
        until = fields.Date.subtract(self.date, months=months)
        self.env["crm.bad.debt"]._open_for(
            [each for each in receivables if each.due_date <= until]
        )

    # -- the people ----------------------------------------------------

    def _tell_people(self):
        """Tell each responsible person once a day whom to call, in one message."""
        steps = self.step_ids.filtered(lambda step: not step.is_skipped)
        by_user = {}
        for each in [
            *steps.plan_line_id._get_receivables(),
            *steps.move_id._get_receivables(),
        ]:
            if each.amount > 0 and (
                user := self.env["crm.dunning.call"]._get_collector(each)
            ):
                by_user.setdefault(user, []).append(each)
        for user, mine in by_user.items():
            told = self.with_context(lang=user.lang or self.env.lang)
            customers = self.env["res.partner"].union(*(each.partner for each in mine))
            told.env["crm.business.event"]._emit(
                "dunning.due",
                told,
                told.env._(
                    "Money to ask for: %(amount)s of %(count)s customers (%(names)s)",
                    amount=say_amounts(mine),
                    count=len(customers),
                    names=", ".join(customers[:5].mapped("name")),
                ),
                audience=user,
                key=f"dunning.due:{self.id}:{user.id}",
            )
