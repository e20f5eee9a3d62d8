"""What a stage asks for before an opportunity may enter it, or leave it."""

from collections.abc import Iterable, Sequence


def stages_entered(
    stages: Sequence[tuple[int, int]], old: int | None, new: int
) -> list[int]:
    """Return the ids of the stages that a move enters, those it jumps over included.

    :param stages: ``(id, position)`` in the order of the way
    :param old: the stage left; None for a new record

    >>> stages = [(10, 0), (20, 1), (30, 2), (40, 3)]
    >>> stages_entered(stages, 10, 30), stages_entered(stages, None, 20)
    ([20, 30], [20])
    >>> stages_entered(stages, 40, 20), stages_entered(stages, 20, 20)
    ([], [])
    """
    position = dict(stages)
    if old is None or old not in position or new not in position:
        return [new] if old != new else []
    return [stage for stage, at in stages if position[old] < at <= position[new]]


def is_forward(stages: Sequence[tuple[int, int]], old: int, new: int) -> bool:
    """Whether a move goes on: going back is asked for nothing.

    >>> is_forward([(1, 0), (2, 1)], 1, 2), is_forward([(1, 0), (2, 1)], 2, 1)
    (True, False)
    """
    position = dict(stages)
    return position.get(old, -1) < position.get(new, -1)


def reached(counts: Iterable[int]) -> list[int]:
    """Return how many came at least as far as each stage, first stage first.

    :param counts: how many are, or ended, in each stage

    >>> reached([5, 3, 2])
    [10, 5, 2]
    """
    result, total = [], 0
    for count in reversed(list(counts)):
        total += count
        result.append(total)
    return result[::-1]


def conversion(numbers: Sequence[int]) -> list[float | None]:
    """Return which part of those at a stage came to the next; None for the last.

    >>> conversion([10, 5, 0]), conversion([0, 0])
    ([0.5, 0.0, None], [None, None])
    """
    pairs = zip(numbers, numbers[1:], strict=False)
    parts = [after / before if before else None for before, after in pairs]
    return [*parts, None]
