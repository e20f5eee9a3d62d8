"""Whether the best proposal leaves one reading, and what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from .bank_claim import EXACT, FAPIAO, INVOICE, SUM, Claim, Proposal, Reason, Receipt
from .bank_payer import Evidence
from .bank_reference import is_near
from .bank_sums import find_sums

if TYPE_CHECKING:
    from .bank_match import Matcher

#: words of money that pays nobody's instalment
OTHER_MONEY = re.compile(
    "结息|利息|息税|退税|税款|国库|贷款|放款|借款|还款|理财|赎回|保证金|押金|社保"
    "|公积金|补贴|退款|退汇|退回|冲正|往来款|投标|归还|备用金|工资|报销|验资|投资款"
    "|增资|分红|保险|理赔|代付|代收"
)


def is_other_money(text: str) -> str:
    """Return the word that says that the money is for something else, or ''.

    >>> is_other_money("三季度结息"), is_other_money("设计费首款")
    ('结息', '')
    """
    found = OTHER_MONEY.search(text or "")
    return found[0] if found else ""


class Certainty:
    """Weighs a proposal against all else that is known."""

    def __init__(self, matcher: Matcher):
        self._matcher = matcher

    def doubts(
        self,
        receipt: Receipt,
        ranked: Sequence[Proposal],
        evidence: dict[int, Evidence],
        named: dict[Hashable, set[str]],
    ) -> tuple[Reason, ...]:
        """Return why the first of ``ranked`` is not certain; nothing when it is."""
        best = ranked[0]
        claims = [self._matcher.claims[key] for key, _cents in best.parts]
        if best.kind not in (EXACT, SUM):
            return (Reason(f"doubt_{best.kind}"),)
        if any(reason.code == "taken" for reason in best.reasons):
            return (Reason("doubt_taken"),)
        doubts = [
            self._other_words(receipt),
            self._other_payer(best, evidence),
            self._other_numbers(receipt, best, claims, named),
            self._other_claims(receipt, best, ranked, evidence, named),
            self._payer_unknown(best, claims, evidence, named),
            self._sum_by_chance(best, claims, named),
            self._not_due(claims, named),
        ]
        return tuple(doubt for doubt in doubts if doubt)

    def _other_words(self, receipt: Receipt) -> Reason | None:
        word = self._matcher.other_words(receipt.text)
        return Reason("doubt_words", word) if word else None

    def _other_payer(
        self, best: Proposal, evidence: dict[int, Evidence]
    ) -> Reason | None:
        """The payer is another known customer, or one of several."""
        certain = {e.customer for e in evidence.values() if e.is_certain}
        if certain - {best.customer}:
            relatives = self._matcher.payers.group_of(best.customer)
            if len(certain) > 1 or not certain <= relatives:
                return Reason("doubt_payer")
        return None

    def _other_numbers(
        self,
        receipt: Receipt,
        best: Proposal,
        claims: list[Claim],
        named: dict[Hashable, set[str]],
    ) -> Reason | None:
        """A number stands in the text that belongs to something else."""
        if named and not all(claim.key in named for claim in claims):
            return Reason("doubt_number")
        specific = {key for key, kinds in named.items() if kinds & {INVOICE, FAPIAO}}
        if specific - {claim.key for claim in claims}:
            return Reason("doubt_number")
        contracts = {self._matcher.claims[key].contract for key in named} - {0}
        if contracts - {claim.contract for claim in claims}:
            return Reason("doubt_number")
        strange = self._matcher.strange_tokens(receipt.text, claims)
        return Reason("doubt_number", min(strange)) if strange else None

    def _other_claims(
        self,
        receipt: Receipt,
        best: Proposal,
        ranked: Sequence[Proposal],
        evidence: dict[int, Evidence],
        named: dict[Hashable, set[str]],
    ) -> Reason | None:
        """Something else of the same customer or group comes to the same amount."""
        matcher = self._matcher
        relatives = matcher.payers.group_of(best.customer) | set(evidence)
        own = [matcher.claims[key] for key, _cents in best.parts]
        is_named = all(_is_specific(named.get(claim.key)) for claim in own)
        for proposal in ranked[1:]:
            if proposal.kind in (EXACT, SUM) and proposal.customer in relatives:
                if not is_named and proposal.kind != best.kind:
                    return Reason("doubt_equal")
        if best.kind == SUM and not is_named:
            # What is not due counts as well: the same sum may be meant for it.
            amounts = [matcher.open_cents(claim) for claim in self._open_claims(best)]
            sums = find_sums(amounts, receipt.cents)
            return Reason("doubt_equal") if len(sums) > 1 else None
        for relative in relatives:
            for claim in matcher.by_customer.get(relative, ()):
                if claim in own or matcher.open_cents(claim) != receipt.cents:
                    continue
                # A number says which one, unless a slip would make it the other.
                is_told_apart = is_named or (named and claim.key not in named)
                if not is_told_apart or self._are_near(claim, own[0]):
                    return Reason("doubt_equal")
        return None

    def _are_near(self, one: Claim, other: Claim) -> bool:
        return any(
            left != right and is_near(left, right)
            for left in self._matcher.keys(one)
            for right in self._matcher.keys(other)
        )

    def _payer_unknown(
        self,
        best: Proposal,
        claims: list[Claim],
        evidence: dict[int, Evidence],
        named: dict[Hashable, set[str]],
    ) -> Reason | None:
        """Payer and numbers say too little together."""
        payer = evidence.get(best.customer)
        kinds = [named.get(claim.key, set()) for claim in claims]
        if payer and payer.is_certain:
            return None
        if all(kinds):
            if payer:
                return None
            if all(FAPIAO in found or len(found) > 1 for found in kinds):
                return None
        return Reason("doubt_unknown")

    def _sum_by_chance(
        self, best: Proposal, claims: list[Claim], named: dict[Hashable, set[str]]
    ) -> Reason | None:
        """Some of many round amounts add up to nearly anything: all must be meant."""
        if best.kind != SUM or all(_is_specific(named.get(c.key)) for c in claims):
            return None
        if any(claim.customer != best.customer for claim in claims):
            return Reason("doubt_sum")  # who of a group pays for whom, a person says
        meant = {
            claim.key
            for claim in self._open_claims(best)
            if claim.is_due and (not named or claim.key in named)
        }
        return None if meant == {c.key for c in claims} else Reason("doubt_sum")

    def _open_claims(self, best: Proposal) -> list[Claim]:
        return [
            claim
            for claim in self._matcher.by_customer[best.customer]
            if self._matcher.open_cents(claim) > 0
        ]

    @staticmethod
    def _not_due(claims: list[Claim], named: dict[Hashable, set[str]]) -> Reason | None:
        """Nobody expects it yet, and no number says that it is meant."""
        if all(claim.is_due or claim.key in named for claim in claims):
            return None
        return Reason("doubt_not_due")


def _is_specific(kinds: set[str] | None) -> bool:
    """Whether the number is that of one document.

    >>> _is_specific({"contract"}), _is_specific({"invoice"}), _is_specific(None)
    (False, True, False)
    """
    return bool(kinds and kinds & {INVOICE, FAPIAO})
