"""Which of several open amounts add up to what came in."""

from __future__ import annotations

from collections.abc import Sequence

#: more open amounts than these are not combined: some would fit by chance
MOST_AMOUNTS = 16
MOST_PARTS = 5
ENOUGH = 3


def find_sums(amounts: Sequence[int], target: int) -> list[tuple[int, ...]]:
    """Return the places of amounts that add up to ``target``, two at least.

    At most three ways, those of few parts first. All amounts together count, too,
    however many they are.

    >>> find_sums([100, 200, 300], 300), find_sums([100, 200, 300], 600)
    ([(0, 1)], [(0, 1, 2)])
    >>> find_sums([100, 200, 300, 400], 500)
    [(0, 3), (1, 2)]
    >>> find_sums([100], 100)
    []
    """
    found: list[tuple[int, ...]] = []
    considered = amounts[:MOST_AMOUNTS]
    for size in range(2, min(MOST_PARTS, len(considered)) + 1):
        _search(considered, target, size, 0, (), found)
        if len(found) >= ENOUGH:
            return found[:ENOUGH]
    everything = tuple(range(len(amounts)))
    if len(amounts) > 1 and sum(amounts) == target and everything not in found:
        found.append(everything)
    return found


def _search(
    amounts: Sequence[int],
    target: int,
    size: int,
    start: int,
    chosen: tuple[int, ...],
    found: list[tuple[int, ...]],
) -> None:
    if len(found) >= ENOUGH:
        return
    if size == 1:
        for place in range(start, len(amounts)):
            if amounts[place] == target:
                found.append((*chosen, place))
        return
    for place in range(start, len(amounts) - size + 1):
        rest = target - amounts[place]
        if rest > 0:
            _search(amounts, rest, size - 1, place + 1, (*chosen, place), found)


def spread(amounts: Sequence[int], money: int) -> list[tuple[int, int]]:
    """Pay ``amounts`` in their order until ``money`` is used: (place, part) of each.

    >>> spread([100, 200], 250), spread([100], 30), spread([100], 130)
    ([(0, 100), (1, 150)], [(0, 30)], [(0, 100)])
    """
    parts = []
    for place, amount in enumerate(amounts):
        part = min(amount, money)
        if part <= 0:
            break
        parts.append((place, part))
        money -= part
    return parts
