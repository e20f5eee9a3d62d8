from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.dunning import next_rung
from .crm_workbench import OPEN_STATES

#: So many customers are taken in one transaction.
BATCH = 50


class CrmDunningRun(models.Model):
    """One day of the dunning ladder in one company.

    The ladder takes customers one after another: a row of ``crm.dunning.step`` for
    each instalment, one call and at most one message for the customer, all in one
    transaction. Whatever stops it, the next run goes on where it stopped.
    """

    _name = "crm.dunning.run"
    _description = "Dunning Run"
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    step_ids = fields.One2many("crm.dunning.step", "run_id", string="Steps")
    step_count = fields.Integer(compute="_compute_step_count")

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
        """Return the run of today, made when there is none."""
        day = self.env["crm.payment.plan.line"]._today()
        # What it writes down, all of the company read: not the language of a robot.
        runs = self.with_context(lang=company.partner_id.lang or self.env.lang)
        run = runs.search([("company_id", "=", company.id), ("date", "=", day)])
        if run or not make:
            return run
        return runs.create({"company_id": company.id, "date": day})

    @api.model
    def _get_due_domain(self, company):
        """Return the instalments that the ladder may be about."""
        rungs = self.env["crm.dunning.level"]._for_company(company).mapped("days")
        first = min(rungs, default=0)
        today = self.env["crm.payment.plan.line"]._today()
        until = fields.Date.subtract(today, days=first)
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", OPEN_STATES)
            & Domain("due_date", "<=", until)
            & self._get_reminded_domain()
        )

    @api.model
    def _get_reminded_domain(self):
        """Hook: the instalments of whose customers may be reminded.

        Not those of exempt customers, in dispute, promised and not due yet, or of a
        contract that is suspended.
        """
        return (
            Domain("is_disputed", "=", False)
            & Domain("partner_id.commercial_partner_id.is_dunning_exempt", "=", False)
            & Domain("contract_id.state", "!=", "suspended")
            & (
                Domain("promise_state", "=", False)
                | Domain("promise_state", "!=", "open")
            )
        )

    @api.model
    def _get_batches(self, company):
        """Return lists of ids of customers who have something due."""
        groups = self.env["crm.payment.plan.line"]._read_group(
            self._get_due_domain(company), ["partner_id"], order="partner_id"
        )
        ids = sorted(partner.id for (partner,) in groups)
        return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]

    # -- one batch of customers ----------------------------------------------------

    def _take_customers(self, partner_ids):
        """Take the instalments of these customers to the rung they have come to."""
        self.ensure_one()
        lines = self.env["crm.payment.plan.line"].search(
            self._get_due_domain(self.company_id)
            & Domain("partner_id", "in", partner_ids)
        )
        # Two runs of one moment take different ones; what is left comes next time.
        lines = lines.try_lock_for_update()
        levels = self.env["crm.dunning.level"]._for_company(self.company_id)
        taken = self._take_steps(lines, levels)
        self._propose_notices(taken, levels)
        lines.filtered(
            lambda line: taken.get(line) and taken[line].has_activity
        )._plan_calls(taken)
        lines._propose_suspension()
        lines._open_bad_debts()

    def _take_steps(self, lines, levels):
        """Write the ledger; return {instalment: the level that it takes now}."""
        by_days = {level.days: level for level in levels}
        last, broken = self._read_last_steps(lines)
        taken, rows = {}, []
        for line in lines:
            days = (self.date - line.due_date).days
            rung, passed = next_rung(
                sorted(by_days), days, last.get(line), line in broken
            )
            if rung is None:
                continue
            taken[line] = by_days[rung]
            rows += [
                self._prepare_step(line, by_days[each], days, each != rung)
                for each in (*passed, rung)
            ]
        self.env["crm.dunning.step"].create(rows)
        return taken

    def _prepare_step(self, line, level, days, is_skipped):
        return {
            "plan_line_id": line.id,
            "due_date": line.due_date,
            "days": level.days,
            "level_name": level.name,
            "is_skipped": is_skipped,
            "amount": line.amount_open,
            "days_overdue": days,
            "done_on": self.date,
            "run_id": self.id,
        }

    def _read_last_steps(self, lines):
        """Return {instalment: last rung} and those whose promise broke since then."""
        last, when = {}, {}
        for line, due_date, days, done_on in self.env["crm.dunning.step"]._read_group(
            [("plan_line_id", "in", lines.ids)],
            ["plan_line_id", "due_date:day"],
            ["days:max", "done_on:max"],
        ):
            if fields.Date.to_date(due_date) == line.due_date:
                last[line], when[line] = days, done_on
        broken = lines.filtered(
            lambda line: (
                line.promise_state == "broken"
                and line in when
                and max(line.promise_ids.mapped("date")) >= when[line]
            )
        )
        return last, broken

    def _propose_notices(self, taken, levels):
        """Make one message a customer, of the highest level that asks for one."""
        by_customer = {}
        for line, level in taken.items():
            if level.message != "none":
                key = line.partner_id, line.currency_id
                by_customer.setdefault(key, []).append((line, level))
        for (partner, _currency), pairs in by_customer.items():
            level = max((level for _line, level in pairs), key=lambda one: one.days)
            lines = self.env["crm.payment.plan.line"].union(
                *(line for line, _level in pairs)
            )
            self.env["crm.dunning.notice"]._propose(
                "reminder", lines, level=level, partner=partner
            )

    # -- the people ----------------------------------------------------

    def _tell_people(self):
        """Tell each responsible person once a day whom to call, in one message."""
        steps = self.step_ids.filtered(lambda step: not step.is_skipped)
        by_user = {}
        for step in steps:
            user = step.plan_line_id._get_collector()
            if user:
                by_user[user] = by_user.get(user, steps.browse()) | step
        for user, mine in by_user.items():
            told = self.with_context(lang=user.lang or self.env.lang)
            customers = mine.partner_id
            # Amounts of several currencies do not add up.
            currencies = mine.plan_line_id.currency_id
            amount = "/".join(
                currency.format(
                    sum(
                        step.plan_line_id.amount_open
                        for step in mine
                        if step.plan_line_id.currency_id == currency
                    )
                )
                for currency in currencies
            )
            told.env["crm.business.event"]._emit(
                "dunning.due",
                told,
                told.env._(
                    "Money to ask for: %(amount)s of %(count)s customers (%(names)s)",
                    amount=amount,
                    count=len(customers),
                    names=", ".join(customers[:5].mapped("name")),
                ),
                audience=user,
                key=f"dunning.due:{self.id}:{user.id}",
            )
