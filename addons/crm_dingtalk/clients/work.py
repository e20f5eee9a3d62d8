"""Todos, meetings and approvals: calls of the newer interface."""

from odoo.addons.crm_connector.clients.errors import ClientMissing, ClientUnreachable

from .dingtalk import DingtalkClient, path_part


class DingtalkWork:
    """Calls in the name of colleagues, named by their ``unionid``.

    :param client: knows the addresses and the token
    """

    def __init__(self, client: DingtalkClient):
        self._client = client

    # -- todos -----------------------------------------------------------------
    def create_todo(self, unionid: str, body: dict) -> str:
        """Put a todo on somebody's list; answer its id.

        :raise ClientExists: there is one of the same ``sourceId``
        """
        path = f"todo/users/{path_part(unionid)}/tasks"
        answer = self._client.api("POST", path, {"operatorId": unionid}, body)
        return _id(answer, path)

    def todo_of_source(self, unionid: str, source_id: str) -> dict | None:
        """Somebody's todo by our id of it; None when it was deleted."""
        users = f"todo/users/{path_part(unionid)}"
        path = f"{users}/tasks/sources/{path_part(source_id)}"
        try:
            answer = self._client.api("GET", path)
        except ClientMissing:
            return None
        return answer if answer.get("id") else None

    def update_todo(self, unionid: str, task_id: str, body: dict) -> None:
        """Change a todo, or its being done.

        :raise ClientMissing: it was deleted
        """
        path = f"todo/users/{path_part(unionid)}/tasks/{path_part(task_id)}"
        self._client.api("PUT", path, {"operatorId": unionid}, body)

    def delete_todo(self, unionid: str, task_id: str) -> None:
        """Take a todo off the list; one that is not there is no error."""
        path = f"todo/users/{path_part(unionid)}/tasks/{path_part(task_id)}"
        try:
            self._client.api("DELETE", path, {"operatorId": unionid})
        except ClientMissing:
            return

    # -- the calendar ------------------------------------------------------------
    def create_event(self, unionid: str, body: dict, source_id: str) -> str:
        """Put a meeting into somebody's calendar; answer its id.

        :param source_id: our id of it: a repeated call makes no second meeting
        """
        path = _events(unionid)
        headers = {"x-client-token": source_id}
        return _id(self._client.api("POST", path, None, body, headers), path)

    def update_event(self, unionid: str, event_id: str, body: dict) -> None:
        """Change a meeting.

        :raise ClientMissing: it was deleted
        """
        path = f"{_events(unionid)}/{path_part(event_id)}"
        self._client.api("PUT", path, None, body)

    def delete_event(self, unionid: str, event_id: str) -> None:
        """Cancel a meeting; one that is not there is no error."""
        path = f"{_events(unionid)}/{path_part(event_id)}"
        try:
            self._client.api("DELETE", path)
        except ClientMissing:
            return

    # -- approvals -----------------------------------------------------------------
    def start_approval(self, body: dict) -> str:
        """Start an approval of the chat tool; answer the number of it."""
        path = "workflow/processInstances"
        answer = self._client.api("POST", path, json=body)
        number = answer.get("instanceId")
        if not number:
            raise ClientUnreachable("no instanceId in the answer", path)
        return str(number)

    def approval(self, number: str) -> dict:
        """How an approval stands.

        :raise ClientMissing: there is none of this number
        """
        path = "workflow/processInstances"
        answer = self._client.api("GET", path, {"processInstanceId": number})
        return dict(answer.get("result") or {})


def _events(unionid: str) -> str:
    return f"calendar/users/{path_part(unionid)}/calendars/primary/events"


def _id(answer: dict, path: str) -> str:
    if not answer.get("id"):
        raise ClientUnreachable("no id in the answer", path)
    return str(answer["id"])
