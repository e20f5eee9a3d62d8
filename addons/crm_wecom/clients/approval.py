"""WeCom's OA approvals: HTTP and JSON, nothing else."""

from odoo.addons.crm_connector.clients.errors import ClientUnreachable

from .wecom import WecomClient


def start_approval(client: WecomClient, body: dict) -> str:
    """oa/applyevent; answers WeCom's number of the approval.

    :raise ClientError: it was not started, or nobody knows (unreachable)
    """
    answer = client._call("POST", "oa/applyevent", json=body)
    number = answer.get("sp_no")
    if not number:
        raise ClientUnreachable("no number in the answer", "oa/applyevent")
    return str(number)


def approval_detail(client: WecomClient, number: str) -> dict:
    """oa/getapprovaldetail: how the approval stands now.

    :raise ClientError: it cannot be asked for
    """
    answer = client._call("POST", "oa/getapprovaldetail", json={"sp_no": number})
    return dict(answer.get("info") or {})
