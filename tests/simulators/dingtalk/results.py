"""getsendresult: what became of a work notice, for a day after it."""

from .state import DingtalkState, Refusal

KEPT_SECONDS = 86400
KINDS = ("invalid", "forbidden", "failed", "read", "unread")


def note(state: DingtalkState, task_id: int, kind: str, userid: str) -> None:
    """Remember what became of a notice for one of its recipients."""
    task = state.notices.setdefault(task_id, {"at": state.now(), "people": {}})
    task["people"][userid] = kind


def get_send_result(state: DingtalkState, body: dict) -> dict:
    """topapi/message/corpconversation/getsendresult"""
    if str(body.get("agent_id")) != str(state.agent_id):
        raise Refusal(400002, "参数错误: agent_id")
    with state.lock:
        task = state.notices.get(body.get("task_id"))
        if task is None or state.now() - task["at"] > KEPT_SECONDS:
            raise Refusal(400002, "参数错误: task_id")
        lists: dict[str, list[str]] = {f"{kind}_user_id_list": [] for kind in KINDS}
        for userid, kind in task["people"].items():
            if kind != "waiting":
                lists[f"{kind}_user_id_list"].append(userid)
    return {"send_result": {**lists, "invalid_dept_id_list": []}}


def set_kind(state: DingtalkState, body: dict) -> dict:
    """Let a notice have ended another way, as a tester says: ``waiting`` as well."""
    kind = body["kind"]
    if kind not in (*KINDS, "waiting"):
        raise ValueError(f"{kind} is none of {KINDS}")
    with state.lock:
        for task in state.notices.values():
            if body["userid"] in task["people"]:
                task["people"][body["userid"]] = kind
    return {}
