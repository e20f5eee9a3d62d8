from odoo import models


class CrmPaymentPlanLine(models.Model):
    _inherit = "crm.payment.plan.line"

    # What is open, among all instalments ever paid.
    _open_idx = models.Index(
        "(due_date, user_id) "
        "WHERE state IN ('due', 'invoiced', 'partly_paid', 'overdue')"
    )

    def _log_follow_up(self):
        """Log a follow-up on the opportunity that this money comes from."""
        return self.contract_id.lead_id.action_log_follow_up()
