from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Records that are taken in one go, and between two commits.
BATCH = 5000


class CrmPoolRun(models.Model):
    """One night's sweep of a company: what fell into its pools.

    A run that was interrupted is taken up where it stopped: what has been taken is
    in a pool and is not taken again, and each event is reported once by its key.
    """

    _name = "crm.pool.run"
    _description = "Run of the Public Pools"
    _order = "day desc, id desc"
    _rec_name = "day"

    company_id = fields.Many2one("res.company", required=True, index=True)
    day = fields.Date(required=True)
    state = fields.Selection(
        [
            ("running", "Running"),
            ("done", "Done"),
            ("undone", "Undone"),
        ],
        required=True,
        default="running",
        index=True,
    )
    started_at = fields.Datetime(required=True, default=fields.Datetime.now)
    finished_at = fields.Datetime()
    line_ids = fields.One2many("crm.pool.run.line", "run_id", string="Records")
    line_count = fields.Integer(string="Records Taken", compute="_compute_counts")
    owner_count = fields.Integer(string="Owners", compute="_compute_counts")
    can_undo = fields.Boolean(compute="_compute_can_undo")
    undo_until = fields.Datetime(compute="_compute_can_undo")

    _company_day_unique = models.Constraint(
        "UNIQUE(company_id, day)", "The pools were swept on this day already."
    )

    def _compute_counts(self):
        groups = self.env["crm.pool.run.line"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id"],
            ["__count", "user_id:count_distinct"],
        )
        counts = {run: (count, owners) for run, count, owners in groups}
        for run in self:
            run.line_count, run.owner_count = counts.get(run, (0, 0))

    # -- the sweep -----------------------------------------------------------------

    @api.model
    def _cron_sweep(self):
        """Take what is due into the pools, and remind of what will be."""
        cron = self.env["ir.cron"]
        self.env["crm.follow.up"]._collect_meetings()
        for run in self._get_open_runs():
            for moved in run._sweep():
                if not cron._commit_progress(moved, remaining=1):
                    return
            run._report()
            run._remind()
            run.write({"state": "done", "finished_at": fields.Datetime.now()})
            cron._commit_progress(1)
        cron._commit_progress(remaining=0)

    @api.model
    def _get_open_runs(self):
        """Return the runs that are to be done, today's of each company included."""
        groups = self.env["crm.pool.rule"]._read_group(
            [("pool_id.active", "=", True)], ["company_id"]
        )
        companies = self.env["res.company"].union(*(company for (company,) in groups))
        days = {company: self._get_day(company) for company in companies}
        known = self.search(
            [("company_id", "in", companies.ids), ("day", "in", [*days.values()])]
        )
        seen = {(run.company_id, run.day) for run in known}
        self.create(
            [
                {"company_id": company.id, "day": day}
                for company, day in days.items()
                if (company, day) not in seen
            ]
        )
        return self.search([("state", "=", "running")], order="day, id")

    @api.model
    def _get_day(self, company):
        """Return which day it is in the pools of ``company``."""
        pool = self.env["crm.pool"].search([("company_id", "=", company.id)], limit=1)
        return pool._today()

    def _get_rules(self):
        """Return (rule, terms) of the rules in force, in their order."""
        rules = self.env["crm.pool.rule"].search(
            [("company_id", "=", self.company_id.id), ("pool_id.active", "=", True)]
        )
        terms = [(rule, rule._get_terms_in_force()) for rule in rules]
        return [(rule, term) for rule, term in terms if term]

    def _sweep(self):
        """Take what is due, batch by batch; yield the number of each batch."""
        for rule, terms in self._get_rules():
            # Everybody's records, whoever starts the sweep.
            model_sudo = self.env[terms["model"]].sudo()
            due = rule._get_due_domain(terms, self.started_at)
            last = 0
            # In the order of ids, so that a record that somebody holds at this
            # moment is passed over and not tried for ever.
            while batch := model_sudo.search(
                due & Domain("id", ">", last), order="id", limit=BATCH
            ):
                last = batch[-1].id
                self._take(rule, terms, batch)
                yield len(batch)

    def _take(self, rule, terms, records):
        """Put a batch into its pool, with a line for each of the records."""
        pool = self.env["crm.pool"].browse(terms["pool_id"])
        note = rule.with_context(lang=self.env.user.lang).name
        rows = records._move_to_pool(pool, note)
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_pool_run_line
                    (run_id, rule_id, pool_id, %(column)s, user_id, pooled_at, state)
                SELECT %(run)s, %(rule)s, pool_id, id, pool_previous_user_id,
                    pooled_at, 'pooled'
                FROM %(table)s WHERE id IN %(ids)s ORDER BY id
                """,
                column=SQL.identifier(records._ownership_field),
                table=SQL.identifier(records._table),
                run=self.id,
                rule=rule.id,
                ids=tuple(row[0] for row in rows),
            )
        )

    # -- messages ------------------------------------------------------------------

    def _report(self):
        """Tell each owner in one message what he lost."""
        groups = self.env["crm.pool.run.line"]._read_group(
            [("run_id", "=", self.id)], ["user_id"], ["__count"]
        )
        self._tell(
            "pool.swept",
            dict(groups),
            lambda env, count: env._(
                "%(count)s of your records fell into the public pool tonight, because "
                "nobody followed them up in time.",
                count=count,
            ),
        )

    def _remind(self):
        """Tell each owner in one message a day what will fall into a pool soon."""
        by_model = {}
        for rule, terms in self._get_rules():
            if terms["reminder_days"]:
                soon = self.started_at + timedelta(days=terms["reminder_days"])
                due = rule._get_due_domain(terms, soon)
                by_model.setdefault(terms["model"], []).append(due)
        counts = {}
        for model, domains in by_model.items():
            groups = (
                self.env[model]
                .sudo()
                ._read_group(Domain.OR(domains), ["user_id"], ["__count"])
            )
            for user, count in groups:
                counts[user] = counts.get(user, 0) + count
        self._tell(
            "pool.reminder",
            counts,
            lambda env, count: env._(
                "%(count)s of your records will fall into the public pool in the next "
                "days. Follow them up now.",
                count=count,
            ),
        )

    def _tell(self, kind, counts, sentence):
        """Report one event of ``kind`` to each user of ``counts``, once a run."""
        events = self.env["crm.business.event"].with_company(self.company_id)
        for user, count in counts.items():
            env = self.with_context(lang=user.lang).env
            events._emit(
                kind,
                self,
                sentence(env, count),
                audience=user,
                key=f"{kind}:{self.id}:{user.id}",
            )
