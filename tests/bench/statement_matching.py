"""Match a sample with the rules alone, and compare with its truth."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from .statement_sample import Sample
from .statement_words import TODAY

FEE_LIMIT = 5_000
#: what is not invoiced yet counts when it is due within so many days
SOON = timedelta(days=30)


def match(sample: Sample, tools: Any, company_name: Any) -> dict:
    """Return how many of each kind are right, ready, and ready but wrong.

    Right is what is proposed first; other money is right where nothing is proposed.

    :param tools: the modules of the addon's rules
    :param company_name: the suite's rules for names of companies
    """
    matcher = make_matcher(sample, tools, company_name)
    counts: dict = defaultdict(
        lambda: {"n": 0, "right": 0, "ready": 0, "wrong_ready": 0}
    )
    wrong = []
    outcomes = matcher.match_all(
        tools.Receipt(
            number,
            receipt.day,
            receipt.cents,
            payer_name(receipt.payer, tools, company_name),
            receipt.account,
            receipt.text,
        )
        for number, receipt in enumerate(sample.receipts)
        if receipt.cents > 0
    )
    for number, receipt in enumerate(sample.receipts):
        count = counts[receipt.kind]
        count["n"] += 1
        outcome = outcomes.get(number)
        if outcome is None:
            count["right"] += 1  # not asked for: what goes out pays no instalment
            continue
        first = dict(outcome.proposals[0].parts) if outcome.proposals else {}
        is_right = first == receipt.truth
        count["right"] += is_right
        count["ready"] += outcome.state == "ready"
        count["wrong_ready"] += outcome.state == "ready" and not is_right
        if not is_right:
            wrong.append((receipt, outcome))
    return {"counts": dict(counts), "wrong": wrong}


def make_matcher(sample: Sample, tools: Any, company_name: Any) -> Any:
    """Return a matcher of the sample's claims and customers."""
    claims = [
        tools.Claim(
            claim.key,
            claim.customer,
            claim.cents,
            claim.due,
            claim.contract,
            tuple(
                (kind, number)
                for kind, number in (
                    ("contract", claim.contract_number),
                    ("invoice", claim.invoice),
                    ("fapiao", claim.fapiao),
                )
                if number
            ),
            bool(claim.invoice) or claim.due <= TODAY + SOON,
        )
        for claim in sample.claims
    ]
    customers = [
        tools.Customer(
            customer.key,
            customer.group,
            payer_name(customer.name, tools, company_name),
            (customer.account,) if customer.account else (),
        )
        for customer in sample.customers
    ]
    remembered = []
    for customer, name, account in sample.remembered:
        parsed = payer_name(name, tools, company_name)
        remembered.append(
            tools.Remembered(customer, parsed.full, account, parsed.is_person)
        )
    return tools.Matcher(claims, customers, remembered, FEE_LIMIT)


def payer_name(text: str, tools: Any, company_name: Any) -> Any:
    """Return a name as the rules compare it."""
    parsed = company_name.parse(text)
    return tools.PayerName(
        tools.full_name(text),
        parsed.core,
        parsed.brand,
        parsed.place,
        parsed.is_generic,
    )
