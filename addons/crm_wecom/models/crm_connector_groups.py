from odoo import fields, models

from odoo.addons.queue_job.job import identity_exact

from ..tools import transfer as transfer_rules
from ..tools.external_contact import event_moment

GROUPS_A_JOB = 50


class CrmConnector(models.Model):
    """Groups with customers, and transfers that did not come about."""

    _inherit = "crm.connector"

    wecom_has_archive = fields.Boolean(
        string="Keep What Is Said",
        help="Off: of conversations in WeCom only who, when and what kind is kept. On: "
        "also the words that the suite itself sends. Switch it on only where the "
        "company has the right to archive conversations (会话内容存档) and those "
        "concerned have agreed.",
    )

    def _wecom_after_sync(self, sync):
        result = super()._wecom_after_sync(sync)
        self._wecom_enqueue_tags()
        self._wecom_enqueue_groups()
        return result

    def _wecom_enqueue_groups(self, cursor=""):
        self.with_delay(
            identity_key=identity_exact,
            description=self.env._("Read the customer groups of WeCom"),
        )._wecom_list_groups(cursor)

    def _wecom_list_groups(self, cursor=""):
        """Read a page of the list; jobs of their own read the groups. A job."""
        if not self._is_usable():
            return  # the next night reads them
        with self._calling_in_job():
            page = self._wecom_client().group_chats(cursor)
        ids = [row["chat_id"] for row in page.rows if row.get("chat_id")]
        for start in range(0, len(ids), GROUPS_A_JOB):
            self.with_delay(
                identity_key=identity_exact,
                description=self.env._("Read the customer groups of WeCom"),
            )._wecom_read_groups(ids[start : start + GROUPS_A_JOB])
        if page.cursor and page.cursor != cursor:
            self._wecom_enqueue_groups(page.cursor)

    def _wecom_read_groups(self, chat_ids):
        """Write what WeCom says of these groups. Runs as a job."""
        if not self._is_usable():
            return
        with self._calling_in_job():
            self._wecom_take_over_groups(chat_ids)

    def _wecom_take_over_groups(self, chat_ids):
        client = self._wecom_client()
        chats = [client.group_chat(chat_id) for chat_id in chat_ids]
        self.env["crm.wecom.group"]._take_over(self, chats)

    def _wecom_group_changed(self, event):
        """A group was made, changed or dissolved."""
        chat_id = event["ChatId"]
        groups = self.env["crm.wecom.group"]
        domain = [("connector_id", "=", self.id), ("chat_id", "=", chat_id)]
        if event.get("ChangeType") == "dismiss":
            moment = event_moment(event.get("CreateTime") or "")
            groups.search(domain)._dismiss(moment)
        else:
            with self._calling():
                self._wecom_take_over_groups([chat_id])
        return groups.search(domain)

    def _wecom_transfer_failed(self, event):
        """The customer refused, or the new colleague has too many already."""
        state = transfer_rules.FAIL_REASONS.get(event.get("FailReason"), "failed")
        contact = self.env["crm.wecom.contact"]._of(self, event["ExternalUserID"])
        transfers = self.env["crm.wecom.transfer"].search(
            [
                ("contact_id", "=", contact.id),
                ("to_userid", "=", event.get("UserID")),
                ("state", "=", "started"),
            ]
        )
        transfers._settle(state, transfers._reason_of(state))
        return transfers[:1] or contact
