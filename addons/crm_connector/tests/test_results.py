from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from odoo.addons.crm_connector.tools.delivery import (
    Delivery,
    MessageRefused,
    SetupRefused,
    Unreachable,
)
from odoo.addons.crm_connector.tools.send_result import SendResult
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ConnectorCase


class TestResults(ConnectorCase):
    """Chat tools that accept a message first and say afterwards who has it."""

    def setUp(self):
        super().setUp()
        self.asked, self.results = [], {}
        self.startPatcher(
            patch.object(
                self.env.registry["crm.connector"],
                "_test_send_result",
                self._answer,
                create=True,
            )
        )

    def _answer(self, vendor_id):
        self.asked.append(vendor_id)
        answer = self.results.get(vendor_id, SendResult())
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _sent(self, vendor_id, users=None, minutes=5):
        """Messages of one call that was accepted so many minutes ago."""
        self.tool.answers = [Delivery(vendor_id=vendor_id)]
        with trap_jobs() as trap:
            event = self._emit(users or self.reader + self.foreigner, key=vendor_id)
            messages = self._messages(event)
            trap.perform_enqueued_jobs()
        messages.sent_at = fields.Datetime.now() - timedelta(minutes=minutes)
        return messages

    def _sweep(self):
        with trap_jobs() as trap:
            self.env["crm.connector"]._cron_ask_results()
            trap.perform_enqueued_jobs()

    def test_who_did_not_get_it_is_listed_with_the_reason(self):
        messages = self._sent("v1", self.reader + self._colleague())
        first, other = messages.sorted(lambda one: one.user_id != self.reader)
        names = messages.identity_id.mapped("external_id")
        self.results["v1"] = SendResult(
            {"ID.con_reader": "held back"}, frozenset(names) - {"ID.con_reader"}
        )
        self._sweep()
        self.assertEqual((first.state, first.error), ("failed", "held back"))
        self.assertEqual(other.state, "sent")
        self.assertFalse((first + other).filtered("is_result_open"))
        self._sweep()
        self.assertEqual(self.asked, ["v1"])

    def test_an_open_one_is_asked_for_again_and_given_up_after_a_day(self):
        message = self._sent("v1", self.reader)
        self._sweep()
        self._sweep()
        self.assertTrue(message.is_result_open)
        self.assertEqual(self.asked, ["v1", "v1"])
        message.sent_at = fields.Datetime.now() - timedelta(hours=25)
        self._sweep()
        self.assertFalse(message.is_result_open)
        self.assertEqual((message.state, len(self.asked)), ("sent", 2))

    def test_a_fresh_message_is_not_asked_for_yet(self):
        self._sent("v1", self.reader, minutes=1)
        self._sweep()
        self.assertFalse(self.asked)

    def test_a_chat_tool_that_cannot_be_asked_stops_the_round(self):
        self._sent("v1", self.reader)
        second = self._sent("v2", self.reader)
        self.results["v1"] = Unreachable("ReadTimeout")
        self._sweep()
        self.assertEqual(self.asked, ["v1"])
        self._sweep()  # the other one comes first now
        self.assertEqual(self.asked[:2], ["v1", "v2"])
        self.assertEqual(self.connector.state, "connected")
        self.results = {"v2": SetupRefused("no permission")}
        self._sweep()
        self.assertTrue(second.is_result_open)
        self.assertEqual(self.connector.state, "error")
        before = len(self.asked)
        self._sweep()
        self.assertEqual(len(self.asked), before)

    def test_an_unknown_number_is_no_error(self):
        message = self._sent("v1", self.reader)
        self.results["v1"] = MessageRefused("unknown task")
        self._sweep()
        self.assertEqual((message.state, self.connector.state), ("sent", "connected"))

    def test_ten_calls_cost_the_queries_of_one_each(self):
        counts = []
        for number in (1, 10):
            for place in range(number):
                vendor_id = f"q{number}-{place}"
                self._sent(vendor_id, self.reader)
                self.results[vendor_id] = SendResult({}, frozenset({"ID.con_reader"}))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.connector._ask_results()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # A call over the network each: a lock of its messages and their people.
        self.assertLessEqual(counts[1], counts[0] + 9 * 3)

    def _colleague(self):
        user = self._new_user("con_colleague", lang="zh_CN")
        self._identify(user)
        return user
