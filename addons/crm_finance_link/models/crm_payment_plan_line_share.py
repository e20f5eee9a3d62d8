from decimal import Decimal

from odoo import api, models

from ..tools.shares import amount_of, is_share_of


class CrmPaymentPlanLine(models.Model):
    """Instalments are planned by amount, or by a share that an amount follows from."""

    _inherit = "crm.payment.plan.line"

    @api.depends("amount", "share_agreed", "plan_id.amount_agreed")
    def _compute_share(self):
        for line in self:
            total = line.plan_id.amount_agreed
            if line._is_by_share():
                line.share = line.share_agreed
            else:
                line.share = round(100.0 * line.amount / total, 4) if total else 0.0

    @api.onchange("share")
    def _onchange_share(self):
        # Read first: what is set below moves it.
        total, share = self.plan_id.amount_agreed, self.share
        # The share of an amount that was typed is no share that was typed.
        if total and share != round(100.0 * self.amount / total, 4):
            self.amount = self._get_share_amount(total, share)
            self.share_agreed = share

    def _is_by_share(self):
        """Return whether the amount is the agreed share, but for a cent."""
        self.ensure_one()
        return bool(self.share_agreed) and is_share_of(
            self._exact(self.amount),
            self._exact(self.plan_id.amount_agreed),
            Decimal(str(self.share_agreed)),
            self.currency_id.decimal_places,
        )

    def _get_rounding(self):
        """Return what this instalment has more than its share, in odd cents."""
        self.ensure_one()
        if not self._is_by_share():
            return 0.0
        exact = self._get_share_amount(self.plan_id.amount_agreed, self.share_agreed)
        return self.currency_id.round(self.amount - exact)

    def _exact(self, amount):
        return Decimal(str(self.currency_id.round(amount)))

    def _get_share_amount(self, total, share):
        """Return ``share`` percent of ``total``, rounded to the currency."""
        currency = self.currency_id
        return float(
            amount_of(
                Decimal(str(currency.round(total))),
                Decimal(str(share)),
                currency.decimal_places,
            )
        )

    @api.model
    def _get_agreed(self, vals):
        """Return the key by which lines are grouped to be written with ``vals``."""
        if "share" not in vals:
            return lambda line: None
        return lambda line: line.plan_id.amount_agreed

    def _get_amount_vals(self, vals, total):
        """Return ``vals`` with the amount of a share; an amount that is given wins.

        :param total: what the plans of these lines are agreed to be in all
        """
        if "share" not in vals:
            return vals
        vals = dict(vals)
        share = vals.pop("share")
        if "amount" not in vals:
            vals["share_agreed"] = share
            vals["amount"] = self[:1]._get_share_amount(total, share)
        return vals

    @api.model
    def _prepare_share_vals(self, vals):
        """Return the values of a new line, with the amount of its share."""
        if "share" not in vals:
            return vals
        plan = self.env["crm.payment.plan"].browse(vals.get("plan_id"))
        new = self.new({"plan_id": plan.id})
        return new._get_amount_vals(vals, plan.amount_agreed)
