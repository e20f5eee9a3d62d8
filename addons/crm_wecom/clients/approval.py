"""WeCom's OA approvals: HTTP and JSON, nothing else."""

from .errors import WecomUnreachable
from .wecom import WecomClient


def start_approval(client: WecomClient, body: dict) -> str:
    """oa/applyevent; answers WeCom's number of the approval.

    :raise WecomError: it was not started, or nobody knows (unreachable)
    """
    answer = client._call("POST", "oa/applyevent", json=body)
    number = answer.get("sp_no")
    if not number:
        raise WecomUnreachable("no number in the answer", "oa/applyevent")
    return str(number)


def approval_detail(client: WecomClient, number: str) -> dict:
    """oa/getapprovaldetail: how the approval stands now.

    :raise WecomError: it cannot be asked for
    """
    answer = client._call("POST", "oa/getapprovaldetail", json={"sp_no": number})
    return dict(answer.get("info") or {})
