from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from .receivable import Receivable


class CrmPaymentPlanLine(models.Model):
    """Instalments on the dunning ladder: what is asked for, and what comes after."""

    _inherit = "crm.payment.plan.line"

    dunning_step_ids = fields.One2many(
        "crm.dunning.step", "plan_line_id", string="Dunning Steps"
    )

    def _get_receivables(self):
        """Return the ``Receivable`` of each of these instalments."""
        lines_sudo = self.sudo()  # customers of all, promises of others
        prepaid = lines_sudo._get_prepaid()
        return [
            Receivable(
                item=line_sudo.with_env(self.env),
                due_date=line_sudo.due_date,
                amount=line_sudo.currency_id.round(
                    line_sudo.amount_open
                    - line_sudo.amount_promised
                    - prepaid.get(line_sudo.id, 0.0)
                ),
                partner=line_sudo.partner_id,
                user=line_sudo.user_id,
                team=line_sudo.team_id,
                company=line_sudo.company_id,
                currency=line_sudo.currency_id,
                promise=line_sudo.promise_state,
            )
            for line_sudo in lines_sudo
        ]

    def _announce_paid(self):
        result = super()._announce_paid()
        self._settle_collection()
        return result

    def _settle_collection(self):
        """Take away what is not needed any more, once customers have paid."""
        self.env["crm.dunning.notice"]._settle(
            self.partner_id.commercial_partner_id, Domain("line_ids", "in", self.ids)
        )

    # -- what comes after the reminders ------------------------------------------

    def _propose_suspension(self):
        """Propose a notice of suspension for contracts that are late for long."""
        days = self.company_id.suspend_notice_days
        if not days:
            return
        until = self._today() - timedelta(days=days)
        late = self.filtered(
            lambda line: (
                line.state == "overdue"
                and line.due_date <= until
                and line.contract_id._get_whole().state in ("signed", "running")
            )
        )
        noticed = self.env["crm.dunning.notice"]._get_suspended_lines(late)
        # Something new is late: the notice claims all that is, as it replaces the last.
        fresh = {line.contract_id._get_whole() for line in late - noticed}
        by_contract = {}
        for each in late._get_receivables():
            contract = each.item.contract_id._get_whole()
            if contract in fresh:
                by_contract.setdefault(contract, []).append(each)
        for contract, receivables in by_contract.items():
            self.env["crm.dunning.notice"]._propose(
                "suspension",
                receivables,
                partner=contract.partner_id,
                contract=contract,
            )
