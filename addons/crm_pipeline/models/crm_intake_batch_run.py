import logging

from psycopg2 import Error as DatabaseError

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import split_every

from . import intake_sentences
from .intake_lookup import IntakeLookup, RowPlan

_logger = logging.getLogger(__name__)

#: rows written in one go, and between two commits of the background job
CHUNK = 500


class CrmIntakeBatch(models.Model):
    """The run: rows are worked off in chunks, at once or by the background job."""

    _inherit = "crm.intake.batch"

    def _as_importer(self):
        """This list with the rights and language of who imports it."""
        self.ensure_one()
        user = self.user_id
        return (
            self.with_user(user)
            .with_company(self.company_id)
            .with_context(
                lang=user.lang,
                tz=user.tz,
                # a list of thousands must not write thousands of messages
                tracking_disable=True,
                mail_create_nosubscribe=True,
                mail_create_nolog=True,
            )
        )

    @api.model
    def _cron_import_rows(self):
        """Go on with every running list, chunk by chunk, until time is up."""
        batches = self.search([("state", "=", "running")], order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=sum(batches.mapped("new_count")))
        for batch in batches:
            if not batch.try_lock_for_update():
                continue
            importer = batch._as_importer()
            lookup = IntakeLookup(importer)
            while batch.state == "running":
                count = importer._import_chunk(lookup, limit=CHUNK)
                if not cron._commit_progress(count):
                    return

    def _import_chunk(self, lookup, limit):
        """Import the next rows; set the list done when none is left.

        :return: number of rows that were worked off
        """
        self.ensure_one()
        rows = self.env["crm.intake.row"].search(
            [("batch_id", "=", self.id), ("state", "=", "new")], limit=limit
        )
        for part in split_every(CHUNK, rows.ids):
            self._import_safely(rows.browse(part), lookup)
        if limit is None or len(rows) < limit:
            self._finish(lookup)
        return len(rows)

    def _import_safely(self, rows, lookup):
        """Import ``rows``; if another rule refuses them, find the refused ones."""
        try:
            with self.env.cr.savepoint():
                self._import_rows(rows, lookup)
                self.env.flush_all()
        except (UserError, ValidationError, AccessError, DatabaseError) as error:
            self.env.invalidate_all(flush=False)
            lookup.forget()
            if len(rows) > 1:
                half = len(rows) // 2
                self._import_safely(rows[:half], lookup)
                self._import_safely(rows[half:], lookup)
                return
            _logger.info("Row %s of list %s refused: %s", rows.id, self.id, error)
            detail = str(error.args[0] if error.args else error).strip()
            plan = RowPlan(rows, rows._get_cells())
            plan.reject("refused", detail=detail.splitlines()[0] if detail else "?")
            self._store_outcome([plan])

    def _import_rows(self, rows, lookup):
        """Work off ``rows`` in a handful of queries, whatever their number."""
        plans = [RowPlan(row, row._get_cells(), row._get_notes()) for row in rows]
        for plan in plans:
            plan.check(self.kind, lookup.titles)
        is_customers = self.kind == "customers"
        work = self._import_customers if is_customers else self._import_opportunities
        work([plan for plan in plans if not plan.state], lookup)
        self._store_outcome(plans)

    def _store_outcome(self, plans):
        """Write what became of each row."""
        for plan in plans:
            # one write a row: the values differ; they go out in one UPDATE
            plan.row.write(
                {
                    "state": plan.outcome(),
                    "reason": self._reason(plan) or False,
                    "reason_codes": ",".join(sorted({c for c, _v in plan.problems}))
                    or False,
                    "partner_id": plan.partner_id,
                    "lead_id": plan.lead_id,
                    "external_key": plan.key or False,
                    "parent_name": plan.parent_name or False,
                }
            )

    def _reason(self, plan):
        """Put the problems of a row into sentences."""
        return "\n".join(
            intake_sentences.say(
                self.env,
                intake_sentences.ROW[code],
                line=plan.row.line_number,
                **values,
            )
            for code, values in plan.problems
        )

    def _finish(self, lookup):
        """End the run: link parents, say in the chatter what became of the list."""
        if self.state == "done":
            return
        if self.kind == "customers":
            self._link_parents(lookup)
        self.state = "done"
        self.message_post(
            body=self.env._(
                "%(total)s rows: %(imported)s imported, %(remarked)s imported with a "
                "remark, %(duplicate)s duplicates, %(rejected)s rejected.",
                total=self.row_count,
                imported=self.imported_count,
                remarked=self.remarked_count,
                duplicate=self.duplicate_count,
                rejected=self.rejected_count,
            )
        )
