from odoo import api, models
from odoo.tools import SQL


class CrmPaymentPlanLine(models.Model):
    """The night: what has its day becomes due, and states are right on that day."""

    _inherit = "crm.payment.plan.line"

    # -- the nightly sweep ----------------------------------------------------------

    @api.model
    def _cron_update_instalments(self):
        """Trigger the instalments whose day has come and mark the overdue ones."""
        today = self._today()
        domain = [
            ("trigger", "=", "fixed_date"),
            ("fixed_date", "<=", today),
            ("triggered_date", "=", False),
            ("state", "not in", ("suspended", "void")),
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while lines := self.search(domain, limit=100):
            lines._trigger(today)
            if not cron._commit_progress(len(lines)):
                break
        self._mark_overdue(today)

    @api.model
    def _mark_overdue(self, today):
        """Set what passed its due date to overdue, in one statement.

        The same rule as ``_compute_state``; nothing but the date has changed, so there
        is no need to load the invoices of up to 100,000 instalments.
        """
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                UPDATE crm_payment_plan_line
                   SET state = 'overdue'
                 WHERE due_date < %s
                   AND triggered_date IS NOT NULL
                   AND state IN ('due', 'invoiced', 'partly_paid')
             RETURNING id
                """,
                today,
            )
        )
        self.invalidate_model(["state"])
