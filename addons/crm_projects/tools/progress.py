"""How far a design project is, from the state of its deliverables alone."""

from __future__ import annotations

from collections.abc import Iterable

# What each state of a deliverable is worth: a released one is drawn but not yet
# accepted by the client, so it counts half.
STATE_SHARE = {"planned": 0.0, "in_review": 0.0, "released": 0.5, "signed_off": 1.0}


def phase_progress(
    deliverables: Iterable[tuple[float, str]], is_reached: bool
) -> float:
    """Return the progress of one phase in percent (0-100).

    :param deliverables: (weight, state) of each deliverable of the phase
    :param is_reached: used only for a phase without any deliverable

    >>> phase_progress([(1, "signed_off"), (1, "released"), (2, "planned")], False)
    37.5
    >>> phase_progress([], True), phase_progress([(0, "released")], False)
    (100.0, 50.0)
    """
    rows = list(deliverables)
    if not rows:
        return 100.0 if is_reached else 0.0
    return weighted((weight, STATE_SHARE[state] * 100.0) for weight, state in rows)


def weighted(parts: Iterable[tuple[float, float]]) -> float:
    """Return the weighted mean of (weight, percent) parts, rounded to 0.01.

    Parts that all weigh nothing count alike, so that a project whose weights
    were never filled in still moves.

    >>> weighted([(30, 100.0), (70, 50.0)])
    65.0
    >>> weighted([(0, 100.0), (0, 0.0)]), weighted([])
    (50.0, 0.0)
    """
    rows = [(max(weight, 0.0), percent) for weight, percent in parts]
    total = sum(weight for weight, _percent in rows)
    if not total:
        rows = [(1.0, percent) for _weight, percent in rows]
        total = float(len(rows))
    if not total:
        return 0.0
    return round(sum(weight * percent for weight, percent in rows) / total, 2)
