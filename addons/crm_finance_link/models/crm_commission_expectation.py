from decimal import Decimal

from odoo import api, models

from ..tools import commission as rules
from .crm_commission_receipt import Receipt
from .crm_commission_rule import exact


class CrmCommissionBooking(models.AbstractModel):
    """What open instalments would bring, by the rules that book receipts."""

    _inherit = "crm.commission.booking"

    @api.model
    def _expect(self, lines, user, day):
        """Return values of what ``lines`` would bring ``user`` if paid on ``day``.

        Each as if it came in next, without what the others would do to the tiers.
        """
        todo = [
            (
                line,
                Receipt(line.id, day, 0, Decimal(1), self._get_open_money(line, day)),
            )
            for line in lines
        ]
        members = self._get_members(todo)
        before = self._get_before(todo, members)
        found = []
        for line, receipt in todo:
            digits = line.company_id.currency_id.decimal_places
            contract = line.contract_id
            base = rules.untaxed_base(
                receipt.money,
                exact(contract.amount_untaxed),
                exact(contract.amount_total),
                Decimal(0),
                digits,
            )
            common = {"company_id": line.company_id.id, "date": day}
            for role, parts in members[receipt.key].items():
                mine = [
                    vals
                    for vals in self._prepare_role(
                        role, parts, base, common, before.copy(), digits
                    )
                    if vals["user_id"] == user.id
                ]
                if mine:
                    found.append({**self._describe(line), **self._add_up(role, mine)})
        return found

    @api.model
    def _get_open_money(self, line, day):
        currency = line.company_id.currency_id
        amount = line.currency_id._convert(
            max(line.amount_open, 0.0), currency, line.company_id, day
        )
        return exact(amount)

    @api.model
    def _add_up(self, role, rows):
        sums = {name: sum(vals[name] for vals in rows) for name in ("base", "amount")}
        return {"role": role, **sums}

    @api.model
    def _describe(self, line):
        return {
            "contract_id": line.contract_id.id,
            "plan_line_id": line.id,
            "partner_id": line.partner_id.id,
            "state": line.state,
            "due_date": line.due_date,
            "currency_id": line.company_id.currency_id.id,
        }
