from datetime import timedelta

from odoo import api, models


class CrmPaymentPlanLine(models.Model):
    _inherit = "crm.payment.plan.line"

    @api.private
    def play_demo_past(self, days_late, paid_share=0, paid_days_ago=0):
        """Let an instalment have become due and, in part, paid in the past.

        Used by the demo company, whose contracts are all of today: trigger, invoice
        and payment go the usual way, with earlier dates.

        :param int days_late: so many days ago it was due; negative: still to come
        :param int paid_share: so many percent were paid
        """
        self.ensure_one()
        today = self._today()
        self._trigger(today - timedelta(days=days_late + self.days))
        self.due_date = today - timedelta(days=days_late)
        invoice = self.invoice_ids
        invoice.write(
            {
                "invoice_date": min(self.due_date - timedelta(days=7), today),
                "invoice_date_due": self.due_date,
            }
        )
        invoice.action_post()
        if paid_share:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create(
                {
                    "amount": self.currency_id.round(self.amount * paid_share / 100),
                    "payment_date": today - timedelta(days=paid_days_ago),
                }
            )._create_payments()
