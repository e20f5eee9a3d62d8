import time

from odoo import fields, models

from odoo.addons.crm_connector.clients.errors import ClientBusy, ClientError
from odoo.addons.queue_job.exception import RetryableJobError

from ..controllers.callback import PATH
from ..tools import callback
from ..tools.external_contact import event_moment, is_welcome_due, welcome_text

# event -> the method that deals with it
HANDLERS = {
    "change_external_contact/add_external_contact": "_wecom_customer_came",
    "change_external_contact/add_half_external_contact": "_wecom_customer_came",
    "change_external_contact/edit_external_contact": "_wecom_customer_changed",
    "change_external_contact/del_external_contact": "_wecom_customer_left",
    "change_external_contact/del_follow_user": "_wecom_customer_left",
    "sys_approval_change": "_wecom_approval_changed",
    "change_contact/create_user": "_wecom_member_changed",
    "change_external_contact/transfer_fail": "_wecom_transfer_failed",
    "change_external_chat/create": "_wecom_group_changed",
    "change_external_chat/update": "_wecom_group_changed",
    "change_external_chat/dismiss": "_wecom_group_changed",
    "change_external_tag/create": "_wecom_tags_changed",
    "change_external_tag/update": "_wecom_tags_changed",
    "change_external_tag/delete": "_wecom_tags_changed",
    "change_external_tag/shuffle": "_wecom_tags_changed",
    "change_contact/update_user": "_wecom_member_changed",
    "template_card_event": "_wecom_card_pressed",
    "change_contact/delete_user": "_wecom_member_changed",
    "change_contact/create_party": "_wecom_department_changed",
    "change_contact/update_party": "_wecom_department_changed",
    "change_contact/delete_party": "_wecom_department_changed",
}
DELETED_BY_CUSTOMER = "del_follow_user"
AGAIN_SECONDS = 3


class CrmConnector(models.Model):
    """What is done about a report of WeCom.

    A report is a hint: reports come late, twice and in any order, so WeCom is asked
    for what is true now.
    """

    _inherit = "crm.connector"

    def _callback_paths(self):
        return super()._callback_paths() | {"wecom": PATH}

    def _wecom_process(self, raw):
        """Deal with one report.

        :param bytes raw: the decrypted XML
        :return: the record that it concerns, or None
        :raise DeliveryError: WeCom could not be asked
        """
        event = callback.read_xml(raw)
        handler = HANDLERS.get(callback.event_name(event))
        return getattr(self, handler)(event) if handler else None

    def _wecom_customer_came(self, event):
        """A customer became a colleague's contact: greet him, and make a lead."""
        contact, follow = self._wecom_sync_contact(event)
        if follow:
            self._wecom_welcome(event, contact, follow)
            follow._record_interaction("added", event)
        placed = contact._place(follow)
        self.env["crm.wecom.tag"]._give_here(self, contact)
        return placed

    def _wecom_customer_changed(self, event):
        contact, _follow = self._wecom_sync_contact(event)
        self.env["crm.wecom.tag"]._give_here(self, contact)
        return contact

    def _wecom_customer_left(self, event):
        """A colleague and a customer are no longer in touch; the history stays."""
        contact = self.env["crm.wecom.contact"]._of(self, event["ExternalUserID"])
        by = "customer" if event["ChangeType"] == DELETED_BY_CUSTOMER else "us"
        follow = contact.follow_ids.filtered(
            lambda follow: follow.userid == event.get("UserID")
        )
        follow._end(by, event_moment(event.get("CreateTime") or ""))
        follow._record_interaction("removed", event)
        return contact

    def _wecom_sync_contact(self, event):
        """Ask WeCom for a customer; return him and the colleague's part of him."""
        external_id = event["ExternalUserID"]
        client = self._wecom_client()
        with self._calling():
            answer = client.external_contact(external_id)
        contact = self.env["crm.wecom.contact"]._of(self, external_id)
        contact._take_over(answer)
        follow = contact.follow_ids.filtered(
            lambda follow: follow.userid == event.get("UserID")
        )
        return contact, follow

    def _wecom_welcome(self, event, contact, follow):
        """Greet the customer with his contact way's words, while WeCom takes it."""
        code = event.get("WelcomeCode")
        words = follow.way_id.welcome
        if not (code and words and is_welcome_due(event["CreateTime"], time.time())):
            return
        text = welcome_text(words, contact.name, follow.user_id.name or follow.userid)
        try:
            self._wecom_client().send_welcome(code, text)
        except ClientBusy as error:
            # Another application is greeting him: both may, one after the other.
            if is_welcome_due(event["CreateTime"], time.time() + AGAIN_SECONDS):
                raise RetryableJobError(
                    str(error), seconds=AGAIN_SECONDS, ignore_retry=True
                ) from error
            follow.welcome_error = self._delivery_error(error).detail
        except ClientError as error:
            # Too late, or another application greeted him: the lead comes all the same.
            follow.welcome_error = self._delivery_error(error).detail
        else:
            follow.write({"welcomed_at": fields.Datetime.now(), "welcome_error": False})
            follow._record_interaction("greeted", event, text)
