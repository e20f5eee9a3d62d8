from odoo import api, models
from odoo.tools import SQL

from .crm_commission_receipt import MONEY_JOURNALS

BATCH = 200
# Money without an entry since a plan of its company began; entries whose reconciliation
# is gone; instalments with a credit note.
UNBOOKED = """
       SELECT move.plan_line_id
         FROM account_partial_reconcile partial
         JOIN account_move_line debit ON debit.id = partial.debit_move_id
         JOIN account_move move ON move.id = debit.move_id
         JOIN account_move_line credit ON credit.id = partial.credit_move_id
         JOIN account_move other ON other.id = credit.move_id
         JOIN account_journal journal ON journal.id = other.journal_id
        WHERE move.plan_line_id IS NOT NULL
          AND (journal.type IN %s OR other.plan_line_id IS NOT NULL)
          AND partial.max_date >= (
                  SELECT MIN(plan.date_from)
                    FROM crm_commission_plan plan
                   WHERE plan.company_id = move.company_id AND plan.active)
          AND NOT EXISTS (
                  SELECT 1
                    FROM crm_commission_entry entry
                   WHERE entry.plan_line_id = move.plan_line_id
                     AND entry.partial_ref = partial.id)
        UNION
       SELECT entry.plan_line_id
         FROM crm_commission_entry entry
    LEFT JOIN account_partial_reconcile partial
           ON partial.id = entry.partial_ref
        WHERE partial.id IS NULL
     GROUP BY entry.plan_line_id, entry.partial_ref, entry.user_id, entry.role
       HAVING SUM(entry.amount) <> 0 OR SUM(entry.base) <> 0
        UNION
       SELECT move.plan_line_id
         FROM account_move move
        WHERE move.move_type = 'out_refund' AND move.state = 'posted'
          AND EXISTS (
                  SELECT 1
                    FROM crm_commission_entry entry
                   WHERE entry.plan_line_id = move.plan_line_id)
     ORDER BY 1
"""


class CrmPaymentPlanLine(models.Model):
    """The nightly look: what was reconciled and brought no commission, or lost it."""

    _inherit = "crm.payment.plan.line"

    @api.model
    def _cron_book_commission(self):
        """Book what is missing; a second run finds nothing to do."""
        ids = self._get_unbooked_ids()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(ids))
        for start in range(0, len(ids), BATCH):
            lines = self.browse(ids[start : start + BATCH])
            self.env["crm.commission.booking"]._book(lines)
            if not cron._commit_progress(len(lines)):
                break

    @api.model
    def _get_unbooked_ids(self):
        """Return the ids of the instalments that are worth a look, in one statement."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(UNBOOKED, MONEY_JOURNALS))
        return [line_id for (line_id,) in rows]
