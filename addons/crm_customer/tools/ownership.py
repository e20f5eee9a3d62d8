"""Why a lead or a customer got another owner."""

from __future__ import annotations

from dataclasses import dataclass

#: Key of the context under which an ``OwnershipReason`` travels.
CONTEXT_KEY = "crm_ownership_reason"


@dataclass(frozen=True)
class OwnershipReason:
    """Why the owner changes, and who decided it.

    It travels in the context as an object, so nobody can send it through RPC.
    """

    kind: str
    note: str = ""
    decided_by_id: int | None = None


def default_kind(previous_id: int | None, user_id: int | None) -> str:
    """Return the kind of a change for which no reason was given.

    >>> default_kind(None, 7), default_kind(7, 8), default_kind(7, None)
    ('assigned', 'handover', 'released')
    """
    if not user_id:
        return "released"
    return "handover" if previous_id else "assigned"
