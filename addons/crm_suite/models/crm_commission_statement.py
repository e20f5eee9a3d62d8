from odoo import api, models

#: Months that are older than so many days were paid out as well.
PAID_DAYS = 75


class CrmCommissionStatement(models.Model):
    _inherit = "crm.commission.statement"

    @api.private
    def play_demo_confirm(self):
        """Confirm the past months of everybody but the user himself."""
        today = self.env["crm.payment.plan.line"]._today()
        self.search(
            [
                ("state", "=", "draft"),
                ("month", "<", today.replace(day=1)),
                ("user_id", "!=", self.env.uid),
            ]
        ).filtered("may_confirm").action_confirm()

    @api.private
    def play_demo_pay(self):
        """Pay out the older ones of what is confirmed."""
        today = self.env["crm.payment.plan.line"]._today()
        self.search([("state", "=", "confirmed")]).filtered(
            lambda statement: (today - statement.month).days > PAID_DAYS
        ).action_pay()
