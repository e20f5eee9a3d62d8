"""The directory of a company in WeCom, read to its end: HTTP and JSON, nothing else.

All or nothing: a page or a department that cannot be read is an error, never a
shorter list, because whoever is missing counts as a leaver.
"""

from collections.abc import Iterable

from odoo.addons.crm_connector.clients.errors import ClientRecipient, ClientUnreachable

from .wecom import WecomClient

PAGE = 10_000


def read_departments(client: WecomClient) -> list[dict]:
    """department/simplelist, then department/get for each one's name and leaders.

    :raise ClientError: one of them cannot be read
    """
    rows = client._call("GET", "department/simplelist").get("department_id") or []
    departments = []
    for row in rows:
        answer = client._call("GET", "department/get", {"id": row["id"]})
        departments.append({**row, **(answer.get("department") or {})})
    return departments


def read_user_ids(client: WecomClient) -> dict[str, list[int]]:
    """user/list_id to its last page: {userid: ids of all his departments}.

    The vendor answers one row for each person and department.

    :raise ClientError: a page cannot be read, or the pages never end
    """
    found: dict[str, list[int]] = {}
    cursor, seen = "", set()
    while True:
        body = {"cursor": cursor, "limit": PAGE}
        answer = client._call("POST", "user/list_id", json=body)
        for row in answer.get("dept_user") or []:
            departments = found.setdefault(row["userid"], [])
            if row.get("department") not in (None, *departments):
                departments.append(row["department"])
        cursor = answer.get("next_cursor") or ""
        if not cursor:
            return found
        if cursor in seen:
            raise ClientUnreachable("its pages begin again", "user/list_id")
        seen.add(cursor)


def read_users(client: WecomClient, department_ids: Iterable[int]) -> list[dict]:
    """Everybody with his details, each once; ``department`` names all his places.

    The ids come from user/list_id, which is complete; the details from user/list (a
    call for each department, not for each person) and from user/get for those whom
    it leaves out.

    :raise ClientError: somebody cannot be read
    """
    places = read_user_ids(client)
    details: dict[str, dict] = {}
    for department_id in department_ids:
        answer = client._call("GET", "user/list", {"department_id": department_id})
        for row in answer.get("userlist") or []:
            details.setdefault(row["userid"], row)
    people = []
    for userid, departments in places.items():
        row = details.get(userid) or read_user(client, userid)
        if row:  # else he left while we were reading
            own = row.get("department") or []
            places_of_his = [*own, *(one for one in departments if one not in own)]
            people.append({**row, "department": places_of_his})
    return people


def read_user(client: WecomClient, userid: str) -> dict | None:
    """user/get, or None when WeCom does not know him (60111).

    :raise ClientError: he cannot be read, e.g. is out of the visible range
    """
    try:
        return client.get_user(userid)
    except ClientRecipient:
        return None
