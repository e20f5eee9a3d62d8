from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.crm_connector.tools.delivery import (
    Busy,
    Delivery,
    MessageRefused,
    RateLimited,
    RecipientRefused,
    SetupRefused,
    Unreachable,
)
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..clients.errors import ClientLimited, ClientMessage, ClientPrivateAddress
from ..models.crm_connector_calling import PRIVATE_PARAMETER
from .common import ConnectorCase


class TestDelivery(ConnectorCase):
    def _queued(self, users):
        with trap_jobs():
            event = self._emit(users, key=f"e{users.ids}")
        return self._messages(event)

    def _deliver(self, messages):
        """Run the delivery; answer the seconds until the job it left behind."""
        with trap_jobs() as trap:
            messages._deliver()
        return [call.properties["eta"] for call in trap.calls]

    def test_partly_refused_recipients_are_told_apart(self):
        messages = self._queued(self.reader + self._colleague())
        refused = {"ID.con_reader": "not in the visible range"}
        self.tool.answers = [Delivery(vendor_id="v7", refused=refused)]
        self.assertEqual(self._deliver(messages), [])
        by_user = {message.user_id: message for message in messages}
        self.assertEqual(by_user[self.reader].state, "failed")
        self.assertEqual(by_user[self.reader].error, "not in the visible range")
        self.assertFalse(by_user[self.reader].vendor_id)
        other = messages - by_user[self.reader]
        self.assertEqual((other.state, other.vendor_id), ("sent", "v7"))

    def test_a_busy_server_is_asked_three_times_more_and_then_given_up(self):
        message = self._queued(self.reader)
        self.tool.answers = [Busy("busy") for _ in range(9)]
        waits = []
        while message.state == "queued":
            waits += self._deliver(message)
        self.assertEqual(waits, [30, 120, 600])
        self.assertEqual((message.state, message.tries), ("dead", 4))
        self.assertEqual(message.error, "busy")
        self.assertEqual(self._deliver(message), [])
        self.assertEqual(len(self.tool.calls), 4)

    def test_an_outage_is_outlasted(self):
        message = self._queued(self.reader)
        self.tool.answers = [Unreachable("ReadTimeout") for _ in range(6)]
        while message.state == "queued":
            self._deliver(message)
        self.assertEqual((message.state, message.tries), ("sent", 7))
        self.assertFalse(message.error)
        self.assertFalse(message.next_try_at)

    def test_a_used_up_limit_rests_the_whole_connector(self):
        first = self._queued(self.reader)
        second = self._queued(self.foreigner)
        self.tool.answers = [RateLimited("limit")]
        self.assertEqual(self._deliver(first), [65])
        (wait,) = self._deliver(second)
        self.assertTrue(60 <= wait <= 67)
        self.assertEqual(len(self.tool.calls), 1)
        self.assertEqual(second.tries, 0)
        self.connector.paused_until = fields.Datetime.now() - timedelta(seconds=1)
        self._deliver(second)
        self.assertEqual(second.state, "sent")

    def test_a_job_that_finds_a_limit_used_up_lets_the_others_rest(self):
        self._explain()
        try:  # assertRaises would take back what is kept
            with self.connector._calling_in_job():
                raise ClientLimited(45009, "groups")
        except RetryableJobError as again:
            self.assertEqual(again.seconds, 65)
        self.connector.invalidate_recordset()
        self.assertTrue(60 <= self.connector._pause_seconds() <= 65)
        with (
            self.assertRaisesRegex(MessageRefused, "groups: 44004"),
            self.connector._calling_in_job(),
        ):
            raise ClientMessage(44004, "groups")

    def test_a_server_inside_is_a_setting_to_correct(self):
        self._allow_loopback(False)
        with (
            self.assertRaisesRegex(SetupRefused, "is_private_address_allowed"),
            self.connector._calling(),
        ):
            raise ClientPrivateAddress("private-address", "gettoken")
        self.assertEqual(
            self.connector._client_options(), {"is_private_allowed": False}
        )
        self.env["ir.config_parameter"].set_param(PRIVATE_PARAMETER, "1")
        self.assertEqual(self.connector._client_options(), {"is_private_allowed": True})

    def _explain(self):
        model = self.env.registry["crm.connector"]
        self.startPatcher(
            patch.object(
                model, "_test_explanation", lambda _self, error: error.code, create=True
            )
        )

    def test_a_refused_recipient_is_shown_and_not_tried_again(self):
        message = self._queued(self.reader)
        self.tool.answers = [RecipientRefused("81013")]
        self.assertEqual(self._deliver(message), [])
        self.assertEqual((message.state, message.error), ("failed", "81013"))
        self.assertEqual(self.connector.failed_count, 1)
        self.assertEqual(self.connector.state, "connected")

    def test_a_bad_set_up_stops_the_connector_until_it_is_tested(self):
        first = self._queued(self.reader)
        second = self._queued(self.foreigner)
        self.tool.answers = [SetupRefused("wrong secret")]
        self.assertEqual(self._deliver(first), [])
        self.assertEqual(self.connector.state, "error")
        self.assertEqual(self.connector.last_error, "wrong secret")
        self.assertEqual(first.state, "failed")
        self.assertEqual(self._deliver(second), [])
        self.assertEqual((second.state, len(self.tool.calls)), ("queued", 1))
        with trap_jobs() as trap:
            self.connector.with_user(self.admin).action_test_connection()
            trap.perform_enqueued_jobs()
        self.assertEqual(self.connector.state, "connected")
        self.assertEqual(second.state, "sent")

    def test_a_tested_connection_relies_on_no_job_from_before(self):
        # Such a job may run just before the test is committed, and find the error.
        with trap_jobs() as trap:
            message = self._messages(self._emit(self.reader, key="before"))
            trap.assert_jobs_count(1)
            self.connector.state = "error"
            self.connector.with_user(self.admin).action_test_connection()
            trap.assert_jobs_count(2)
            trap.perform_enqueued_jobs()
        self.assertEqual((message.state, len(self.tool.calls)), ("sent", 1))

    def test_a_message_is_not_sent_twice_by_two_jobs(self):
        message = self._queued(self.reader)
        self._deliver(message)
        self._deliver(message)
        self.assertEqual(len(self.tool.calls), 1)

    def test_an_administrator_sends_again(self):
        message = self._queued(self.reader)
        self.tool.answers = [RecipientRefused("81013")]
        self._deliver(message)
        with trap_jobs() as trap:
            self.connector.with_user(self.admin).action_resend_failed()
            trap.perform_enqueued_jobs()
        self.assertEqual(message.state, "sent")
        with self.assertRaises(UserError):
            message.with_user(self.admin).action_resend()
        with self.assertRaises(UserError):
            self.connector.with_user(self.admin).action_resend_failed()
        self.assertEqual(len(self.tool.calls), 2)

    def test_a_removed_identity_is_said_and_the_others_are_sent(self):
        colleague = self._colleague()
        messages = self._queued(self.reader + colleague)
        colleague.env["crm.connector.identity"].search(
            [("user_id", "=", colleague.id)]
        ).unlink()
        self._deliver(messages)
        states = {message.user_id: message.state for message in messages}
        self.assertEqual(states, {self.reader: "sent", colleague: "failed"})

    def test_a_message_that_lost_its_job_gets_a_new_one(self):
        message = self._queued(self.reader)
        self.env.flush_all()
        with trap_jobs() as trap:
            message._cron_requeue_stale()
            trap.assert_jobs_count(0)
        self.env.cr.execute(
            "UPDATE crm_connector_message SET write_date = now() - interval '1 day' "
            "WHERE id = %s",
            [message.id],
        )
        self.env.invalidate_all()
        with trap_jobs() as trap:
            message._cron_requeue_stale()
            message._cron_requeue_stale()
            trap.assert_jobs_count(1)
            trap.perform_enqueued_jobs()
        self.assertEqual(message.state, "sent")

    def test_a_setting_that_went_missing_stops_the_connector(self):
        message = self._queued(self.reader)
        self.tool.answers = [UserError("no secret")]
        self._deliver(message)
        self.assertEqual((message.state, message.error), ("failed", "no secret"))
        self.assertEqual(self.connector.state, "error")

    def test_a_job_that_breaks_leaves_the_message_to_an_administrator(self):
        message = self._queued(self.reader)
        message._on_job_failed(exc_name="KeyError", exc_message="x", exc_info="...")
        self.assertEqual(message.state, "failed")
        function = self.env.ref("crm_connector.queue_job_function_message_deliver")
        self.assertEqual(function.name, "<crm.connector.message>._deliver")
        self.assertEqual(function.on_fail_method, "_on_job_failed")
        self.assertEqual(function.channel, "root.connector")

    def _colleague(self):
        user = self._new_user("con_colleague", lang="zh_CN")
        self._identify(user)
        return user
