"""How far an approval has come: a replay of its decisions, free of the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ANY, ALL = "any", "all"
APPROVE, REFUSE = "approve", "refuse"


@dataclass(frozen=True)
class Step:
    """One step: who may decide, and whether one of them or all must approve."""

    key: int
    rule: str
    approvers: frozenset[int]


@dataclass(frozen=True)
class Decision:
    """One decision, given at a step by a user (for whom it counts)."""

    step: int
    user: int
    decision: str


@dataclass(frozen=True)
class Progress:
    """``state`` pending, approved or refused; the open step and who is awaited."""

    state: str
    step: int | None
    awaited: frozenset[int]


def replay(steps: Sequence[Step], decisions: Iterable[Decision]) -> Progress:
    """Return the progress after ``decisions``; steps open one after the other.

    >>> steps = [Step(1, ANY, frozenset({7, 8})), Step(2, ALL, frozenset({8, 9}))]
    >>> replay(steps, [])
    Progress(state='pending', step=1, awaited=frozenset({8, 7}))
    >>> replay(steps, [Decision(1, 7, APPROVE), Decision(2, 9, APPROVE)])
    Progress(state='pending', step=2, awaited=frozenset({8}))
    >>> replay(steps[:1], [Decision(1, 8, APPROVE)]).state
    'approved'
    >>> replay(steps, [Decision(1, 7, REFUSE)]).state
    'refused'
    """
    given = list(decisions)
    for step in steps:
        here = [item for item in given if item.step == step.key]
        if any(item.decision == REFUSE for item in here):
            return Progress("refused", step.key, frozenset())
        approved = {item.user for item in here if item.decision == APPROVE}
        approved &= step.approvers
        awaited = step.approvers - approved
        done = not awaited if step.rule == ALL else bool(approved)
        if not done:
            return Progress("pending", step.key, awaited)
    return Progress("approved", None, frozenset())
