"""What a receipt pays: candidates by payer, number and amount, ranked with reasons.

Nothing is certain by its amount alone. A proposal is *ready*, to be confirmed
together with all others, only where payer and amount, or number and amount, leave one
reading and nothing speaks against it (see ``bank_certainty``); all else is ranked for
a person to choose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace

from .bank_certainty import Certainty, is_other_money
from .bank_claim import (
    CHOOSE,
    CONTRACT,
    EXACT,
    FAPIAO,
    FEE,
    INVOICE,
    NONE,
    OVER,
    PARTIAL,
    READY,
    REST,
    SUM,
    Claim,
    Outcome,
    Proposal,
    Reason,
    Receipt,
)
from .bank_payer import Customer, Evidence, Payers, Remembered
from .bank_reference import ReferenceIndex, is_near, reference_key, tokens
from .bank_sums import find_sums, spread

AMOUNT_POINTS = {EXACT: 40, REST: 38, SUM: 30, FEE: 24, PARTIAL: 8, OVER: 6}
REFERENCE_POINTS = {INVOICE: 40, FAPIAO: 44, CONTRACT: 30}
NEAR_POINTS = 18
#: what is not due yet is paid early now and then
EARLY_POINTS = -12
#: an earlier receipt of the same statement seems to have paid it
TAKEN_POINTS = -16
#: of customers that a name is like, so many are looked at
MOST_CUSTOMERS = 8
MOST_PROPOSALS = 5
#: an amount that so many owe says nothing
MOST_WITH_AMOUNT = 3
#: not less than this is worth a person's look
LEAST_SCORE = 30
#: from this on what is proposed counts as taken for the receipts after it
LIKELY_SCORE = 55


class Matcher:
    """Open claims, indexed for matching many receipts.

    >>> from datetime import date
    >>> from .bank_payer import PayerName
    >>> name = PayerName("绿城有限公司", "绿城", "绿城")
    >>> matcher = Matcher([Claim("a", 1, 5000)], [Customer(1, 1, name)])
    >>> found = matcher.match(Receipt(1, date(2026, 11, 27), 5000, name))
    >>> found.state, found.proposals[0].parts
    ('ready', (('a', 5000),))
    >>> matcher.match(Receipt(1, date(2026, 11, 27), 4000, name)).state
    'choose'
    """

    def __init__(
        self,
        claims: Iterable[Claim],
        customers: Iterable[Customer] = (),
        remembered: Iterable[Remembered] = (),
        fee_limit: int = 0,
        is_refund: bool = False,
    ):
        """Index what is open.

        :param fee_limit: cents that a bank may have taken from a receipt
        :param is_refund: what is open is owed to customers, and paid back to them
        """
        self.is_refund = is_refund
        self.claims = {claim.key: claim for claim in claims}
        self.payers = Payers(customers, remembered)
        self.fee_limit = fee_limit
        self.by_customer: dict[int, list[Claim]] = defaultdict(list)
        self.by_cents: dict[int, list[Claim]] = defaultdict(list)
        self.by_reference: dict[int, list[tuple[str, Claim]]] = defaultdict(list)
        self._keys: dict[Hashable, tuple[str, ...]] = {}
        references: dict[str, int] = {}
        prefixes = set()
        #: the place of each claim: the oldest is paid first
        self._places: dict[Hashable, int] = {}
        for place, claim in enumerate(sorted(self.claims.values(), key=_by_due)):
            self._places[claim.key] = place
            self.by_customer[claim.customer].append(claim)
            if claim.is_due:
                self.by_cents[claim.cents].append(claim)
            for kind, number in claim.references:
                owner = references.setdefault(number, len(references))
                self.by_reference[owner].append((kind, claim))
                prefixes.add(reference_key(number)[:2])
        self._prefixes = frozenset(prefixes)
        self._index = ReferenceIndex(references.items())
        self._certainty = Certainty(self)
        #: claim -> what the receipts before this one have paid, for sure or likely
        self._paid: dict[Hashable, int] = defaultdict(int)
        self._taken: dict[Hashable, int] = defaultdict(int)

    def match_all(self, receipts: Iterable[Receipt]) -> dict[int, Outcome]:
        """Return what each receipt may pay, by its key.

        In the order of days: what an earlier one pays for sure is no longer open for
        the later ones, what it pays likely comes after the rest.
        """
        outcomes = {}
        for receipt in sorted(receipts, key=lambda r: (r.day, r.key)):
            outcome = outcomes[receipt.key] = self.match(receipt)
            best = outcome.proposals[0] if outcome.proposals else None
            if best and (outcome.state == READY or best.score >= LIKELY_SCORE):
                ledger = self._paid if outcome.state == READY else self._taken
                for key, cents in best.parts:
                    ledger[key] += cents
        return outcomes

    def match(self, receipt: Receipt) -> Outcome:
        """Return what ``receipt`` may pay, the likeliest first."""
        evidence = self.payers.find(receipt.name, receipt.account, receipt.text)
        named = self.named_claims(receipt.text)
        other = self.other_words(receipt.text)
        known = {c for c in evidence if c in self.by_customer}
        if other and not known and not named:
            return Outcome(NONE, reasons=(Reason("other_money", other),))
        proposals = self._propose(receipt, evidence, named)
        ranked = sorted(proposals, key=lambda p: (-p.score, self._age(p)))
        ranked = [p for p in ranked if p.score >= LEAST_SCORE][:MOST_PROPOSALS]
        if not ranked:
            return Outcome(NONE, reasons=(Reason("nothing_fits"),))
        doubts = self._certainty.doubts(receipt, ranked, evidence, named)
        best = replace(ranked[0], reasons=(*ranked[0].reasons, *doubts))
        return Outcome(CHOOSE if doubts else READY, (best, *ranked[1:]))

    def other_words(self, text: str) -> str:
        """Return the word that says that the money is for something else, or ''.

        Money paid back says just what a receipt must not.
        """
        return "" if self.is_refund else is_other_money(text)

    def open_cents(self, claim: Claim) -> int:
        """Return what of a claim no earlier receipt has paid for sure."""
        return claim.cents - self._paid[claim.key]

    def named_claims(self, text: str) -> dict[Hashable, set[str]]:
        """Return the claims whose numbers stand in ``text``, with their kinds."""
        named: dict[Hashable, set[str]] = defaultdict(set)
        for owner in self._index.find(text) if text else ():
            for kind, claim in self.by_reference[owner]:
                named[claim.key].add(kind)
        return named

    def strange_tokens(self, text: str, claims: Iterable[Claim]) -> set[str]:
        """Return the numbers in ``text`` that look like ours but are none of these."""
        known = {key for claim in claims for key in self.keys(claim)}
        return {
            token
            for token in tokens(text)
            if token[:2] in self._prefixes
            and not any(
                token.startswith(key) or key.startswith(token) or key.endswith(token)
                for key in known
            )
        }

    def keys(self, claim: Claim) -> tuple[str, ...]:
        """Return the numbers of a claim as they are compared."""
        if claim.key not in self._keys:
            keys = (reference_key(number) for _kind, number in claim.references)
            self._keys[claim.key] = tuple(keys)
        return self._keys[claim.key]

    # -- candidates -----------------------------------------------------------------

    def _propose(
        self,
        receipt: Receipt,
        evidence: dict[int, Evidence],
        named: dict[Hashable, set[str]],
    ) -> list[Proposal]:
        likely = sorted(evidence.values(), key=lambda e: -e.points)
        customers = [e.customer for e in likely if e.customer in self.by_customer]
        customers = customers[:MOST_CUSTOMERS]
        for key in named:
            if self.claims[key].customer not in customers:
                customers.append(self.claims[key].customer)
        candidates = [
            proposal
            for customer in customers[: 2 * MOST_CUSTOMERS]
            for proposal in self._of_customer(receipt, customer, named)
        ]
        if not any(proposal.kind in (EXACT, SUM) for proposal in candidates):
            candidates += self._of_group(receipt, customers[:1])
        if self.is_refund:  # we never pay back too much, nor to whom we do not know
            candidates = [found for found in candidates if not found.rest]
        elif not customers:
            candidates += [
                Proposal(EXACT, ((claim.key, claim.cents),), claim.customer, 0)
                for claim in self._by_amount_alone(receipt)
            ]
        found: dict[tuple, Proposal] = {}
        for candidate in candidates:
            scored = self._score(receipt, candidate, evidence, named)
            earlier = found.get(scored.parts)
            if earlier is None or earlier.score < scored.score:
                found[scored.parts] = scored
        return list(found.values())

    def _of_group(self, receipt: Receipt, customers: list[int]) -> list[Proposal]:
        """Return what a company pays for several of its group together."""
        found = []
        for customer in customers:
            claims = [
                claim
                for relative in sorted(self.payers.group_of(customer))
                for claim in self.by_customer.get(relative, ())
                if claim.is_due and self.open_cents(claim) > 0
            ]
            if len({claim.customer for claim in claims}) < 2:
                continue
            amounts = [self.open_cents(claim) for claim in claims]
            for places in find_sums(amounts, receipt.cents):
                parts = tuple((claims[at].key, amounts[at]) for at in places)
                found.append(Proposal(SUM, parts, customer, 0))
        return found

    def _by_amount_alone(self, receipt: Receipt) -> list[Claim]:
        claims = [
            claim
            for claim in self.by_cents.get(receipt.cents, ())
            if self.open_cents(claim) == receipt.cents
        ]
        return claims if len(claims) <= MOST_WITH_AMOUNT else []

    def _of_customer(
        self, receipt: Receipt, customer: int, named: dict[Hashable, set[str]]
    ) -> list[Proposal]:
        """Return what of one customer's claims the receipt may pay."""
        claims = [c for c in self.by_customer[customer] if self.open_cents(c) > 0]
        found = [p for claim in claims if (p := self._by_single(receipt, claim))]
        has_exact = any(p.kind == EXACT for p in found)
        due = [claim for claim in claims if claim.is_due]
        chosen = [claim for claim in claims if claim.key in named]
        for pool in (chosen, due):
            for places in find_sums([self.open_cents(c) for c in pool], receipt.cents):
                parts = tuple(
                    (pool[at].key, self.open_cents(pool[at])) for at in places
                )
                found.append(Proposal(SUM, parts, customer, 0))
        if not has_exact:
            found += self._by_part(receipt, chosen, customer)
            found += self._by_part(receipt, due or claims, customer)
        return found

    def _by_single(self, receipt: Receipt, claim: Claim) -> Proposal | None:
        """Return the claim where all of it is paid, but for the bank's fee."""
        cents = self.open_cents(claim)
        missing = cents - receipt.cents
        part = ((claim.key, receipt.cents),)
        if not missing:
            return Proposal(EXACT, part, claim.customer, 0)
        if missing > 0 and missing == self._taken[claim.key]:
            return Proposal(REST, part, claim.customer, 0)
        if 0 < missing <= min(self.fee_limit, cents // 20):
            return Proposal(FEE, part, claim.customer, 0, missing=missing)
        return None

    def _by_part(
        self, receipt: Receipt, claims: list[Claim], customer: int
    ) -> list[Proposal]:
        """Part of one claim, else all from the oldest on, the rest kept as credit."""
        larger = [claim for claim in claims if self.open_cents(claim) > receipt.cents]
        found = [
            Proposal(PARTIAL, ((claim.key, receipt.cents),), customer, 0)
            for claim in larger[:3]
        ]
        if not larger and claims:
            placed = spread([self.open_cents(c) for c in claims], receipt.cents)
            parts = tuple((claims[at].key, part) for at, part in placed)
            rest = receipt.cents - sum(part for _key, part in parts)
            kind = OVER if rest else PARTIAL
            found.append(Proposal(kind, parts, customer, 0, rest=rest))
        return found

    # -- ranking --------------------------------------------------------------------

    def _score(
        self,
        receipt: Receipt,
        proposal: Proposal,
        evidence: dict[int, Evidence],
        named: dict[Hashable, set[str]],
    ) -> Proposal:
        reasons = [Reason(f"amount_{proposal.kind}")]
        score = AMOUNT_POINTS[proposal.kind]
        payer = evidence.get(proposal.customer)
        if payer:
            score += payer.points
            reasons.append(Reason(f"payer_{payer.kind}"))
        claims = [self.claims[key] for key, _cents in proposal.parts]
        points, reason = self._reference_points(receipt, claims, named)
        if reason:
            score += points
            reasons.append(reason)
        if not all(claim.is_due for claim in claims):
            score += EARLY_POINTS
            reasons.append(Reason("not_due"))
        if proposal.kind != REST and self._is_taken(proposal):
            score += TAKEN_POINTS
            reasons.append(Reason("taken"))
        return replace(proposal, score=score, reasons=tuple(reasons))

    def _reference_points(
        self, receipt: Receipt, claims: list[Claim], named: dict[Hashable, set[str]]
    ) -> tuple[int, Reason | None]:
        kinds = [named.get(claim.key, set()) for claim in claims]
        if all(kinds):
            common = set.union(*kinds)
            kind = max(common, key=REFERENCE_POINTS.__getitem__)
            extra = 5 if kind != CONTRACT and CONTRACT in common else 0
            numbers = sorted({n for c in claims for k, n in c.references if k == kind})
            return REFERENCE_POINTS[kind] + extra, Reason(
                f"reference_{kind}", ", ".join(numbers[:3])
            )
        if named:
            return 0, None
        for token in tokens(receipt.text):
            for claim in claims:
                if any(is_near(token, key) for key in self.keys(claim)):
                    return NEAR_POINTS, Reason("reference_near", token)
        return 0, None

    def _is_taken(self, proposal: Proposal) -> bool:
        """Whether earlier receipts leave too little for it."""
        return any(
            cents > self.open_cents(self.claims[key]) - self._taken[key]
            for key, cents in proposal.parts
        )

    def _age(self, proposal: Proposal) -> int:
        return min(self._places[key] for key, _cents in proposal.parts)


def _by_due(claim: Claim) -> tuple[bool, int]:
    """Sort claims by when they are due, those without a day last.

    >>> from datetime import date
    >>> _by_due(Claim(1, 1, 1, date(2026, 1, 1))) < _by_due(Claim(0, 1, 1))
    True
    """
    return (claim.due is None, claim.due.toordinal() if claim.due else 0)
