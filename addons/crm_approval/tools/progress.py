"""How far an approval has come: a replay of its ledger, free of the database.

A request starts with the steps of its flow. Every row of its ledger is applied in
turn; a row that could not have been written (a decision of somebody who was not
awaited, a row after the end) changes nothing, so a forged ledger grants nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

ANY, ALL = "any", "all"
APPROVE, REFUSE, RETURN = "approve", "refuse", "return"
ADD_BEFORE, ADD_AFTER = "add_before", "add_after"
HAND_OVER, ESCALATE = "hand_over", "escalate"
WITHDRAW, VOID = "withdraw", "void"
PENDING = "pending"
CLOSING = {REFUSE: "refused", WITHDRAW: "withdrawn", VOID: "voided"}


@dataclass(frozen=True)
class Step:
    """One step: who may decide, and whether one of them or all must approve.

    ``is_added`` marks a step that an approver put in: it counts from the row of the
    ledger that added it.
    """

    key: int
    rule: str
    approvers: frozenset[int]
    is_added: bool = False


@dataclass(frozen=True)
class Decision:
    """One row of the ledger, given at a step by a user (for whom it counts).

    ``target`` is the step returned to (None: the requester), the step added, or
    the user who takes over or may stand in.
    """

    step: int | None
    user: int
    decision: str
    target: int | None = None


@dataclass(frozen=True)
class StepProgress:
    """Who has approved a step, who has not, and who may stand in for the latter."""

    key: int
    approved: frozenset[int]
    missing: frozenset[int]
    is_done: bool
    deputies: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Progress:
    """``state`` of the request; the open step, who is awaited, every step in order.

    The states: pending, approved, refused, returned, withdrawn, voided.
    """

    state: str
    step: int | None
    awaited: frozenset[int]
    steps: tuple[StepProgress, ...] = field(default=(), repr=False)


@dataclass
class _Seat:
    """A step while the ledger is replayed."""

    step: Step
    holders: set[int]
    approved: set[int] = field(default_factory=set)
    deputies: set[int] = field(default_factory=set)

    @property
    def missing(self) -> frozenset[int]:
        return frozenset(self.holders - self.approved)

    @property
    def is_done(self) -> bool:
        return not self.missing if self.step.rule == ALL else bool(self.approved)

    def reopen(self) -> None:
        self.approved.clear()
        self.deputies.clear()

    def hand_over(self, leaver: int, heir: int) -> None:
        if leaver in self.missing:
            self.holders = self.holders - {leaver} | {heir}

    def as_progress(self) -> StepProgress:
        return StepProgress(
            self.step.key,
            frozenset(self.approved),
            self.missing,
            self.is_done,
            frozenset(self.deputies),
        )


class _Run:
    """A request while its ledger is replayed."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = {step.key: step for step in steps}
        self.seats = [
            _Seat(step, set(step.approvers)) for step in steps if not step.is_added
        ]
        self.state: str | None = None

    @property
    def open_seat(self) -> _Seat | None:
        return next((seat for seat in self.seats if not seat.is_done), None)

    def current_state(self) -> str:
        return self.state or (PENDING if self.open_seat else "approved")

    def apply(self, row: Decision) -> None:
        if row.decision == VOID and self.current_state() in (PENDING, "approved"):
            self.state = CLOSING[VOID]
        elif self.current_state() != PENDING:
            return
        elif row.decision == WITHDRAW:
            self.state = CLOSING[WITHDRAW]
        elif row.decision == HAND_OVER:
            for seat in self.seats:
                seat.hand_over(row.user, row.target)
        elif row.step == self.open_seat.step.key:
            self._apply_at(self.open_seat, row)

    def _apply_at(self, seat: _Seat, row: Decision) -> None:
        if row.decision == ESCALATE:
            seat.deputies.add(row.target)
        elif row.user not in seat.missing:
            return
        elif row.decision == APPROVE:
            seat.approved.add(row.user)
        elif row.decision == REFUSE:
            self.state = CLOSING[REFUSE]
        elif row.decision == RETURN:
            self._go_back(seat, row.target)
        elif row.decision in (ADD_BEFORE, ADD_AFTER) and row.target in self.steps:
            added = self.steps[row.target]
            index = self.seats.index(seat) + (row.decision == ADD_AFTER)
            self.seats.insert(index, _Seat(added, set(added.approvers)))

    def _go_back(self, seat: _Seat, target: int | None) -> None:
        if target is None:
            self.state = "returned"
            return
        until = self.seats.index(seat)
        keys = [earlier.step.key for earlier in self.seats[:until]]
        if target in keys:
            for reopened in self.seats[keys.index(target) :]:
                reopened.reopen()


def replay(steps: Sequence[Step], ledger: Iterable[Decision]) -> Progress:
    """Return the progress after ``ledger``; steps open one after the other.

    >>> steps = [Step(1, ANY, frozenset({7, 8})), Step(2, ALL, frozenset({8, 9}))]
    >>> replay(steps, [])
    Progress(state='pending', step=1, awaited=frozenset({8, 7}))
    >>> replay(steps, [Decision(1, 7, APPROVE), Decision(2, 9, APPROVE)])
    Progress(state='pending', step=2, awaited=frozenset({8}))
    >>> replay(steps[:1], [Decision(1, 8, APPROVE)]).state
    'approved'
    >>> replay(steps, [Decision(1, 7, REFUSE)]).state
    'refused'

    A step returned to is decided anew, and so are those after it:

    >>> back = [Decision(1, 7, APPROVE), Decision(2, 9, RETURN, 1)]
    >>> replay(steps, back).step
    1

    Whoever is added before decides first; a leaver's seat passes to another:

    >>> extra = Step(3, ANY, frozenset({5}), is_added=True)
    >>> replay([*steps, extra], [Decision(1, 7, ADD_BEFORE, 3)]).awaited
    frozenset({5})
    >>> sorted(replay(steps, [Decision(None, 8, HAND_OVER, 6)]).awaited)
    [6, 7]
    """
    run = _Run(steps)
    for row in ledger:
        run.apply(row)
    state, seat = run.current_state(), run.open_seat
    is_open = state == PENDING
    return Progress(
        state,
        seat.step.key if is_open else None,
        seat.missing if is_open else frozenset(),
        tuple(each.as_progress() for each in run.seats),
    )
