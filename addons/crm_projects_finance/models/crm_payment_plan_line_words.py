from odoo import models
from odoo.tools import format_amount, format_date


class CrmPaymentPlanLine(models.Model):
    """What is to come of instalments, in words for the project board."""

    _inherit = "crm.payment.plan.line"

    def _say_next(self):
        """Return the instalment that comes next: name, amount, and when."""
        line = self.sorted(lambda each: (not each.due_date, each.due_date or 0))[:1]
        if not line:
            return ""
        amount = format_amount(self.env, line.amount_open, line.currency_id)
        if not line.due_date:
            return f"{line.name} · {amount}"
        return f"{line.name} · {amount} · {format_date(self.env, line.due_date)}"

    def _get_unpaid(self):
        """Return {instalment: open amount}, less what was paid in advance.

        Those of which nothing is left are not in it.
        """
        prepaid = self._get_prepaid()
        amounts = {
            line: line.currency_id.round(line.amount_open - prepaid.get(line.id, 0.0))
            for line in self
        }
        return {line: amount for line, amount in amounts.items() if amount > 0}

    def _say_overdue(self, amount):
        """Return that ``amount`` of ``self`` is overdue, and for how long."""
        first = min(self.mapped("due_date"))
        return self.env._(
            "%(amount)s overdue for %(days)s days (%(names)s)",
            amount=format_amount(self.env, amount, self[:1].currency_id),
            days=(self._today() - first).days,
            names=", ".join(self.mapped("name")),
        )
