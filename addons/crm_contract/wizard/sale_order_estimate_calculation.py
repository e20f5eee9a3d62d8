from decimal import Decimal
from typing import Any, NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import design_fee
from ..tools.design_fee import FeeError, Step, number


class Reckoned(NamedTuple):
    """A fee in the quotation's currency, and how it came about."""

    calculation: list[dict[str, Any]]
    fee: Decimal
    parts: list[Decimal]  # one a line of the stage split
    site: Decimal


class SaleOrderEstimate(models.TransientModel):
    """The calculation, and the lines and the evidence made of it."""

    _inherit = "sale.order.estimate"

    def action_fill(self):
        """Fill the quotation's lines by the estimate, and keep it as evidence.

        :raises UserError: when the numbers make no fee, the quotation is closed, or
            this estimate has filled it already
        """
        self.ensure_one()
        order = self.order_id
        order.check_access("write")
        # A double click, or two people at once: each estimate fills once, in turn.
        order.lock_for_update()
        order.invalidate_recordset(["state", "locked"])
        self.invalidate_recordset(["estimate_id"])
        order._check_estimable()
        if self.estimate_id:
            raise UserError(
                self.env._(
                    "This estimate has filled %(order)s already. Open a new one.",
                    order=order.name,
                )
            )
        try:
            reckoned = self._reckon()
        except FeeError as error:
            raise UserError(self._say_problem(error)) from error
        order.write({"order_line": self._prepare_line_commands(reckoned)})
        # Evidence is written by code alone, as it was reckoned just now.
        estimate_sudo = self.env["crm.fee.estimate"].sudo()
        self.estimate_id = estimate_sudo.create(self._prepare_estimate_vals(reckoned))
        return {"type": "ir.actions.act_window_close"}

    # -- the calculation ---------------------------------------------------------------

    def _reckon(self):
        """Return the fee and its steps.

        :rtype: Reckoned
        :raises FeeError: what is wrong with the numbers
        """
        self.ensure_one()
        self._check_choices()
        steps = design_fee.calculate(
            self._base_steps(),
            self._get_coefficients(),
            number(self.float_percent),
            number(self.table_id.float_limit),
        )
        fee = steps[-1].result
        rate = self._get_rate()
        ours = []
        if rate != 1:
            ours.append(self._conversion_step(fee, rate))
        unit = number(self.currency_id.rounding)
        fee = design_fee.round_fee(fee * rate, unit)
        if fee <= 0:
            raise FeeError("fee_vanishes")
        lines = self.split_id.line_ids
        percents = [number(line.percent) for line in lines]
        parts = design_fee.split(fee, percents, unit)
        ours.append(Step("fee", fee, {"unit": design_fee.show(unit)}))
        ours += map(self._stage_step, lines, parts)
        site = self._get_site_amount(unit)
        if site:
            ours += self._site_steps(site, fee)
        Estimate = self.env["crm.fee.estimate"]
        calculation = [
            *Estimate._prepare_calculation(steps, self.table_currency_id),
            *Estimate._prepare_calculation(ours, self.currency_id),
        ]
        return Reckoned(calculation, fee, parts, site)

    def _check_choices(self):
        """Raise for a choice that is missing or of another table."""
        table = self.table_id
        if not table or table.company_id not in (
            self.company_id,
            table.company_id.browse(),
        ):
            raise FeeError("table_missing")
        if not self.split_id:
            raise FeeError("split_missing")
        chosen = [self.split_id, self.profession_id, self.complexity_id]
        if self.basis == "area":
            chosen.append(self.area_rate_id)
        chosen += self.added_ids.mapped("coefficient_id")
        for choice in chosen:
            if choice and choice.table_id != table:
                raise FeeError("foreign", name=choice.display_name, table=table.name)

    def _base_steps(self):
        table = self.table_id
        if self.basis == "cost":
            rows = [
                design_fee.Row(number(row.cost), number(row.fee))
                for row in table.row_ids
            ]
            fees = design_fee.Table(
                rows,
                number(table.rate_below),
                number(table.rate_above),
                number(table.unit),
            )
            return [design_fee.base_by_cost(number(self.cost), fees)]
        rate = self.area_rate_id
        if not rate:
            raise FeeError("rate_missing")
        price = number(self.area_price)
        low, high = map(number, rate._get_bounds())
        base = design_fee.base_by_area(
            number(self.area), price, number(table.minimum_area)
        )
        if not low <= price <= high:
            limits = {"low": design_fee.show(low), "high": design_fee.show(high)}
            value = design_fee.show(price)
            raise FeeError("price_out_of_bounds", name=rate.name, value=value, **limits)
        return base

    def _get_coefficients(self):
        """Return the coefficients that apply: by area, the grade stands for most."""
        found = []
        if self.basis == "cost":
            found += [
                (one, one.value) for one in (self.profession_id, self.complexity_id)
            ]
        added = self.added_ids.filtered("coefficient_id")
        seen = set()
        for line in added:
            if line.coefficient_id.id in seen:
                raise FeeError("coefficient_twice", name=line.coefficient_id.name)
            seen.add(line.coefficient_id.id)
        found += [(line.coefficient_id, line.value) for line in added]
        return [
            design_fee.Coefficient(
                one.kind, one.name, number(value), *map(number, one._get_bounds())
            )
            for one, value in found
            if one
        ]

    def _get_rate(self):
        """Return what 1 of the table's currency is in the quotation's.

        :raises FeeError: where no rate was entered: Odoo would silently take 1
        """
        self.ensure_one()
        source, target = self.table_currency_id, self.currency_id
        if not source or source == target:
            return Decimal(1)
        company = self.company_id.root_id
        date = fields.Date.to_date(self.order_id.date_order)
        for currency in (source | target) - company.currency_id:
            known = currency.rate_ids.filtered(
                lambda rate: (
                    rate.name <= date and rate.company_id.id in (company.id, False)
                )
            )
            if not known:
                raise FeeError("no_rate", currency=currency.name, date=str(date))
        return number(source._get_conversion_rate(source, target, company, date))

    def _get_site_amount(self, unit):
        days, price = number(self.site_days), number(self.site_day_price)
        if days < 0 or price < 0:
            raise FeeError("site_negative")
        return design_fee.round_fee(days * price, unit)

    # -- the last steps ----------------------------------------------------------------

    def _conversion_step(self, fee, rate):
        facts = {
            "source": self.table_currency_id.name,
            "target": self.currency_id.name,
            "rate": design_fee.show(rate, 6),
        }
        return Step("converted", fee * rate, facts)

    def _stage_step(self, line, amount):
        percent = design_fee.show(number(line.percent))
        facts = {"name": line.product_id.name, "percent": percent}
        return Step("stage", amount, facts)

    def _site_steps(self, site, fee):
        facts = {
            "name": self._get_site_product().name,
            "days": design_fee.show(number(self.site_days)),
            "price": design_fee.show(number(self.site_day_price)),
        }
        return [Step("site", site, facts), Step("total", fee + site)]

    def _get_site_product(self):
        product = self.table_id.site_product_id
        if not product:
            raise FeeError("site_product_missing", table=self.table_id.name)
        return product

    # -- what is made of it ------------------------------------------------------------

    def _prepare_line_commands(self, reckoned):
        order = self.order_id
        customer_env = self.with_context(lang=order.partner_id.lang).env
        vals_list = [
            order._prepare_estimated_line_vals(
                line.product_id,
                float(amount),
                note=customer_env._(
                    "%(percent)s %% of the design fee",
                    percent=design_fee.show(number(line.percent)),
                ),
            )
            for line, amount in zip(self.split_id.line_ids, reckoned.parts, strict=True)
        ]
        if reckoned.site:
            vals_list.append(
                order._prepare_estimated_line_vals(
                    self._get_site_product(), self.site_day_price, self.site_days
                )
            )
        last = 0
        if self.mode == "add":
            last = max(order.order_line.mapped("sequence"), default=0)
        created = [
            Command.create({**vals, "sequence": last + number_})
            for number_, vals in enumerate(vals_list, 1)
        ]
        return [Command.clear(), *created] if self.mode == "replace" else created

    def _prepare_estimate_vals(self, reckoned):
        return {
            "order_id": self.order_id.id,
            "user_id": self.env.user.id,
            "estimated_at": fields.Datetime.now(),
            "table_name": self.table_id.name,
            "basis": self.basis,
            "design_type_id": self.design_type_id.id,
            "currency_id": self.currency_id.id,
            "fee": float(reckoned.fee),
            "total": float(reckoned.fee + reckoned.site),
            "calculation": reckoned.calculation,
        }
