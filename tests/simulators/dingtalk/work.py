"""Todos, meetings and approvals of the newer interface."""

import itertools
from datetime import datetime

from .reports import send_event
from .state import DingtalkState, Refusal

DENIED = "Forbidden.AccessDenied.AccessTokenPermissionDenied"


# -- todos ---------------------------------------------------------------------
def create_todo(state: DingtalkState, values: list[str], query: dict, body: dict):
    """POST todo/users/{unionId}/tasks"""
    with state.lock:
        owner = state.person_of_union(values[0])
        _check_operator(state, query)
        if not _text(body.get("subject")):
            raise Refusal("todo.taskCreate.paramError", "subject is empty")
        due = body.get("dueTime")
        if due is not None and not (isinstance(due, int) and due > 10**12):
            raise Refusal("todo.taskCreate.paramError", "dueTime is no milliseconds")
        executors = body.get("executorIds") or [owner.unionid]
        people = [state.person_of_union(unionid) for unionid in executors]
        source_id = body.get("sourceId") or ""
        if source_id and any(
            one["sourceId"] == source_id for one in state.todos.values()
        ):
            raise Refusal("todo.taskCreate.paramError", "task exist")
        todo = {
            "id": f"task{state.next_number():08d}",
            "sourceId": source_id,
            "owner": owner.unionid,
            "userids": [person.userid for person in people],
            "subject": body["subject"],
            "description": body.get("description") or "",
            "dueTime": due,
            "executorIds": executors,
            "detailUrl": body.get("detailUrl") or {},
            "done": False,
        }
        state.todos[todo["id"]] = todo
        return {**todo, "requestId": todo["id"]}


def find_todo(state: DingtalkState, values: list[str], query: dict, body: dict):
    """GET todo/users/{unionId}/tasks/sources/{sourceId}"""
    with state.lock:
        for todo in state.todos.values():
            if (todo["owner"], todo["sourceId"]) == tuple(values):
                return dict(todo)
    raise Refusal("todo.taskNotExist", "task not exist", 404)


def change_todo(state: DingtalkState, values: list[str], query: dict, body: dict):
    """PUT todo/users/{unionId}/tasks/{taskId}"""
    with state.lock:
        _check_operator(state, query)
        todo = _todo(state, *values)
        names = ("subject", "description", "dueTime", "done", "executorIds")
        todo |= {name: body[name] for name in names if name in body}
        return {"result": True}


def delete_todo(state: DingtalkState, values: list[str], query: dict, body: dict):
    """DELETE todo/users/{unionId}/tasks/{taskId}"""
    with state.lock:
        _check_operator(state, query)
        todo = _todo(state, *values)
        del state.todos[todo["id"]]
        return {"result": True}


def _todo(state: DingtalkState, unionid: str, task_id: str) -> dict:
    todo = state.todos.get(task_id)
    if todo is None or todo["owner"] != unionid:
        raise Refusal("todo.taskNotExist", "task not exist", 404)
    return todo


def _check_operator(state: DingtalkState, query: dict) -> None:
    state.person_of_union(query.get("operatorId", ""))


# -- meetings --------------------------------------------------------------------
def create_meeting(state: DingtalkState, values: list[str], query: dict, body: dict):
    """POST calendar/users/{userId}/calendars/{primary}/events

    A repeated ``x-client-token`` makes no second meeting.
    """
    with state.lock:
        owner = state.person_of_union(values[0])
        if values[1] != "primary":
            raise Refusal("calendarNotFound", "calendar not exist", 404)
        token = query.get("x-client-token", "")
        for known in state.meetings.values():
            if token and known["token"] == token:
                return _shown(known)
        meeting = {
            "id": f"event{state.next_number():08d}",
            "owner": owner.unionid,
            "userids": [owner.userid],
            "token": token,
        }
        meeting |= _meeting_values(state, body)
        state.meetings[meeting["id"]] = meeting
        return _shown(meeting)


def change_meeting(state: DingtalkState, values: list[str], query: dict, body: dict):
    """PUT calendar/users/{userId}/calendars/{primary}/events/{eventId}"""
    with state.lock:
        meeting = _meeting(state, values)
        meeting |= _meeting_values(state, body)
        return _shown(meeting)


def delete_meeting(state: DingtalkState, values: list[str], query: dict, body: dict):
    """DELETE calendar/users/{userId}/calendars/{primary}/events/{eventId}"""
    with state.lock:
        del state.meetings[_meeting(state, values)["id"]]
        return {}


def _meeting(state: DingtalkState, values: list[str]) -> dict:
    meeting = state.meetings.get(values[2])
    if meeting is None or meeting["owner"] != values[0]:
        raise Refusal("eventNotExist", "event not exist", 404)
    return meeting


def _meeting_values(state: DingtalkState, body: dict) -> dict:
    if not _text(body.get("summary")):
        raise Refusal("invalidParameter", "summary is empty")
    for name in ("start", "end"):
        moment = body.get(name)
        if not isinstance(moment, dict) or not (
            _is_time(moment.get("dateTime")) or _is_time(moment.get("date"))
        ):
            raise Refusal("invalidParameter", f"{name} is no time")
    attendees = [row["id"] for row in body.get("attendees") or []]
    for unionid in attendees:
        state.person_of_union(unionid)
    names = ("summary", "description", "start", "end", "isAllDay", "location")
    return {name: body.get(name) for name in names} | {"attendees": attendees}


def _shown(meeting: dict) -> dict:
    return {name: value for name, value in meeting.items() if name != "token"}


def _is_time(text) -> bool:
    try:
        datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return False
    return True


def _text(value) -> bool:
    return isinstance(value, str) and bool(value.strip())


