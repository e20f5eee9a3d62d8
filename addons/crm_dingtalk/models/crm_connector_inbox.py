import json

from odoo import api, models

from odoo.addons.crm_connector.clients.errors import ClientError
from odoo.addons.queue_job.job import identity_exact

from ..controllers.callback import PATH
from ..tools import callback

# event -> the method that deals with it
HANDLERS = {
    "user_add_org": "_dingtalk_people_changed",
    "user_modify_org": "_dingtalk_people_changed",
    "user_active_org": "_dingtalk_people_changed",
    "user_leave_org": "_dingtalk_people_changed",
    "org_dept_create": "_dingtalk_departments_changed",
    "org_dept_modify": "_dingtalk_departments_changed",
    "org_dept_remove": "_dingtalk_departments_changed",
    "bpms_instance_change": "_dingtalk_approval_changed",
    "todo_task_update": "_dingtalk_todo_changed",
    "todo_task_delete": "_dingtalk_todo_changed",
}


class CrmConnector(models.Model):
    """What is done about a report of DingTalk, and about those that were missed.

    A report is a hint: reports come late, twice and in any order, so DingTalk is asked
    for what is true now.
    """

    _inherit = "crm.connector"

    def _callback_paths(self):
        return super()._callback_paths() | {"dingtalk": PATH}

    def _dingtalk_process(self, raw):
        """Deal with one report.

        :param bytes raw: the decrypted JSON
        :return: the record that it concerns, or None
        :raise DeliveryError: DingTalk could not be asked
        """
        event = callback.read_json(raw)
        handler = HANDLERS.get(callback.event_name(event))
        return getattr(self, handler)(event) if handler else None

    def _dingtalk_people_changed(self, event):
        """Somebody came, changed or left: DingTalk is asked what is true."""
        return self._directory_changed(callback.texts(event, "UserId", "userId"))

    def _dingtalk_departments_changed(self, event):
        self._directory_departments_changed()

    def _dingtalk_approval_changed(self, event):
        """An approval was started, decided or revoked."""
        numbers = callback.texts(event, "processInstanceId")
        return self._vendor_approval_changed(numbers[0]) if numbers else None

    def _dingtalk_todo_changed(self, event):
        """A todo of ours was ticked off or deleted; others are none of our business."""
        items = self.env["crm.dingtalk.item"].search(
            [
                ("connector_id", "=", self.id),
                ("kind", "=", "todo"),
                ("source_key", "in", callback.texts(event, "sourceId")),
            ]
        )
        items._pull()
        return items[:1]

    @api.model
    def _cron_dingtalk_missed(self):
        """Ask for the reports that did not reach us, by a job a connector."""
        connectors = self.search(
            [
                ("kind", "=", "dingtalk"),
                ("state", "=", "connected"),
                ("callback_token", "!=", False),
            ]
        )
        for connector in connectors:
            connector._dingtalk_enqueue_missed()

    def _dingtalk_enqueue_missed(self):
        self.with_delay(
            identity_key=identity_exact,
            description=self.env._("Ask DingTalk for missed reports"),
        )._dingtalk_fetch_missed()

    def _dingtalk_fetch_missed(self):
        """Take over one page of missed reports. Runs as a job.

        DingTalk forgets a page once it was read, so nothing else is done in the same
        transaction; what is left is for the next job.
        """
        if not self._is_usable():
            return
        try:
            rows, has_more = self._dingtalk_client().failed_reports()
        except ClientError as error:
            # The cron asks again; the page of the connector shows what is wrong.
            failure = self._delivery_error(error)
            self._register_failure(failure, failure.wait_seconds(0))
            return
        inbox = self.env["crm.connector.event"]
        for event in map(callback.missed_event, rows):
            raw = json.dumps(event, ensure_ascii=False, sort_keys=True).encode()
            inbox._keep(
                self.id,
                raw,
                callback.event_name(event),
                callback.event_identity(event),
            )
        if has_more and rows:
            self._dingtalk_enqueue_missed()
