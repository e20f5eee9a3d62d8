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
        supplement's money counts for its contract. ``self`` is superuser.
        """
        today = self._term_today()
        domain = Domain.OR(
            Domain("contract_id", "in", (contracts | contracts.supplement_ids).ids)
            & Domain("due_date", "<", today - timedelta(days=company.release_hold_days))
            for company, contracts in self.grouped("company_id").items()
            if company.release_hold_days
        )
        rows = self.env["crm.payment.plan.line"]._read_group(
            domain
            & Domain("triggered_date", "!=", False)
            & Domain("state", "in", CLAIMED_STATES),
            ["contract_id"],
            ["due_date:min", "amount_open:sum"],
        )
        holds = {}
        for contract, since, amount in rows:
            whole = contract._get_whole()
            first, total = holds.get(whole, (since, 0.0))
            holds[whole] = (min(first, since), total + amount)
        return holds
