"""What a chat tool says afterwards about a message that it had accepted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SendResult:
    """How a message ended at those to whom it was sent.

    :param refused: external id -> why it never reached him
    :param delivered: external ids of those who have it; who is in neither is waited for
    """

    refused: Mapping[str, str] = field(default_factory=dict)
    delivered: frozenset[str] = frozenset()

    def open_ones(self, external_ids: Iterable[str]) -> list[str]:
        """Return those of whom nothing is known yet.

        >>> SendResult({"a": "unknown"}, frozenset("b")).open_ones("abc")
        ['c']
        """
        known = {*self.refused, *self.delivered}
        return [one for one in external_ids if one not in known]
