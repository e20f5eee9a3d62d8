"""Who gets the work when a phase opens: of those with the role, the least loaded."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence


def share_out(
    works: Iterable[tuple[Hashable, float, Sequence[int]]],
    load: Mapping[int, float],
) -> dict[Hashable, int]:
    """Return who does which work; work for which nobody is named is left out.

    :param works: key, size, and the ids of the people who may do it, in order
    :param load: how much each person has to do already

    Each piece goes to the person with the least to do by then; among equals to the
    one named first.

    >>> share_out([("plan", 2, [7, 8]), ("model", 1, [7, 8]), ("text", 1, [])], {7: 1})
    {'plan': 8, 'model': 7}
    """
    busy = dict(load)
    result = {}
    for key, size, people in works:
        if not people:
            continue
        chosen = min(people, key=lambda person: busy.get(person, 0))
        busy[chosen] = busy.get(chosen, 0) + size
        result[key] = chosen
    return result
