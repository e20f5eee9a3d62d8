from datetime import timedelta

from odoo import models
from odoo.fields import Domain

CLAIMED_STATES = ("due", "invoiced", "partly_paid", "overdue")


class CrmContract(models.Model):
    """Which contracts have money that is overdue for so long that work is held."""

    _inherit = "crm.contract"

    def _get_money_holds(self):
        """Return ``{contract: (oldest due date, open amount)}`` of those that hold.

        Read from due dates, not from states, so it does not wait for the night. A
        supplement's money counts for its contract; what was paid in advance holds
        nothing. ``self`` is superuser.
        """
        domain = Domain.OR(
            Domain("contract_id", "in", (contracts | contracts.supplement_ids).ids)
            & Domain(
                "due_date",
                "<",
                company._get_work_day() - timedelta(days=company.release_hold_days),
            )
            for company, contracts in self.grouped("company_id").items()
            if company.release_hold_days
        )
        lines = self.env["crm.payment.plan.line"].search(
            domain
            & Domain("triggered_date", "!=", False)
            & Domain("state", "in", CLAIMED_STATES)
        )
        holds = {}
        for line, amount in lines._get_unpaid().items():
            whole = line.contract_id._get_whole()
            first, total = holds.get(whole, (line.due_date, 0.0))
            holds[whole] = (min(first, line.due_date), total + amount)
        return holds
