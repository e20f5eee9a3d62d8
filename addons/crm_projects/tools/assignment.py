"""Who gets the work when a phase opens: of those with the role, the least loaded."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence


def share_out(
    works: Iterable[tuple[Hashable, float, Sequence[int]]],
    load: Mapping[int, float],
    capacity: Mapping[int, float] | None = None,
) -> dict[Hashable, int]:
    """Return who does which work; work for which nobody is named is left out.

    :param works: key, size, and the ids of the people who may do it, in order
    :param load: how much each person has to do already
    :param capacity: how much each can do in that time; all alike where it is not said

    Each piece goes to the person with the least to do by then, for what he can do;
    among equals to the one named first. Who can do nothing gets work only where nobody
    else can.

    >>> share_out([("plan", 2, [7, 8]), ("model", 1, [7, 8]), ("text", 1, [])], {7: 1})
    {'plan': 8, 'model': 7}
    >>> share_out([("plan", 2, [7, 8])], {7: 10, 8: 8}, {7: 40, 8: 16})
    {'plan': 7}
    >>> share_out([("plan", 2, [7, 8])], {7: 10}, {7: 40, 8: 0})
    {'plan': 7}
    """
    busy = dict(load)
    result = {}

    def fullness(person: int) -> tuple[bool, float]:
        able = 1.0 if capacity is None else capacity.get(person, 0.0)
        return able <= 0, busy.get(person, 0) / (able if able > 0 else 1.0)

    for key, size, people in works:
        if not people:
            continue
        chosen = min(people, key=fullness)
        busy[chosen] = busy.get(chosen, 0) + size
        result[key] = chosen
    return result
