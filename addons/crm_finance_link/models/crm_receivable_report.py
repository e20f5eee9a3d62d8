from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.ageing import BUCKETS, bucket_range


class CrmReceivableReport(models.Model):
    """Open receivables by age: a query over the entries, nothing is copied.

    With ``receivables_at`` in the context they stand as on that day: entries until
    then, less what was reconciled until then (``max_date`` of the reconciliation).
    Entries that were cancelled since are not there any more.
    Unallocated receipts are negative, so the total is the balance of the accounts;
    those that came for an instalment before its invoice belong to it.
    """

    _name = "crm.receivable.report"
    _description = "Aged Receivable"
    _auto = False
    _order = "days_overdue desc, id"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    date = fields.Date(readonly=True)
    due_date = fields.Date(readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    bucket = fields.Selection(
        [
            ("not_due", "Not Due"),
            ("days_30", "1-30 Days"),
            ("days_60", "31-60 Days"),
            ("days_90", "61-90 Days"),
            ("older", "Over 90 Days"),
        ],
        string="Age",
        readonly=True,
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    contract_id = fields.Many2one("crm.contract", readonly=True)
    plan_line_id = fields.Many2one(
        "crm.payment.plan.line", string="Instalment", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="Open", readonly=True)
    amount_not_due = fields.Monetary(string="Not Due", readonly=True)
    amount_days_30 = fields.Monetary(string="1-30 Days", readonly=True)
    amount_days_60 = fields.Monetary(string="31-60 Days", readonly=True)
    amount_days_90 = fields.Monetary(string="61-90 Days", readonly=True)
    amount_older = fields.Monetary(string="Over 90 Days", readonly=True)

    @api.model
    def _get_day(self):
        """Return the day as of which the receivables stand, and whether it is past."""
        today = self.env["crm.payment.plan.line"]._today()
        asked = self.env.context.get("receivables_at")
        try:
            day = fields.Date.to_date(asked) or today
        except (TypeError, ValueError):
            raise UserError(
                self.env._("“%(text)s” is no day: write it as 2026-03-31.", text=asked)
            ) from None
        return day, day < today

    @property
    def _table_query(self):
        day, is_past = self._get_day()
        return SQL(
            "SELECT %s FROM (%s) item",
            SQL(", ").join(
                [SQL("item.*"), self._get_bucket_column(), *self._get_bucket_amounts()]
            ),
            self._get_items_query(day, is_past),
        )

    @api.model
    def _get_bucket_column(self):
        cases = [
            SQL("WHEN days_overdue <= %s THEN %s", last, code)
            for code, last in BUCKETS.items()
            if last is not None
        ]
        return SQL("CASE %s ELSE 'older' END AS bucket", SQL(" ").join(cases))

    @api.model
    def _get_bucket_amounts(self):
        columns = []
        for code in BUCKETS:
            first, last = bucket_range(code)
            limits = [SQL("TRUE")]
            if first is not None:
                limits.append(SQL("days_overdue >= %s", first))
            if last is not None:
                limits.append(SQL("days_overdue <= %s", last))
            columns.append(
                SQL(
                    "CASE WHEN %s THEN amount ELSE 0 END AS %s",
                    SQL(" AND ").join(limits),
                    SQL.identifier(f"amount_{code}"),
                )
            )
        return columns

    @api.model
    def _get_item_columns(self):
        """Hook: the columns of an item, name -> SQL over ``line`` and ``move``."""
        return {
            "id": SQL("line.id"),
            "move_id": SQL("line.move_id"),
            "date": SQL("line.date"),
            "due_date": SQL("COALESCE(line.date_maturity, line.date)"),
            "partner_id": SQL("COALESCE(partner.commercial_partner_id, partner.id)"),
            "user_id": SQL("COALESCE(instalment.user_id, move.invoice_user_id)"),
            "team_id": SQL("COALESCE(instalment.team_id, move.team_id)"),
            "contract_id": SQL("COALESCE(move.contract_id, instalment.contract_id)"),
            "plan_line_id": SQL("COALESCE(move.plan_line_id, line.prepaid_line_id)"),
            "company_id": SQL("line.company_id"),
            "currency_id": SQL("line.company_currency_id"),
        }

    @api.model
    def _get_items_query(self, day, is_past):
        # Outer joins alone: the planner leaves out those whose columns nobody asks for,
        # which spares the ageing by customer the join with all entries.
        columns = {
            **self._get_item_columns(),
            "days_overdue": self._get_days_column(day),
            "amount": SQL("line.amount_residual"),
        }
        later = SQL("")
        if is_past:
            later = self._get_later_join(day)
            columns["amount"] = SQL("line.amount_residual + COALESCE(later.amount, 0)")
        return SQL(
            """
            SELECT %(columns)s
              FROM account_move_line line
         LEFT JOIN account_move move ON move.id = line.move_id
         LEFT JOIN crm_payment_plan_line instalment
                ON instalment.id = COALESCE(move.plan_line_id, line.prepaid_line_id)
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
                %(later)s
             WHERE line.parent_state = 'posted'
               AND line.account_id IN (
                   SELECT id FROM account_account
                    WHERE account_type = 'asset_receivable')
               AND %(is_open)s
               AND %(amount)s <> 0
            """,
            columns=SQL(", ").join(
                SQL("%s AS %s", sql, SQL.identifier(name))
                for name, sql in columns.items()
            ),
            later=later,
            is_open=self._get_open_condition(day, is_past),
            amount=columns["amount"],
        )

    @api.model
    def _get_days_column(self, day):
        # What was paid in advance is late for nobody: it waits for its invoice.
        days = SQL("%s::date - COALESCE(line.date_maturity, line.date)", day)
        return SQL(
            "CASE WHEN line.prepaid_line_id IS NULL THEN %s ELSE LEAST(0, %s) END",
            days,
            days,
        )

    @api.model
    def _get_open_condition(self, day, is_past):
        if not is_past:
            return SQL("line.reconciled IS NOT TRUE")
        return SQL(
            "(line.reconciled IS NOT TRUE OR later.line_id IS NOT NULL) "
            "AND line.date <= %s",
            day,
        )

    @api.model
    def _get_later_join(self, day):
        """Return what was reconciled after ``day``: it was still open then."""
        return SQL(
            """
            LEFT JOIN (
                SELECT line_id, SUM(amount) AS amount
                  FROM (SELECT debit_move_id AS line_id, amount
                          FROM account_partial_reconcile WHERE max_date > %(day)s
                     UNION ALL
                        SELECT credit_move_id, -amount
                          FROM account_partial_reconcile WHERE max_date > %(day)s
                       ) AS partial
              GROUP BY line_id
            ) later ON later.line_id = line.id
            """,
            day=day,
        )

    def action_open_entry(self):
        """Open the entry behind this amount."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
