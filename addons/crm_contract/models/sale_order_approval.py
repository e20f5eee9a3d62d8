from odoo import api, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.approval.mixin"]

    @api.model
    def _approval_counted_fields(self):
        return frozenset(
            {
                "partner_id",
                "partner_invoice_id",
                "currency_id",
                "pricelist_id",
                "payment_term_id",
                "fiscal_position_id",
                "validity_date",
                "note",
            }
        )

    def _approval_content(self):
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "partner_invoice_id": self.partner_invoice_id.id,
            "currency_id": self.currency_id.name,
            "payment_term_id": self.payment_term_id.id,
            "validity_date": self.validity_date and self.validity_date.isoformat(),
            "note": str(self.note or ""),
            "amount_untaxed": self.amount_untaxed,
            "amount_total": self.amount_total,
            "order_line": [line._approval_content() for line in self.order_line],
        }

    def _approval_summary(self):
        currency = self.currency_id
        label = self._fields
        rows = [
            (label["partner_id"], self.partner_id.name),
            (label["opportunity_id"], self.opportunity_id.name),
            (label["user_id"], self.user_id.name),
            (label["amount_untaxed"], currency.format(self.amount_untaxed)),
            (label["amount_total"], currency.format(self.amount_total)),
            (label["revision_number"], self.previous_revision_id and self.name),
        ]
        summary = [
            {"label": field._description_string(self.env), "value": value}
            for field, value in rows
            if value
        ]
        if self.highest_discount:
            value = f"{self.highest_discount:g} %"
            if self.discount_amount:
                value += f" ({currency.format(self.discount_amount)})"
            summary.append(
                {
                    "label": label["highest_discount"]._description_string(self.env),
                    "value": value,
                }
            )
        return summary

    def _approval_amount(self):
        return self.currency_id._convert(
            self.amount_total, self.company_id.currency_id, self.company_id
        )

    def _approval_recheck(self):
        # Behind a signed contract nothing changes any more: its approval is history.
        open_orders = self.filtered(
            lambda order: (
                order.state in ("draft", "sent", "sale")
                # Who may write an order need not be able to read its contract.
                and order.sudo().contract_id.state in (False, "draft")
            )
        )
        return super(SaleOrder, open_orders)._approval_recheck()

    def _approval_interested_users(self):
        return self.user_id

    def _approval_granted(self, request):
        sentence = self.env._("Quotation %(name)s approved", name=self.name)
        self._emit_decision("quotation.approved", request, sentence)

    def _approval_refused(self, request):
        sentence = self.env._(
            "Quotation %(name)s refused: %(reason)s",
            name=self.name,
            reason=request.decision_ids[-1:].comment,
        )
        self._emit_decision("quotation.refused", request, sentence)

    def _confirmation_error_message(self):
        """Say why this quotation may not be confirmed: the approval gate.

        The button, the portal signature and the payment all pass here.
        """
        return super()._confirmation_error_message() or self._gate_message()

    def _gate_message(self):
        """Return why the gate does not let this quotation through, or False."""
        if self.next_revision_ids:
            return self.env._(
                "%(order)s was replaced by %(next)s. Confirm that one.",
                order=self.name,
                next=self.next_revision_ids.name,
            )
        if not self.env["crm.approval.flow"]._for_document(self):
            return False
        if self._approval_is_valid():
            return False
        return self._approval_pending_message() or self.env._(
            "%(order)s needs an approval before it can be confirmed. Use “Request "
            "Approval”.",
            order=self.name,
        )
