from odoo import api, models


class CrmFeeWording(models.AbstractModel):
    """The steps of a fee and what is wrong with one, in the reader's words."""

    _name = "crm.fee.wording"
    _description = "Wording of Design Fees"

    @api.model
    def _say_steps(self, calculation):
        """Return the rows that the ``fee_steps`` widget shows.

        :param calculation: see ``crm.fee.estimate._prepare_calculation()``
        :rtype: list[dict[str, str]]
        """
        labels, hows = self._step_labels(), self._step_hows()
        currencies = self.env["res.currency"].browse(
            {step["currency_id"] for step in calculation}
        )
        by_id = {currency.id: currency for currency in currencies.exists()}
        rows = []
        for step in calculation:
            kind, facts = step["kind"], step["facts"]
            amount = float(step["result"])
            currency = by_id.get(step["currency_id"])
            rows.append(
                {
                    "kind": kind,
                    "label": labels[kind] % facts,
                    "how": hows[kind] % facts,
                    "result": currency.format(amount) if currency else f"{amount:,.2f}",
                }
            )
        return rows

    @api.model
    def _step_labels(self):
        base = self.env._("Base Fee")
        return {
            "row": base,
            "between": base,
            "below": base,
            "above": base,
            "minimum": self.env._("Smallest Area"),
            "area": base,
            "profession": self.env._("Profession"),
            "complexity": self.env._("Complexity"),
            "added": self.env._("Added Coefficients"),
            "float": self.env._("Float"),
            "converted": self.env._("Currency"),
            "fee": self.env._("Design Fee"),
            "stage": "%(name)s",
            "site": "%(name)s",
            "total": self.env._("Total"),
        }

    @api.model
    def _step_hows(self):
        return {
            "row": self.env._("cost %(cost)s is a row of the table: %(fee)s"),
            "between": self.env._(
                "cost %(cost)s lies between %(low)s and %(high)s: %(low_fee)s + "
                "(%(high_fee)s − %(low_fee)s) × (%(cost)s − %(low)s) ÷ (%(high)s − "
                "%(low)s) = %(fee)s"
            ),
            "below": self.env._(
                "cost %(cost)s is below the table (%(limit)s): × %(rate)s %% = %(fee)s"
            ),
            "above": self.env._(
                "cost %(cost)s is beyond the table (%(limit)s): × %(rate)s %% = %(fee)s"
            ),
            "minimum": self.env._("%(area)s m² are charged as %(minimum)s m²"),
            "area": self.env._("%(area)s m² × %(price)s"),
            "profession": self.env._("%(name)s: × %(factor)s"),
            "complexity": self.env._("%(name)s: × %(factor)s"),
            "added": self.env._("%(names)s: %(sum)s = × %(factor)s"),
            "float": self.env._("× (1 %(sign)s %(percent)s %%)"),
            "converted": self.env._("1 %(source)s = %(rate)s %(target)s"),
            "fee": self.env._("rounded to %(unit)s"),
            "stage": self.env._("%(percent)s %% of the design fee"),
            "site": self.env._("%(days)s days × %(price)s"),
            "total": self.env._("taxes as the products have them"),
        }

    @api.model
    def _say_problem(self, error):
        """Return what a ``design_fee.FeeError`` means and what to do."""
        sentences = {
            **self._base_problems(),
            **self._factor_problems(),
            **self._choice_problems(),
        }
        return sentences[error.code] % error.facts

    @api.model
    def _base_problems(self):
        return {
            "not_a_number": self.env._(
                "One of the values is not a number. Type it again."
            ),
            "too_large": self.env._(
                "This is too large for a design. Check the digits."
            ),
            "cost_not_positive": self.env._(
                "The cost is missing. Enter the cost the fee is reckoned from, more "
                "than zero."
            ),
            "no_rows": self.env._(
                "The fee table has no base fees. Estimate by area, or let a manager "
                "fill in the table."
            ),
            "below_table": self.env._(
                "The cost %(cost)s is below the table, which begins at %(limit)s. "
                "Estimate by area, or let a manager set a rate below the table."
            ),
            "above_table": self.env._(
                "The cost %(cost)s is beyond the table, which ends at %(limit)s. Let a "
                "manager set a rate beyond the table."
            ),
            "area_not_positive": self.env._(
                "The area is missing. Enter it in m², above zero."
            ),
            "rate_missing": self.env._("Choose a grade: it gives the price per m²."),
            "price_not_positive": self.env._(
                "The price per m² is missing. Choose a grade or enter a price."
            ),
            "price_out_of_bounds": self.env._(
                "A price of %(value)s per m² is not allowed for “%(name)s”: it goes "
                "from %(low)s to %(high)s. Use the float for a discount."
            ),
        }

    @api.model
    def _factor_problems(self):
        return {
            "coefficient_out_of_bounds": self.env._(
                "“%(name)s” cannot be %(value)s: it goes from %(low)s to %(high)s."
            ),
            "coefficient_twice": self.env._(
                "“%(name)s” is added twice. Remove one of them."
            ),
            "added_not_positive": self.env._(
                "The added coefficients make %(factor)s (%(sum)s); nothing is left of "
                "the fee. Remove one."
            ),
            "float_out_of_bounds": self.env._(
                "A float of %(percent)s %% is not allowed: the table permits up to "
                "± %(limit)s %%."
            ),
            "no_rate": self.env._(
                "There is no exchange rate for %(currency)s on %(date)s. Ask finance "
                "to enter one, or choose another fee table."
            ),
            "fee_vanishes": self.env._(
                "The fee is less than the smallest coin. Check what you entered."
            ),
        }

    @api.model
    def _choice_problems(self):
        return {
            "table_missing": self.env._(
                "There is no fee table for this company. Let a manager make one under "
                "Sales › Configuration › Design Fees."
            ),
            "foreign": self.env._(
                "“%(name)s” does not belong to the fee table “%(table)s”. Choose again."
            ),
            "split_missing": self.env._(
                "Choose a stage split: it says which part of the fee each stage is "
                "worth."
            ),
            "split_not_whole": self.env._(
                "The stages of the split add up to %(percent)s %%, not to 100 %%. Let "
                "a manager correct it."
            ),
            "site_negative": self.env._(
                "Days and price of the site service cannot be negative."
            ),
            "site_product_missing": self.env._(
                "The fee table “%(table)s” names no product for the site service. Let "
                "a manager choose one."
            ),
        }
