import functools

from odoo import api, models
from odoo.tools import SQL

from ..tools.state import STATE_CASE
from .night import at_night

#: So many become due in one transaction: each gets its draft invoice.
BATCH = 100
#: The day on which a contract did what an instalment waits for, by its trigger.
PAST_DAYS = {"contract_signed": "date_signed", "acceptance": "date_accepted"}
#: Gives each instalment the state that the expression %s says.
STATES = """
    WITH facts AS (
        SELECT line.id,
               round(COALESCE(line.amount, 0) / unit.rounding) AS amount,
               round(COALESCE(line.amount_invoiced, 0) / unit.rounding)
                   AS invoiced,
               round(COALESCE(line.amount_received, 0) / unit.rounding)
                   AS received,
               line.triggered_date IS NOT NULL AS is_triggered,
               line.due_date,
               contract.state = 'terminated' AS is_void,
               contract.state = 'suspended' AS is_suspended
          FROM crm_payment_plan_line line
          JOIN crm_contract contract ON contract.id = line.contract_id
          JOIN res_currency unit ON unit.id = line.currency_id
    ), states AS (
        SELECT id, %s AS state FROM facts
    )
    UPDATE crm_payment_plan_line line
       SET state = states.state
      FROM states
     WHERE states.id = line.id
       AND line.state IS DISTINCT FROM states.state
 RETURNING line.plan_id
"""
#: The instalments whose amounts are not what accounting says.
WRONG_AMOUNTS = """
    WITH documents AS (
        SELECT id, plan_line_id, currency_id,
               CASE WHEN move_type = 'out_refund' THEN -amount_total
                    ELSE amount_total END AS claimed
          FROM account_move
         WHERE plan_line_id IS NOT NULL AND state = 'posted'
    ), reconciled AS (
        SELECT own.plan_line_id, partial.debit_amount_currency AS amount,
               other.move_type = 'out_refund' AND other.plan_line_id IS NULL
                   AS is_credit,
               other.plan_line_id AS other_line_id
          FROM account_partial_reconcile partial
          JOIN account_move_line item ON item.id = partial.debit_move_id
          JOIN documents own ON own.id = item.move_id
          JOIN account_move_line paid ON paid.id = partial.credit_move_id
          JOIN account_move other ON other.id = paid.move_id
         UNION ALL
        SELECT own.plan_line_id, -partial.credit_amount_currency, FALSE,
               other.plan_line_id
          FROM account_partial_reconcile partial
          JOIN account_move_line item ON item.id = partial.credit_move_id
          JOIN documents own ON own.id = item.move_id
          JOIN account_move_line paid ON paid.id = partial.debit_move_id
          JOIN account_move other ON other.id = paid.move_id
    ), rows AS (
        SELECT plan_line_id, claimed AS invoiced, 0 AS received
          FROM documents
         UNION ALL
        SELECT plan_line_id,
               CASE WHEN is_credit THEN -amount ELSE 0 END,
               CASE WHEN is_credit THEN 0 ELSE amount END
          FROM reconciled
         WHERE other_line_id IS DISTINCT FROM plan_line_id
    ), sums AS (
        SELECT plan_line_id, SUM(invoiced) AS invoiced,
               SUM(received) AS received
          FROM rows GROUP BY plan_line_id
    ), foreigners AS (
        -- Joined, not asked for each line: that would be their square.
        SELECT DISTINCT document.plan_line_id
          FROM documents document
          JOIN crm_payment_plan_line line ON line.id = document.plan_line_id
         WHERE document.currency_id != line.currency_id
    )
    SELECT line.id
      FROM crm_payment_plan_line line
      JOIN res_currency unit ON unit.id = line.currency_id
      LEFT JOIN sums ON sums.plan_line_id = line.id
      LEFT JOIN foreigners ON foreigners.plan_line_id = line.id
     WHERE abs(COALESCE(line.amount_invoiced, 0) - COALESCE(sums.invoiced, 0))
           >= unit.rounding / 2
        OR abs(COALESCE(line.amount_received, 0) - COALESCE(sums.received, 0))
           >= unit.rounding / 2
        OR abs(line.amount - COALESCE(line.amount_received, 0)
               - COALESCE(line.amount_open, 0)) >= unit.rounding / 2
        OR foreigners.plan_line_id IS NOT NULL
"""


