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
    :param summary: at most three short lines for the vendor's list
    """

    template_id: str
    applicant_id: str
    fields: tuple[ApprovalField, ...]
    approver_ids: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()


@dataclass(frozen=True)
class ApprovalResult:
    """How it stands, as the vendor answers now.

    :param state: one of :data:`STATES`
    :param decided_by: external id of him who decided last; empty while pending
    :param decided_at: naive UTC
    """

    state: str
    decided_by: str = ""
    comment: str = ""
    decided_at: datetime | None = None
