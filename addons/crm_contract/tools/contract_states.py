"""The life of a signed contract: which act leads from which state to which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    """One thing that is done with a contract by a button."""

    sources: tuple[str, ...]
    #: The new state; None: the one it had before it was suspended.
    target: str | None
    needs_reason: bool = True


ACTS = {
    "start": Act(("signed",), "running", needs_reason=False),
    "suspend": Act(("signed", "running"), "suspended"),
    "resume": Act(("suspended",), None),
    "close": Act(("signed", "running"), "closed"),
    "terminate": Act(("draft", "sent", "signed", "running", "suspended"), "terminated"),
}


def state_after(act: str, state: str, before: str = "running") -> str | None:
    """Return the state that ``act`` leads to, None when it cannot be done now.

    :param before: the state before the suspension, for ``resume``

    >>> state_after("start", "signed")
    'running'
    >>> state_after("resume", "suspended", before="signed")
    'signed'
    >>> state_after("start", "running") is None
    True
    >>> [act for act in ACTS if state_after(act, "closed")]
    []
    """
    rule = ACTS[act]
    if state not in rule.sources:
        return None
    return rule.target or before
