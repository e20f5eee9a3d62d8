"""The customer contact calls (客户联系): lists, tags, remarks, transfers, groups.

One call each, a page at a time: what has been read is kept by the caller, so that a
killed job goes on where it was.
"""

from typing import NamedTuple

PAGE = 100
GROUPS_A_PAGE = 1000


class Page(NamedTuple):
    """Part of a list; an empty cursor says that it is the last."""

    rows: list
    cursor: str


class CustomerContactCalls:
    """Mixed into the client, whose ``_call`` sends with a valid token."""

    def follow_users(self) -> list[str]:
        """externalcontact/get_follow_user_list: who may have customers.

        :raise ClientError: e.g. the application has no right to customers
        """
        answer = self._call("GET", "externalcontact/get_follow_user_list")
        return [one for one in answer.get("follow_user") or [] if isinstance(one, str)]

    def customers_page(self, userids: list[str], cursor: str) -> Page:
        """externalcontact/batch/get_by_user, a page of up to a hundred customers.

        :param userids: at most a hundred colleagues
        :raise ClientRecipient: none of them has a customer, or one is unknown
        """
        body = {"userid_list": userids, "cursor": cursor, "limit": PAGE}
        answer = self._call("POST", "externalcontact/batch/get_by_user", json=body)
        return Page(
            list(answer.get("external_contact_list") or []),
            str(answer.get("next_cursor") or ""),
        )

    def customer_ids(self, userid: str) -> list[str]:
        """externalcontact/list: the ids of all customers of one colleague.

        :raise ClientRecipient: he has none, or is unknown
        """
        answer = self._call("GET", "externalcontact/list", {"userid": userid})
        return list(answer.get("external_userid") or [])

    def write_remark(self, body: dict) -> None:
        """externalcontact/remark: only what ``body`` names is overwritten.

        :raise ClientError: nothing was written
        """
        self._call("POST", "externalcontact/remark", json=body)

    def corp_tags(self) -> list[dict]:
        """externalcontact/get_corp_tag_list: the groups with their tags.

        :raise ClientError: e.g. the application has no right to customers
        """
        answer = self._call("POST", "externalcontact/get_corp_tag_list", json={})
        return list(answer.get("tag_group") or [])

    def add_corp_tag(self, group_name: str, name: str) -> dict:
        """externalcontact/add_corp_tag: answers the tag made, with its ``id``.

        :raise ClientError: e.g. the company has all the tags it may have
        """
        body = {"group_name": group_name, "tag": [{"name": name}]}
        answer = self._call("POST", "externalcontact/add_corp_tag", json=body)
        tags = (answer.get("tag_group") or {}).get("tag") or [{}]
        return {**tags[0], "group_id": (answer["tag_group"] or {}).get("group_id")}

    def mark_tag(self, userid: str, external_id: str, add: list, remove: list) -> None:
        """externalcontact/mark_tag: one colleague's tags of one customer.

        :raise ClientError: nothing was changed
        """
        body = {"userid": userid, "external_userid": external_id}
        body |= {"add_tag": add, "remove_tag": remove}
        self._call("POST", "externalcontact/mark_tag", json=body)

    def transfer(
        self, old: str, new: str, external_ids: list[str], words: str, is_resigned: bool
    ) -> dict[str, int]:
        """transfer_customer, or that of a colleague who has left.

        :return: external id -> errcode; 0 means that it began
        :raise ClientError: it began for nobody
        """
        path = "externalcontact/transfer_customer"
        body = {"handover_userid": old, "takeover_userid": new}
        body["external_userid"] = external_ids
        if is_resigned:
            path = "externalcontact/resigned/transfer_customer"
        elif words:
            body["transfer_success_msg"] = words
        answer = self._call("POST", path, json=body)
        return {
            row["external_userid"]: int(row.get("errcode") or 0)
            for row in answer.get("customer") or []
        }

    def transfer_result(
        self, old: str, new: str, cursor: str, is_resigned: bool
    ) -> Page:
        """transfer_result, a page: rows with ``external_userid`` and ``status``.

        :raise ClientError: WeCom could not be asked
        """
        path = "externalcontact/transfer_result"
        if is_resigned:
            path = "externalcontact/resigned/transfer_result"
        body = {"handover_userid": old, "takeover_userid": new, "cursor": cursor}
        answer = self._call("POST", path, json=body)
        return Page(
            list(answer.get("customer") or []), str(answer.get("next_cursor") or "")
        )

    def group_chats(self, cursor: str) -> Page:
        """externalcontact/groupchat/list, a page: rows with ``chat_id``.

        :raise ClientError: WeCom could not be asked
        """
        body = {"status_filter": 0, "cursor": cursor, "limit": GROUPS_A_PAGE}
        answer = self._call("POST", "externalcontact/groupchat/list", json=body)
        return Page(
            list(answer.get("group_chat_list") or []),
            str(answer.get("next_cursor") or ""),
        )

    def group_chat(self, chat_id: str) -> dict:
        """externalcontact/groupchat/get: name, owner, members.

        :raise ClientError: e.g. there is no such group (any more)
        """
        body = {"chat_id": chat_id, "need_name": 1}
        answer = self._call("POST", "externalcontact/groupchat/get", json=body)
        return dict(answer.get("group_chat") or {})