class CrmPaymentPlanLine(models.Model):
    """The night: what has its day becomes due, and everything is compared anew.

    All states follow from statements over the whole table, so that 100,000 instalments
    are no work for the ORM (`make bench BENCH=plans`). What is written is the
    differences alone.
    """

    _inherit = "crm.payment.plan.line"

    @api.model
    def _cron_update_instalments(self):
        """Trigger the instalments whose day has come; bring amounts and states up."""
        today = self._today()
        at_night(self.env, lambda: self._compare_all(today))
        domain = [
            ("scheduled_date", "<=", today),
            ("triggered_date", "=", False),
            ("state", "not in", ("suspended", "void")),
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while lines := self.search(domain, limit=BATCH):
            at_night(self.env, lines._trigger)
            if not cron._commit_progress(len(lines)):
                break
        self._follow_contracts()

    @api.model
    def _follow_contracts(self):
        """Make due what was planned for a signature or an acceptance that is past.

        The plan was corrected, or an instalment added, after it happened; what finance
        let wait again is left alone.
        """
        domain = [
            ("triggered_date", "=", False),
            ("taken_back_count", "=", 0),
            ("state", "not in", ("suspended", "void")),
        ]
        for trigger, day_name in PAST_DAYS.items():
            lines = self.search(
                [
                    *domain,
                    ("trigger", "=", trigger),
                    (f"contract_id.{day_name}", "!=", False),
                ]
            )
            days = {
                # A supplement owes nothing before it is signed.
                line: max(
                    line.contract_id[day_name],
                    line.contract_id.date_signed or line.contract_id[day_name],
                )
                for line in lines
            }
            for day, same in lines.grouped(days.get).items():
                at_night(self.env, functools.partial(same._trigger, day))
                self.env["ir.cron"]._commit_progress()

    @api.model
    def _compare_all(self, today):
        self._mend_amounts()
        self._sweep_states(today)

    @api.model
    def _sweep_states(self, today):
        """Give each instalment the state of this day, in one statement.

        The rule is that of ``tools.state``, in SQL; a test compares the two.

        :return: how many were changed
        """
        self.env.flush_all()
        changed = self._run(SQL(STATES, SQL(STATE_CASE, today=today)))
        self.invalidate_model(["state"])
        plans = self.env["crm.payment.plan"].browse({plan for (plan,) in changed})
        self.env.add_to_compute(plans._fields["state"], plans)
        return len(changed)

    @api.model
    def _mend_amounts(self):
        """Compute anew the instalments whose amounts are not what accounting says.

        There are none, unless somebody has written SQL or restored half a backup: the
        amounts are recomputed with each posting and payment, in its transaction.

        :return: the instalments that were wrong
        """
        self.env.flush_all()
        wrong = self.browse(
            row_id for (row_id,) in self._run(self._get_wrong_amounts())
        )
        names = ("amount_invoiced", "amount_received", "amount_open")
        for name in names:
            self.env.add_to_compute(self._fields[name], wrong)
        wrong._recompute_recordset(names)
        wrong.modified(names)
        return wrong

    @api.model
    def _get_wrong_amounts(self):
        """Return the query of the instalments whose amounts differ from accounting.

        Those with documents in a currency of their own are compared in Python alone,
        so all of them are named.
        """
        return SQL(WRONG_AMOUNTS)

    @api.model
    def _run(self, query):
        """Return the rows of a statement of the night; being second is no error."""
        self.env.cr.execute(query, log_exceptions=False)
        return self.env.cr.fetchall()
