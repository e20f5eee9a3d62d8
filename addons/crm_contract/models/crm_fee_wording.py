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
        _ = self.env._
        return {
            "row": _("cost %(cost)s is a row of the table: %(fee)s"),
            "between": _(
                "cost %(cost)s lies between %(low)s and %(high)s: %(low_fee)s + "
                "(%(high_fee)s − %(low_fee)s) × (%(cost)s − %(low)s) ÷ (%(high)s − "
                "%(low)s) = %(fee)s"
            ),
            "below": _(
                "cost %(cost)s is below the table (%(limit)s): × %(rate)s %% = %(fee)s"
            ),
            "above": _(
                "cost %(cost)s is beyond the table (%(limit)s): × %(rate)s %% = %(fee)s"
            ),
            "minimum": _("%(area)s m² are charged as %(minimum)s m²"),
            "area": _("%(area)s m² × %(price)s"),
            "profession": _("%(name)s: × %(factor)s"),
            "complexity": _("%(name)s: × %(factor)s"),
            "added": _("%(names)s: %(sum)s = × %(factor)s"),
            "float": _("× (1 %(sign)s %(percent)s %%)"),
            "converted": _("1 %(source)s = %(rate)s %(target)s"),
            "fee": _("rounded to %(unit)s"),
            "stage": _("%(percent)s %% of the design fee"),
            "site": _("%(days)s days × %(price)s"),
            "total": _("taxes as the products have them"),
        }

    @api.model
    def _say_problem(self, error):
        """Return what a ``design_fee.FeeError`` means and what to do."""
        return self._problem_sentences()[error.code] % error.facts

    @api.model
    def _problem_sentences(self):
        _ = self.env._
        return {
            "not_a_number": _("One of the values is not a number. Type it again."),
            "cost_not_positive": _(
                "The cost is missing. Enter the cost the fee is reckoned from, more "
                "than zero."
            ),
            "area_not_positive": _("The area is missing. Enter it in m², above zero."),
            "price_not_positive": _(
                "The price per m² is missing. Choose a grade or enter a price."
            ),
            "price_out_of_bounds": _(
                "A price of %(value)s per m² is not allowed for “%(name)s”: it goes "
                "from %(low)s to %(high)s. Use the float for a discount."
            ),
            "too_large": _("This is too large for a design. Check the digits."),
            "no_rows": _(
                "The fee table has no base fees. Estimate by area, or let a manager "
                "fill in the table."
            ),
            "below_table": _(
                "The cost %(cost)s is below the table, which begins at %(limit)s. "
                "Estimate by area, or let a manager set a rate below the table."
            ),
            "above_table": _(
                "The cost %(cost)s is beyond the table, which ends at %(limit)s. Let a "
                "manager set a rate beyond the table."
            ),
            "coefficient_out_of_bounds": _(
                "“%(name)s” cannot be %(value)s: it goes from %(low)s to %(high)s."
            ),
            "coefficient_twice": _("“%(name)s” is added twice. Remove one of them."),
            "added_not_positive": _(
                "The added coefficients make %(factor)s (%(sum)s); nothing is left of "
                "the fee. Remove one."
            ),
            "float_out_of_bounds": _(
                "A float of %(percent)s %% is not allowed: the table permits up to "
                "± %(limit)s %%."
            ),
            "split_missing": _(
                "Choose a stage split: it says which part of the fee each stage is "
                "worth."
            ),
            "split_not_whole": _(
                "The stages of the split add up to %(percent)s %%, not to 100 %%. Let "
                "a manager correct it."
            ),
            "fee_vanishes": _(
                "The fee is less than the smallest coin. Check what you entered."
            ),
            "site_negative": _(
                "Days and price of the site service cannot be negative."
            ),
            "site_product_missing": _(
                "The fee table “%(table)s” names no product for the site service. Let "
                "a manager choose one."
            ),
            "no_rate": _(
                "There is no exchange rate for %(currency)s on %(date)s. Ask finance "
                "to enter one, or choose another fee table."
            ),
            **self._choice_sentences(),
        }

    @api.model
    def _choice_sentences(self):
        _ = self.env._
        return {
            "table_missing": _(
                "There is no fee table for this company. Let a manager make one under "
                "Sales › Configuration › Design Fees."
            ),
            "rate_missing": _("Choose a grade: it gives the price per m²."),
            "foreign": _(
                "“%(name)s” does not belong to the fee table “%(table)s”. Choose again."
            ),
        }
