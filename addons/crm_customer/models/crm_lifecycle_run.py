from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import lifecycle as rules

BATCH = 5000


class CrmLifecycleStage(models.Model):
    """The night's moves: set-based, because a company has 100,000 customers."""

    _inherit = "crm.lifecycle.stage"

    @api.model
    def _cron_move(self):
        """Begin the lifecycle of new customers and move those who are idle."""
        for moved in self._move_all():
            if not self.env["ir.cron"]._commit_progress(moved, remaining=1):
                return

    @api.model
    def _move_all(self):
        """Yield how many customers each batch has moved."""
        partners = self.env["res.partner"]
        new = partners._get_lifecycle_candidates()
        for stage, codes in reversed(self._get_histories()):
            known = Domain("business_event_ids", "any", [("kind", "in", codes)])
            yield from stage._move_in_batches(new & known, "first")
        if first := self._get_first():
            yield from first._move_in_batches(new, "first")
        now = fields.Datetime.now()
        # From the end, so that nobody moves on twice in a night.
        for stage in self.search(
            [("idle_days", ">", 0)], order="sequence desc, id desc"
        ):
            since = now - timedelta(days=stage.idle_days)
            domain = Domain("lifecycle_stage_id", "in", stage.from_stage_ids.ids)
            domain &= partners._get_lifecycle_idle_domain(since)
            yield from stage._move_in_batches(domain, "idle")

    @api.model
    def _get_histories(self):
        """Return (stage, event codes): where a customer begins who has a history.

        The first stage that an event leads to: it takes two contracts to return.
        """
        seen, found = set(), []
        for stage in self.search([("event_kinds", "!=", False)]):
            codes = set(rules.event_codes(stage.event_kinds)) - seen
            seen |= codes
            if codes:
                found.append((stage, sorted(codes)))
        return found

    def _move_in_batches(self, domain, kind):
        """Move the customers of ``domain`` to this stage; yield each batch's number."""
        while moved := self._move_batch(domain, kind):
            yield moved

    def _move_batch(self, domain, kind):
        """Move some customers in one statement; those changed right now wait.

        In SQL: no tracking and no automation fires, the ledger has the line.
        """
        query = self.env["res.partner"]._search(
            Domain(domain) & Domain("lifecycle_stage_id", "!=", self.id)
        )
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                WITH taken AS (
                    SELECT id, lifecycle_stage_id, lifecycle_since FROM res_partner
                    WHERE id IN %(ids)s ORDER BY id LIMIT %(limit)s
                    FOR UPDATE SKIP LOCKED
                ), moved AS (
                    UPDATE res_partner AS partner
                    SET lifecycle_stage_id = %(stage)s, lifecycle_since = %(now)s
                    FROM taken WHERE partner.id = taken.id
                )
                INSERT INTO crm_lifecycle_change (partner_id, previous_stage_id,
                    stage_id, changed_at, days, kind, user_id)
                SELECT id, lifecycle_stage_id, %(stage)s, %(now)s,
                    COALESCE(EXTRACT(epoch FROM %(now)s - lifecycle_since) / 86400, 0),
                    %(kind)s, %(uid)s
                FROM taken RETURNING id
                """,
                ids=query.subselect(),
                limit=BATCH,
                stage=self.id,
                now=SQL("%s::timestamp", now),
                kind=kind,
                uid=self.env.uid,
            )
        )
        self.env.invalidate_all(flush=False)
        return len(rows)
