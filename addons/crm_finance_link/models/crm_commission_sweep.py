from odoo import api, fields, models
from odoo.tools import SQL

from .crm_commission_receipt import MONEY_JOURNALS
from .night import at_night

BATCH = 200
# Money without an entry since a plan of its company began; instalments with a credit
# note; entries whose reconciliation is gone. The first two stay what they are where
# there is nothing to book, so each has a mark of all that decides: who was looked at
# is looked at again once his mark is another. A mark, and not a time, because what
# was written before the look may be committed after it.
UNBOOKED = """
    WITH rules AS (
        SELECT plan.company_id,
               MIN(plan.date_from) FILTER (WHERE plan.active) AS since,
               string_agg(
                   concat_ws(' ', plan.id, plan.write_date, (
                       SELECT string_agg(
                                  concat_ws(' ', rule.id, rule.write_date),
                                  ',' ORDER BY rule.id)
                         FROM crm_commission_rule rule
                        WHERE rule.plan_id = plan.id)),
                   ';' ORDER BY plan.id) AS mark
          FROM crm_commission_plan plan
      GROUP BY plan.company_id
    ), unbooked AS (
        SELECT move.plan_line_id,
               array_agg(DISTINCT move.id) AS invoices,
               string_agg(partial.id::text, ',' ORDER BY partial.id) AS mark
          FROM account_partial_reconcile partial
          JOIN account_move_line debit ON debit.id = partial.debit_move_id
          JOIN account_move move ON move.id = debit.move_id
          JOIN rules ON rules.company_id = move.company_id
          JOIN account_move_line credit ON credit.id = partial.credit_move_id
          JOIN account_move other ON other.id = credit.move_id
          JOIN account_journal journal ON journal.id = other.journal_id
         WHERE move.plan_line_id IS NOT NULL
           AND (journal.type IN %(journals)s OR other.plan_line_id IS NOT NULL)
           AND partial.max_date >= rules.since
           AND NOT EXISTS (
                   SELECT 1
                     FROM crm_commission_entry entry
                    WHERE entry.plan_line_id = move.plan_line_id
                      AND entry.partial_ref = partial.id)
      GROUP BY move.plan_line_id
    ), credited AS (
        SELECT move.plan_line_id,
               string_agg(
                   concat_ws(' ', move.id, move.amount_total, (
                       SELECT string_agg(partial.id::text, ',' ORDER BY partial.id)
                         FROM account_move_line item
                         JOIN account_partial_reconcile partial
                           ON partial.debit_move_id = item.id
                           OR partial.credit_move_id = item.id
                        WHERE item.move_id = move.id)),
                   ';' ORDER BY move.id) AS mark
          FROM account_move move
         WHERE move.state = 'posted'
           AND move.plan_line_id IN (
                   SELECT refund.plan_line_id
                     FROM account_move refund
                     JOIN crm_commission_entry entry
                       ON entry.plan_line_id = refund.plan_line_id
                    WHERE refund.move_type = 'out_refund'
                      AND refund.state = 'posted')
      GROUP BY move.plan_line_id
    ), lost AS (
        SELECT DISTINCT plan_line_id
          FROM (SELECT entry.plan_line_id
                  FROM crm_commission_entry entry
             LEFT JOIN account_partial_reconcile partial
                    ON partial.id = entry.partial_ref
                 WHERE partial.id IS NULL
              GROUP BY entry.plan_line_id, entry.partial_ref, entry.user_id, entry.role
                HAVING SUM(entry.amount) <> 0 OR SUM(entry.base) <> 0) entry
    ), marks AS (
        SELECT line.id, line.commission_mark, lost.plan_line_id AS lost_id,
               md5(concat_ws('|', credited.mark, unbooked.mark,
                   CASE WHEN unbooked.mark IS NOT NULL
                        THEN concat_ws('|', rules.mark, line.amount_invoiced,
                                       line.amount_received, %(facts)s) END)) AS mark
          FROM crm_payment_plan_line line
          JOIN crm_contract contract ON contract.id = line.contract_id
     LEFT JOIN unbooked ON unbooked.plan_line_id = line.id
     LEFT JOIN credited ON credited.plan_line_id = line.id
     LEFT JOIN lost ON lost.plan_line_id = line.id
     LEFT JOIN rules ON rules.company_id = line.company_id
         WHERE COALESCE(unbooked.plan_line_id, credited.plan_line_id,
                        lost.plan_line_id) IS NOT NULL
    )
    SELECT id, mark
      FROM marks
     WHERE lost_id IS NOT NULL OR mark IS DISTINCT FROM commission_mark
  ORDER BY id
"""
# Who takes part, and in what: the last split, and the products with their categories.
FACTS = """
    contract.write_date,
    (SELECT MAX(split.id)
       FROM crm_commission_split split
      WHERE split.contract_id = contract.id),
    (SELECT string_agg(DISTINCT product.id || ' ' || category.parent_path, ',')
       FROM account_move_line item
       JOIN product_product product ON product.id = item.product_id
       JOIN product_template template ON template.id = product.product_tmpl_id
       JOIN product_category category ON category.id = template.categ_id
      WHERE item.move_id = ANY(unbooked.invoices))
"""
MARKED = """
    UPDATE crm_payment_plan_line line
       SET commission_mark = looked_at.mark
      FROM unnest(%s, %s) AS looked_at(id, mark)
     WHERE looked_at.id = line.id
"""


class CrmPaymentPlanLine(models.Model):
    """The nightly look: what was reconciled and brought no commission, or lost it."""

    _inherit = "crm.payment.plan.line"

    commission_mark = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_system",
        help="What the night knew when there was nothing (more) to book.",
    )

    @api.model
    def _cron_book_commission(self):
        """Book what is missing; a second run finds nothing to do."""
        rows = self._get_unbooked()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(rows))
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            at_night(self.env, lambda batch=batch: self._book_batch(batch))
            if not cron._commit_progress(len(batch)):
                break

    @api.model
    def _book_batch(self, rows):
        """Book what is missing of instalments; they are marked as looked at.

        :param rows: (instalment's id, mark), as ``_get_unbooked`` returns them
        """
        ids, marks = (list(column) for column in zip(*rows, strict=True))
        self.env["crm.commission.booking"]._book(self.browse(ids))
        self.env.flush_all()
        self._run(SQL("%s RETURNING line.id", SQL(MARKED, ids, marks)))
        self.invalidate_model(["commission_mark"])

    @api.model
    def _get_unbooked(self):
        """Return (id, mark) of the instalments worth a look, in one statement."""
        self.env.flush_all()
        facts = SQL(", ").join(self._get_commission_facts())
        query = SQL(UNBOOKED, journals=MONEY_JOURNALS, facts=facts)
        return self.env.execute_query(query)

    @api.model
    def _get_commission_facts(self):
        """Hook: what decides whether a rule covers a receipt, as a list of SQL.

        Columns of ``contract`` (``crm_contract``), or queries on its id. Overrides add
        what their roles depend on: when it changes, the receipts of the contract that
        no rule covered are looked at again.
        """
        return [SQL(FACTS)]
