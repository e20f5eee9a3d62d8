from datetime import timedelta

from odoo import models


class CrmPaymentPlanLine(models.Model):
    """Instalments whose contract was suspended, and goes on."""

    _inherit = "crm.payment.plan.line"

    def _resume(self, since):
        """Let these go on after a suspension that began on ``since``.

        Who had days left to pay has them still; what became due meanwhile is invoiced
        now. ``self`` is superuser here.
        """
        today = self._today()
        waited = self.filtered(
            lambda line: (
                line.triggered_date and line.due_date and not line.amount_invoiced
            )
        )
        for line in waited:
            paused = today - max(since, line.triggered_date)
            line.due_date += max(paused, timedelta())
        for line in waited.filtered(lambda line: line.state in ("due", "overdue")):
            if not line.invoice_ids:
                line._create_draft_invoice_or_tell()
                line._announce_due()
        # Their day fell into the pause: they have their days from today on.
        self.filtered(
            lambda line: (
                not line.triggered_date
                and line.scheduled_date
                and since <= line.scheduled_date <= today
            )
        )._trigger(today)
