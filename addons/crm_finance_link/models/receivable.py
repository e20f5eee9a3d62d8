"""Money that a customer is asked for, whatever it stands on."""

from datetime import date
from typing import Any, NamedTuple


class Receivable(NamedTuple):
    """An instalment, or a posted invoice that claims none.

    :param item: the ``crm.payment.plan.line`` or ``account.move``
    :param amount: what is asked for, in ``currency``: open, less what was paid in
        advance and what is promised for a later day
    :param promise: the state of the last promise, if it is open or broken
    """

    item: Any
    due_date: date
    amount: float
    partner: Any
    user: Any
    team: Any
    company: Any
    currency: Any
    promise: str | bool

    @property
    def customer(self):
        """Whom one speaks to: the company, whichever of its people is named."""
        return self.partner.commercial_partner_id


def split_items(receivables):
    """Return the ids of the instalments and those of the invoices."""
    ids = {"crm.payment.plan.line": [], "account.move": []}
    for each in receivables:
        ids[each.item._name].append(each.item.id)
    return ids["crm.payment.plan.line"], ids["account.move"]


def say_amounts(receivables):
    """Return what is asked for, a text: currencies do not add up."""
    sums = {}
    for each in receivables:
        sums[each.currency] = sums.get(each.currency, 0.0) + each.amount
    return " + ".join(currency.format(amount) for currency, amount in sums.items())
