from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from odoo import api, models

from .crm_commission_rule import exact


class Part(NamedTuple):
    """What of an invoice the same rules are about.

    :param weight: its amount without tax, relative to the other parts
    :param rows: (user, weight in the role, rule or none) of each who takes part
    """

    weight: Decimal
    rows: tuple[tuple[Any, float, Any], ...]


class CrmCommissionBooking(models.AbstractModel):
    """Who takes part in a receipt, by which rules."""

    _inherit = "crm.commission.booking"

    @api.model
    def _get_members(self, todo):
        """Return ``{receipt: {role: [Part]}}``, roles with a rule.

        :param todo: (instalment, receipt)
        """
        found = defaultdict(dict)
        if not todo:
            return found
        lines = self.env["crm.payment.plan.line"].concat(*(row[0] for row in todo))
        people = lines.contract_id._get_commission_people()
        plans = self.env["crm.commission.plan"].search(
            [("company_id", "in", lines.company_id.ids)]
        )
        products = self._get_product_weights(todo)
        for line, receipt in todo:
            own = plans.filtered(
                lambda plan, line=line: plan.company_id == line.company_id
            )
            team = line.contract_id._get_commission_split().team_id
            for role, shares in people[line.contract_id.id].items():
                members = [
                    (user, weight, own._find_rules(user, team, role, receipt.date))
                    for user, weight in shares
                    if weight > 0
                ]
                if parts := self._get_parts(
                    line.contract_id, products[receipt.key], members
                ):
                    found[receipt.key][role] = parts
        return found

    @api.model
    def _get_parts(self, contract, products, members):
        """Return the parts of an invoice, each by rules of its own; empty if none.

        :param products: {product: amount}
        :param members: (user, weight, his rules plan by plan)
        """
        weights = {}
        for product, amount in products.items():
            rows = tuple(
                (user, weight, self._pick_rule(plans, contract.design_type_id, product))
                for user, weight, plans in members
            )
            weights[rows] = weights.get(rows, Decimal(0)) + amount
        if not any(rule for rows in weights for _user, _weight, rule in rows):
            return []
        # In one order, so that tiers are reached alike whenever it is reckoned.
        return [
            Part(amount, rows)
            for rows, amount in sorted(
                weights.items(), key=lambda item: [rule.id for *_who, rule in item[0]]
            )
        ]

    @api.model
    def _pick_rule(self, plans, design_type, product):
        """Return the nearest rule for a product, of the first plan that has one."""
        for rules in plans:
            near = [(rule._get_nearness(design_type, product), rule) for rule in rules]
            near = [(place, rule) for place, rule in near if place is not None]
            if near:
                return max(near, key=lambda row: row[0])[1]
        return self.env["crm.commission.rule"]

    @api.model
    def _get_product_weights(self, todo):
        """Return ``{receipt: {product: amount without tax}}``.

        Of the invoice; of the contract's quotations where there is none yet. Discounts
        as lines of their own lower what they stand with, in proportion: only what is
        more than nothing has a part.
        """
        invoices = self.env["account.move"].browse(
            [receipt.invoice_id for _line, receipt in todo if receipt.invoice_id]
        )
        found = {}
        for line, receipt in todo:
            if receipt.invoice_id:
                rows = invoices.browse(receipt.invoice_id).with_prefetch(
                    invoices._prefetch_ids
                )
                rows = rows.invoice_line_ids.filtered(
                    lambda row: row.display_type == "product"
                )
            else:
                rows = line.contract_id.order_ids.order_line.filtered(
                    lambda row: not row.display_type
                )
            weights = {}
            for row in rows:
                product, amount = row.product_id, exact(row.price_subtotal)
                weights[product] = weights.get(product, Decimal(0)) + amount
            weights = {key: amount for key, amount in weights.items() if amount > 0}
            nothing = self.env["product.product"]
            found[receipt.key] = weights or {nothing: Decimal(1)}
        return found
