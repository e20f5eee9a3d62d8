"""What is open, what came in, and what the matching proposes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from .bank_payer import PayerName

#: how the money fits what is open
EXACT, SUM, FEE, PARTIAL, OVER = "exact", "sum", "fee", "partial", "over"
#: what an earlier receipt of the same statement leaves
REST = "rest"
#: what becomes of a receipt
READY, CHOOSE, NONE = "ready", "choose", "none"

INVOICE, FAPIAO, CONTRACT = "invoice", "fapiao", "contract"


@dataclass(frozen=True)
class Claim:
    """Money a customer owes: what is open of an invoice, or of an instalment.

    :param cents: what is open, in the smallest unit of the currency
    :param contract: key of the contract, 0 without
    :param references: (invoice, fapiao or contract, number)
    :param is_due: whether it is to be paid by now, or soon
    """

    key: Hashable
    customer: int
    cents: int
    due: date | None = None
    contract: int = 0
    references: tuple[tuple[str, str], ...] = ()
    is_due: bool = True


@dataclass(frozen=True)
class Receipt:
    """Money that came in; ``cents`` is positive."""

    key: int
    day: date
    cents: int
    name: PayerName = PayerName()
    account: str = ""
    text: str = ""


@dataclass(frozen=True)
class Reason:
    """Why something is proposed, or why it is not certain; said in words elsewhere."""

    code: str
    detail: str = ""


@dataclass(frozen=True)
class Proposal:
    """What a receipt may pay: (key of the claim, cents) of each, and how sure that is.

    :param missing: cents that the bank took as its fee
    :param rest: cents that nothing is open for

    >>> Proposal(EXACT, ((1, 100),), 1, 90).paid
    100
    """

    kind: str
    parts: tuple[tuple[Hashable, int], ...]
    customer: int
    score: int
    reasons: tuple[Reason, ...] = ()
    missing: int = 0
    rest: int = 0

    @property
    def paid(self) -> int:
        """What of the receipt is used for the claims."""
        return sum(cents for _key, cents in self.parts)


@dataclass(frozen=True)
class Outcome:
    """What is proposed for a receipt, the likeliest first."""

    state: str
    proposals: tuple[Proposal, ...] = ()
    reasons: tuple[Reason, ...] = ()
