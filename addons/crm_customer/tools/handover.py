"""Who gets what when the customers of a colleague are handed over."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

#: What becomes of the records of a source.
MOVES = "moves"  # they get the new owner
FOLLOWS = "follows"  # their owner is that of something that moves
STAYS = "stays"  # they are told, and stay as they are


class Turns:
    """Deal customers to receivers, one after another, so that all get as many.

    What belongs to a customer goes where he goes; a customer named before goes to
    whom he was promised.

    >>> turns = Turns([7, 8], {101: 9})
    >>> [turns.receiver(customer) for customer in (100, 101, 102, 103, 100)]
    [7, 9, 8, 7, 7]

    :param receivers: ids of users, in the order of their turns
    :param promised: id of a customer -> id of the user who gets him
    :raise ValueError: there is nobody whose turn it could be
    """

    def __init__(
        self,
        receivers: Iterable[int],
        promised: Mapping[Hashable, int] | None = None,
    ) -> None:
        self._receivers = list(receivers)
        self._given: dict[Hashable, int] = dict(promised or {})
        self._turn = 0

    def receiver(self, customer: Hashable) -> int:
        """Return the id of the user who gets ``customer``."""
        if customer not in self._given:
            if not self._receivers:
                raise ValueError(f"nobody gets {customer!r}")
            self._given[customer] = self._receivers[self._turn % len(self._receivers)]
            self._turn += 1
        return self._given[customer]

    def deal(self, rows: Iterable[tuple[int, Hashable]]) -> dict[int, list[int]]:
        """Return {id of a user: ids of the records that he gets}.

        :param rows: (id of a record, its customer)

        >>> Turns([7, 8]).deal([(1, "a"), (2, "b"), (3, "a")])
        {7: [1, 3], 8: [2]}
        """
        dealt: dict[int, list[int]] = {}
        for record_id, customer in rows:
            dealt.setdefault(self.receiver(customer), []).append(record_id)
        return dealt


def names(items: Iterable[str], limit: int = 3) -> str:
    """Return the first of ``items`` in a row, and a sign that there are more.

    >>> names(["a", "b", "c", "d"])
    'a, b, c …'
    >>> names(["a"])
    'a'
    """
    found = [item for item in items if item]
    text = ", ".join(found[:limit])
    return f"{text} …" if len(found) > limit else text
