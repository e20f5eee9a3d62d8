"""Records of commission and exchange, for the lists that are measured."""

from datetime import date


class ExchangeFactories:
    """Mixed into a case that has plans with invoices; entries are made, not earned."""

    def exchange_factories(self, plans):
        """Return ``{model: function of how many}`` of the lists of this theme."""
        return {
            "crm.commission.plan": self._new_commission_plans,
            "crm.commission.statement": self._new_statements,
            "crm.commission.entry": lambda count: self._new_entries(plans[:count]),
            "crm.voucher.layout": lambda count: (
                self.env["crm.voucher.layout"]
                .sudo()
                .create([{"name": f"Package {number}"} for number in range(count)])
            ),
            "crm.voucher.batch": self._new_batches,
            "crm.erp.receipt": self._new_receipts,
        }

    def _new_commission_plans(self, count):
        return (
            self.env["crm.commission.plan"]
            .sudo()
            .create(
                [
                    {
                        "name": f"Rates {number}",
                        "company_id": self.env.company.id,
                        "user_ids": self.rep.ids,
                        "rule_ids": [(0, 0, {"role": "sales", "rate": number})],
                    }
                    for number in range(count)
                ]
            )
        )

    def _new_statements(self, count):
        return (
            self.env["crm.commission.statement"]
            .sudo()
            .create(
                [
                    {
                        "user_id": self.rep.id,
                        "company_id": self.env.company.id,
                        "month": date(1990 + number, 1, 1),
                    }
                    for number in range(count)
                ]
            )
        )

    def _new_entries(self, plans):
        return (
            self.env["crm.commission.entry"]
            .sudo()
            ._make(
                [
                    {
                        "user_id": self.rep.id,
                        "role": "sales",
                        "kind": "receipt",
                        "date": date(2020, 1, 1),
                        "partial_ref": -line.id,
                        "plan_line_id": line.id,
                        "contract_id": line.contract_id.id,
                        "invoice_id": line.invoice_ids[0].id,
                        "partner_id": line.partner_id.id,
                        "company_id": line.company_id.id,
                        "currency_id": line.company_id.currency_id.id,
                        "amount": 1,
                    }
                    for line in (plan.line_ids[0] for plan in plans)
                ]
            )
        )

    def _new_batches(self, count):
        layout = self.env.ref("crm_finance_link.crm_voucher_layout_kingdee")
        return (
            self.env["crm.voucher.batch"]
            .sudo()
            .create([{"layout_id": layout.id} for _number in range(count)])
        )

    def _new_receipts(self, count):
        payments = self.env["account.payment"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "amount": number + 1,
                    "payment_type": "inbound",
                    "journal_id": self.company_data["default_journal_bank"].id,
                }
                for number in range(count)
            ]
        )
        layout = self.env.ref("crm_finance_link.crm_voucher_layout_kingdee")
        return (
            self.env["crm.erp.receipt"]
            .sudo()
            .create(
                [
                    {
                        "name": f"SK{payment.id}",
                        "company_id": payment.company_id.id,
                        "layout_id": layout.id,
                        "date": payment.date,
                        "partner_id": payment.partner_id.id,
                        "currency_id": payment.currency_id.id,
                        "amount": payment.amount,
                        "payment_id": payment.id,
                    }
                    for payment in payments
                ]
            )
        )
