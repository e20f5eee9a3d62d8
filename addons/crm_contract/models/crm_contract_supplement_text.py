from odoo import api, models


class CrmContract(models.Model):
    """What the text of a supplement says of its contract, and of the total."""

    _inherit = "crm.contract"

    @api.model
    def _get_merge_fields(self):
        return {
            **super()._get_merge_fields(),
            "parent_number": self.env._("Supplement: number of the contract"),
            "parent_title": self.env._("Supplement: title of the contract"),
            "parent_date_signed": self.env._("Supplement: day the contract was signed"),
            "amount_before": self.env._("Supplement: total before it"),
            "amount_change": self.env._("Supplement: how it changes the total"),
            "amount_after": self.env._("Supplement: total after it"),
            "amount_after_in_words": self.env._("Supplement: total after it, in words"),
            "term_end": self.env._("Supplement: end of the term after it"),
        }

    def _get_merge_values(self):
        return {**super()._get_merge_values(), **self._get_supplement_values()}

    def _get_supplement_values(self):
        parent = self.parent_id
        before = parent.amount_with_supplements
        if self in parent._counted_supplements():
            before -= self.amount_total
        after = before + self.amount_total
        end = self.date_end or parent.date_term_end
        return {
            "parent_number": parent.name,
            "parent_title": parent.title,
            "parent_date_signed": self._merge_date(parent.date_signed),
            "amount_before": parent and self._merge_amount(before),
            "amount_change": parent and self._merge_change(),
            "amount_after": parent and self._merge_amount(after),
            "amount_after_in_words": parent and self._words_of(after),
            # Many contracts have no end: then nothing changes.
            "term_end": parent
            and (self._merge_date(end) or self.env._("as agreed in the contract")),
        }

    def _merge_change(self):
        """Return how the total changes, as part of a sentence."""
        amount = self.amount_total
        figures = {
            "amount": self._merge_amount(abs(amount)),
            "words": self._words_of(abs(amount)),
        }
        if self.currency_id.is_zero(amount):
            return self.env._("leaves the total as it is")
        if amount > 0:
            return self.env._("adds %(amount)s (in words: %(words)s)", **figures)
        return self.env._("takes off %(amount)s (in words: %(words)s)", **figures)

    def _fee_table(self):
        if self.parent_id and not self._contract_orders():
            return self.env._("The fees stay as they are.")
        return super()._fee_table()
