"""An approval that runs in the chat tool, in no vendor's terms."""

from dataclasses import dataclass
from datetime import datetime

PENDING, APPROVED, REFUSED = "pending", "approved", "refused"
REVOKED, DELETED = "revoked", "deleted"
REVOKED_AFTER = "revoked_after"  # it had been approved before
STATES = (PENDING, APPROVED, REFUSED, REVOKED, REVOKED_AFTER, DELETED)


@dataclass(frozen=True)
class ApprovalField:
    """One value of the vendor's form.

    :param control: the control's id (WeCom) or name (DingTalk)
    :param kind: ``text``, ``textarea``, ``number``, ``money`` or ``date`` (ISO)
    """

    control: str
    kind: str
    value: str


@dataclass(frozen=True)
class ApprovalRequest:
    """What is asked for.

    :param template_id: the vendor's template (WeCom) or process code (DingTalk)
    :param applicant_id: external id of him who asks
    :param approver_ids: external ids; empty: the template's own approvers
    :param is_for_all: all of them must approve; else one is enough
    :param summary: at most three short lines for the vendor's list
    """

    template_id: str
    applicant_id: str
    fields: tuple[ApprovalField, ...]
    approver_ids: tuple[str, ...] = ()
    is_for_all: bool = False
    summary: tuple[str, ...] = ()


@dataclass(frozen=True)
class ApprovalVote:
    """What one person decided.

    :param external_id: of him who decided
    :param state: ``approved`` or ``refused``
    :param decided_at: naive UTC
    """

    external_id: str
    state: str
    comment: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class ApprovalResult:
    """How it stands, as the vendor answers now.

    :param state: one of :data:`STATES`
    :param decided_by: external id of him who decided last; empty while pending
    :param decided_at: naive UTC
    :param votes: everybody's decision, where the vendor tells it; in order
    """

    state: str
    decided_by: str = ""
    comment: str = ""
    decided_at: datetime | None = None
    votes: tuple[ApprovalVote, ...] = ()


def votes_of(result: ApprovalResult) -> tuple[ApprovalVote, ...]:
    """Who decided what; of a vendor that names the last one alone, that one.

    >>> votes_of(ApprovalResult(APPROVED, decided_by="li"))[0].external_id
    'li'
    >>> votes_of(ApprovalResult(REVOKED, decided_by="li")), votes_of(
    ...     ApprovalResult(PENDING))
    ((), ())
    """
    if result.votes or result.state not in (APPROVED, REFUSED):
        return result.votes
    if not result.decided_by:
        return ()
    return (
        ApprovalVote(
            result.decided_by, result.state, result.comment, result.decided_at
        ),
    )
