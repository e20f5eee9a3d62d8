"""How a connection is: lines of facts, and the one verdict that they add up to."""

from collections.abc import Iterable
from typing import NamedTuple

GOOD, WARNING, BAD = "success", "warning", "danger"
_WEIGHT = {"": 0, GOOD: 0, WARNING: 1, BAD: 2}


class HealthLine(NamedTuple):
    """One fact of the health page.

    ``level`` is ``success``, ``warning``, ``danger``, or empty for what is neither
    good nor bad. Whoever warns says in ``advice`` what to do.
    """

    label: str
    value: str
    level: str = ""
    advice: str = ""


def worst(lines: Iterable[HealthLine]) -> str:
    """Return the level of the whole: that of its worst line.

    >>> worst([HealthLine("Token", "2 h", GOOD), HealthLine("Queue", "0")])
    'success'
    >>> worst([HealthLine("Error", "x", BAD), HealthLine("Queue", "9", WARNING)])
    'danger'
    >>> worst([])
    'success'
    """
    return max(
        (line.level for line in lines), key=_WEIGHT.__getitem__, default=GOOD
    ) or (GOOD)


def to_do(lines: Iterable[HealthLine]) -> list[str]:
    """Return what to do, the worst first, nothing twice.

    >>> to_do([
    ...     HealthLine("Queue", "9", WARNING, "Look at the job queue."),
    ...     HealthLine("Error", "x", BAD, "Test the connection."),
    ...     HealthLine("Reports", "200", WARNING, "Look at the job queue."),
    ... ])
    ['Test the connection.', 'Look at the job queue.']
    """
    ordered = sorted(lines, key=lambda line: -_WEIGHT[line.level])
    return list(dict.fromkeys(line.advice for line in ordered if line.advice))


def halves(lines: list[HealthLine]) -> tuple[list[HealthLine], list[HealthLine]]:
    """Split the lines into two columns, the first not the shorter one.

    >>> [len(column) for column in halves([HealthLine("a", "b")] * 5)]
    [3, 2]
    """
    middle = (len(lines) + 1) // 2
    return lines[:middle], lines[middle:]
