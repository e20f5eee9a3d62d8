"""Whether somebody in WeCom is certainly one of the customers here."""

from collections.abc import Iterable
from dataclasses import dataclass

LINK, REVIEW, UNKNOWN = "link", "review", "unknown"
#: what nobody shares with anybody
CERTAIN = frozenset({"same_wecom", "same_credit_code"})


@dataclass(frozen=True)
class Candidate:
    """A record that may be this customer.

    :param customer: whom the record belongs to; equal for records of one customer
    :param level: ``block``, ``review`` or ``info``, as the conflict check says
    :param rules: names of the reasons
    :param is_own: whether the record is nobody's, or a colleague's who knows him
    """

    customer: tuple[str, int]
    level: str
    rules: frozenset[str]
    is_own: bool = True

    @property
    def is_certain(self) -> bool:
        """Whether WeCom's id or the credit code says it, or a phone among ourselves.

        A phone that leads to another colleague's customer is a conflict for people.
        """
        return bool(self.rules & CERTAIN) or (
            self.is_own and "same_phone" in self.rules
        )


def verdict(candidates: Iterable[Candidate]) -> str:
    """What to do: link by itself, let a person decide, or nobody is known.

    One customer alone, found by something certain, is linked. Two customers with the
    same phone, or a name that is like another, are for people to judge.

    >>> sure = Candidate(("res.partner", 1), "review", frozenset({"same_phone"}))
    >>> other = Candidate(("res.partner", 2), "review", frozenset({"same_phone"}))
    >>> like = Candidate(("res.partner", 2), "review", frozenset({"similar_name"}))
    >>> verdict([sure, sure]), verdict([sure, other]), verdict([like]), verdict([])
    ('link', 'review', 'review', 'unknown')
    >>> verdict([sure, like])
    'link'
    >>> verdict([Candidate(sure.customer, "review", sure.rules, is_own=False)])
    'review'
    >>> verdict([Candidate(("res.partner", 3), "info", frozenset({"same_brand"}))])
    'unknown'
    """
    grave = [one for one in candidates if one.level in ("block", "review")]
    if not grave:
        return UNKNOWN
    certain = {one.customer for one in grave if one.is_certain}
    return LINK if len(certain) == 1 else REVIEW
