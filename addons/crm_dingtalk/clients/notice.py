"""What became of work notices: DingTalk accepts them first and looks afterwards."""

from odoo.addons.crm_connector.clients.errors import ClientUnreachable

from .dingtalk import DingtalkClient

PATH = "topapi/message/corpconversation/getsendresult"


def send_result(client: DingtalkClient, agent_id: int, task_id: int) -> dict:
    """The lists of people of one notice, by what became of it.

    :raise ClientError: e.g. when DingTalk does not know the notice (any more)
    """
    answer = client.oapi("POST", PATH, json={"agent_id": agent_id, "task_id": task_id})
    result = answer.get("send_result")
    if not isinstance(result, dict):
        raise ClientUnreachable("no send_result in the answer", PATH)
    return result