# -- approvals -------------------------------------------------------------------
def start_approval(state: DingtalkState, values: list[str], query: dict, body: dict):
    """POST workflow/processInstances"""
    with state.lock:
        for name in ("originatorUserId", "processCode", "formComponentValues"):
            if not body.get(name):
                raise Refusal("param.error", f"{name} is missing")
        if body["processCode"] not in state.process_codes:
            raise Refusal("param.error", "processCode is unknown")
        if body["originatorUserId"] not in state.people:
            raise Refusal("param.error", "originatorUserId is unknown")
        rows = body["formComponentValues"]
        if not all(_text(row.get("name")) and "value" in row for row in rows):
            raise Refusal("param.error", "formComponentValues are wrong")
        number = f"proc-{state.next_number():08d}"
        state.approvals[number] = {
            "number": number,
            "processCode": body["processCode"],
            "userids": [body["originatorUserId"]],
            "title": f"{state.people[body['originatorUserId']].name}提交的审批",
            "values": rows,
            "status": "RUNNING",
            "result": "",
            "operationRecords": [
                {
                    "userId": body["originatorUserId"],
                    "type": "START_PROCESS_INSTANCE",
                    "result": "NONE",
                    "date": _now(state),
                }
            ],
        }
    send_event(
        state,
        "bpms_instance_change",
        processInstanceId=number,
        processCode=body["processCode"],
        type="start",
        staffId=body["originatorUserId"],
    )
    return {"instanceId": number}


def get_approval(state: DingtalkState, values: list[str], query: dict, body: dict):
    """GET workflow/processInstances?processInstanceId="""
    with state.lock:
        approval = state.approvals.get(query.get("processInstanceId", ""))
        if approval is None:
            raise Refusal("processInstanceNotExist", "no such instance", 404)
        names = ("title", "status", "result", "operationRecords")
        result = {name: approval[name] for name in names}
        tasks = [{"userId": "approver", "status": approval["status"]}]
        return {"success": True, "result": {**result, "tasks": tasks}}


def _now(state: DingtalkState) -> str:
    moment = datetime.utcfromtimestamp(state.now())
    return moment.strftime("%Y-%m-%dT%H:%MZ")


# -- what a tester does ------------------------------------------------------------
def finish_todo(state: DingtalkState, body: dict) -> dict:
    """A colleague ticks a todo off, or takes the tick away."""
    with state.lock:
        todo = state.todos[body["id"]]
        todo["done"] = bool(body.get("done", True))
    send_event(
        state,
        "todo_task_update",
        taskId=todo["id"],
        sourceId=todo["sourceId"],
        unionId=todo["owner"],
    )
    return {}


def drop_todo(state: DingtalkState, body: dict) -> dict:
    """A colleague deletes a todo."""
    with state.lock:
        todo = state.todos.pop(body["id"])
    send_event(state, "todo_task_delete", taskId=todo["id"], sourceId=todo["sourceId"])
    return {}


def decide_approval(state: DingtalkState, body: dict) -> dict:
    """Somebody agrees, refuses or revokes.

    ``decision`` is ``agree``, ``refuse`` or ``terminate``.
    """
    decision = body["decision"]
    if decision not in ("agree", "refuse", "terminate"):
        raise ValueError(f"no such decision: {decision}")
    with state.lock:
        approval = state.approvals[body["number"]]
        if approval["status"] != "RUNNING":
            raise ValueError("it is decided already")
        approver = body.get("userid") or approval["userids"][0]
        if decision == "terminate":
            approval |= {"status": "TERMINATED", "result": ""}
            row = {"type": "TERMINATE_PROCESS_INSTANCE", "result": "NONE"}
        else:
            approval |= {"status": "COMPLETED", "result": decision}
            row = {"type": "EXECUTE_TASK_NORMAL", "result": decision.upper()}
        approval["operationRecords"].append(
            {
                **row,
                "userId": approver,
                "remark": body.get("remark") or "",
                "date": _now(state),
            }
        )
    send_event(
        state,
        "bpms_instance_change",
        processInstanceId=approval["number"],
        processCode=approval["processCode"],
        type="terminate" if decision == "terminate" else "finish",
        result=decision,
        staffId=approval["userids"][0],
    )
    return {}


def listed(rows: dict) -> list[dict]:
    """All rows, the oldest first."""
    return [dict(row) for row in itertools.islice(rows.values(), 1000)]


API_ROUTES = {
    ("POST", "todo/users/{u}/tasks"): create_todo,
    ("GET", "todo/users/{u}/tasks/sources/{s}"): find_todo,
    ("PUT", "todo/users/{u}/tasks/{t}"): change_todo,
    ("DELETE", "todo/users/{u}/tasks/{t}"): delete_todo,
    ("POST", "calendar/users/{u}/calendars/{c}/events"): create_meeting,
    ("PUT", "calendar/users/{u}/calendars/{c}/events/{e}"): change_meeting,
    ("DELETE", "calendar/users/{u}/calendars/{c}/events/{e}"): delete_meeting,
    ("POST", "workflow/processInstances"): start_approval,
    ("GET", "workflow/processInstances"): get_approval,
}
CONTROL_ROUTES = {
    ("GET", "/_sim/todos"): lambda s, q, b: {"todos": listed(s.todos)},
    ("GET", "/_sim/meetings"): lambda s, q, b: {"meetings": listed(s.meetings)},
    ("GET", "/_sim/approvals"): lambda s, q, b: {"approvals": listed(s.approvals)},
    ("POST", "/_sim/todos/finish"): lambda s, q, b: finish_todo(s, b),
    ("POST", "/_sim/todos/drop"): lambda s, q, b: drop_todo(s, b),
    ("POST", "/_sim/approvals/decide"): lambda s, q, b: decide_approval(s, b),
}
