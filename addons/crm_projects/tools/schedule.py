"""When the phases of a design project begin and end, and what that depends on."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Span = tuple[date, date]


class Calendar(Protocol):
    """Which days are worked, as ``crm_approval.tools.workdays.Calendar`` knows it."""

    def first(self, day: date) -> date:
        """Return ``day``, or the first working day after it."""

    def add(self, day: date, count: int) -> date:
        """Return the day ``count`` working days after ``day``."""


@dataclass(frozen=True)
class Phase:
    """A phase as the plan sees it.

    ``after`` holds the keys of the phases it waits for; empty: the one before it in
    the list. ``began`` and ``ended`` are days on which it really did.
    """

    key: Hashable
    name: str
    days: int
    after: frozenset = frozenset()
    began: date | None = None
    ended: date | None = None


class CycleError(ValueError):
    """Phases that wait for one another; ``names`` is the way round."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(" → ".join(names))
        self.names = names


def predecessors(phases: Iterable[Phase]) -> dict[Hashable, frozenset]:
    """Return the keys of the phases that each phase waits for.

    >>> predecessors([Phase(1, "a", 1), Phase(2, "b", 1)])[2]
    frozenset({1})
    """
    result: dict[Hashable, frozenset] = {}
    before: frozenset = frozenset()
    for phase in phases:
        result[phase.key] = phase.after or before
        before = frozenset({phase.key})
    return result


def in_order(phases: Iterable[Phase]) -> list[Phase]:
    """Return the phases so that each comes after those it waits for.

    :raises CycleError: when phases wait for one another

    >>> ring = [Phase(1, "a", 1, frozenset({2})), Phase(2, "b", 1)]
    >>> try:
    ...     in_order(ring)
    ... except CycleError as error:
    ...     print(error)
    a → b → a
    """
    listed = list(phases)
    by_key = {phase.key: phase for phase in listed}
    waits_for = predecessors(listed)
    done: dict[Hashable, Phase] = {}

    def visit(key: Hashable, trail: list[Hashable]) -> None:
        if key in done or key not in by_key:
            return
        if key in trail:
            ring = [*trail[trail.index(key) :], key]
            raise CycleError([by_key[each].name for each in reversed(ring)])
        for earlier in sorted(waits_for[key], key=list(by_key).index):
            visit(earlier, [*trail, key])
        done[key] = by_key[key]

    for phase in listed:
        visit(phase.key, [])
    return list(done.values())


def plan(
    start: date,
    phases: Iterable[Phase],
    calendar: Calendar,
    today: date | None = None,
) -> dict[Hashable, Span]:
    """Return the first and the last day of each phase.

    What has begun or ended keeps its real days; the rest follows, in working days.

    :param start: the first day of phases that wait for nothing
    :param today: a phase that has not ended is not planned to end before this day
    :raises CycleError: when phases wait for one another

    >>> class Always:  # each day is worked
    ...     def first(self, day):
    ...         return day
    ...
    ...     def add(self, day, count):
    ...         return date.fromordinal(day.toordinal() + count)
    >>> spans = plan(
    ...     date(2026, 9, 28),
    ...     [Phase(1, "Concept", 3), Phase(2, "Drawings", 2)],
    ...     Always(),
    ... )
    >>> [(str(first), str(last)) for first, last in spans.values()]
    [('2026-09-28', '2026-09-30'), ('2026-10-01', '2026-10-02')]
    """
    listed = list(phases)
    waits_for = predecessors(listed)
    spans: dict[Hashable, Span] = {}
    for phase in in_order(listed):
        ends = [spans[key][1] for key in waits_for[phase.key] if key in spans]
        free = calendar.add(max(ends), 1) if ends else start
        first = phase.began or calendar.first(free)
        spans[phase.key] = (first, _last_day(phase, first, calendar, today))
    return spans


def _last_day(
    phase: Phase, first: date, calendar: Calendar, today: date | None
) -> date:
    if phase.ended:
        return max(phase.ended, first)
    worked = max(phase.days, 1) - 1
    last = calendar.add(calendar.first(first), worked)
    return max(last, calendar.first(today)) if today else last


def followers(phases: Iterable[Phase], key: Hashable) -> set[Hashable]:
    """Return the keys of all phases that come after a phase, near or far.

    >>> chain = [Phase(1, "a", 1), Phase(2, "b", 1), Phase(3, "c", 1, frozenset({1}))]
    >>> followers(chain, 1), followers(chain, 2)
    ({2, 3}, set())
    """
    listed = list(phases)
    waits_for = predecessors(listed)
    found: set[Hashable] = set()
    for phase in in_order(listed):
        if waits_for[phase.key] & (found | {key}):
            found.add(phase.key)
    return found
