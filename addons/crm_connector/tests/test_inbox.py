import hashlib
from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, LockError, UserError
from odoo.tools import mute_logger

from odoo.addons.crm_connector.tools.delivery import Busy, MessageRefused
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ConnectorCase


class TestInbox(ConnectorCase):
    """A report is kept once, and dealt with by a job."""

    def setUp(self):
        super().setUp()
        self.inbox = self.env["crm.connector.event"]
        self.processed, self.answers = [], []
        model = self.env.registry["crm.connector"]
        self.startPatcher(
            patch.object(model, "_test_process", self._fake_process, create=True)
        )

    def _fake_process(self, raw):
        self.processed.append(raw)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _keep(self, raw=b"<xml/>", connector=None):
        with trap_jobs() as trap:
            event = self.inbox._keep((connector or self.connector).id, raw, "test/kind")
        return event, trap.calls

    def _process(self, event):
        """Run the job; answer the seconds until the job it left behind."""
        with trap_jobs() as trap:
            event._process()
        return [call.properties["eta"] for call in trap.calls]

    def test_a_repeated_report_is_kept_once(self):
        raw = "<xml><Event>新增客户</Event></xml>".encode()
        event, jobs = self._keep(raw)
        self.assertEqual(event.digest, hashlib.sha256(raw).hexdigest())
        self.assertEqual((event.state, event.raw), ("received", raw.decode()))
        self.assertEqual((event.event_kind, len(jobs)), ("test/kind", 1))
        again, jobs = self._keep(raw)
        self.assertFalse(again or jobs)
        self.assertTrue(self._keep(raw + b" ")[0])
        self.assertTrue(self._keep(raw, self.connector.copy())[0])

    def test_bytes_that_are_no_text_are_kept_all_the_same(self):
        event, _jobs = self._keep(b"\xff\x00a")
        self.assertEqual(event.raw, "\ufffda")

    def test_what_was_processed_names_its_record_and_is_left_alone(self):
        event, _jobs = self._keep()
        self.answers = [self.customer]
        self._process(event)
        self.assertEqual(event.state, "done")
        self.assertEqual(
            (event.res_model, event.res_id), ("res.partner", self.customer.id)
        )
        self._process(event)
        self.assertEqual(self.processed, [b"<xml/>"])

    def test_what_concerns_nothing_here_is_not_kept(self):
        event, _jobs = self._keep(b"<xml><Content>private</Content></xml>")
        self._process(event)
        self.assertEqual((event.state, event.raw), ("done", False))
        self.assertFalse(self._keep(b"<xml><Content>private</Content></xml>")[0])

    def test_a_row_that_somebody_holds_is_waited_for(self):
        event, _jobs = self._keep()
        self.answers = [LockError("held")]
        with self.assertRaises(RetryableJobError) as again:
            event._process()
        self.assertTrue(again.exception.ignore_retry)
        self.assertEqual((event.state, event.tries), ("received", 0))

    def test_a_report_waits_while_its_connector_is_in_the_archive(self):
        event, _jobs = self._keep()
        self.connector.active = False
        self._process(event)
        self.assertEqual((event.state, self.processed), ("received", []))
        self.connector.active = True
        self._process(event)
        self.assertEqual(event.state, "done")

    def test_a_busy_chat_tool_is_asked_again_and_a_refusal_is_shown(self):
        event, _jobs = self._keep()
        self.answers = [Busy("busy"), MessageRefused("48002: no right")]
        self.assertEqual(self._process(event), [30])
        self.assertEqual((event.state, event.tries), ("received", 1))
        self.assertEqual(self._process(event), [])
        self.assertEqual((event.state, event.error), ("failed", "48002: no right"))

    def test_a_failed_report_is_processed_again_by_an_administrator_only(self):
        event, _jobs = self._keep()
        event._on_job_failed(exc_name="KeyError", exc_message="'UserID'")
        self.assertEqual(event.state, "failed")
        self.assertIn("'UserID'", event.error)
        with self.assertRaises(AccessError):
            event.with_user(self.reader).action_retry()
        with trap_jobs() as trap:
            event.with_user(self.admin).action_retry()
        self.assertEqual((event.state, len(trap.calls)), ("received", 1))
        with self.assertRaisesRegex(UserError, "Only failed"):
            event.with_user(self.admin).action_retry()

    def test_a_report_that_lost_its_job_gets_another(self):
        event, _jobs = self._keep()
        with trap_jobs() as trap:
            self.inbox._cron_requeue_stale()
        self.assertFalse(trap.calls)
        event.received_at = "2026-01-01 00:00:00"
        with trap_jobs() as trap:
            self.inbox._cron_requeue_stale()
        self.assertEqual(len(trap.calls), 1)

    def test_what_was_dealt_with_is_forgotten_after_a_while(self):
        done, _jobs = self._keep(b"1")
        waiting, _jobs = self._keep(b"2")
        (done + waiting).received_at = "2026-01-01 00:00:00"
        done.state = "done"
        self.inbox._gc_events()
        self.assertEqual((done + waiting).exists(), waiting)

    def test_the_health_page_counts(self):
        self._keep()
        failed, _jobs = self._keep(b"2")
        failed.state = "failed"
        refusals = self.env["crm.connector.refusal"]
        for _time in range(2):
            refusals._count(self.connector.id)
        self.connector.invalidate_recordset()
        connector = self.connector.with_user(self.admin)
        self.assertEqual(connector.waiting_event_count, 1)
        self.assertEqual(connector.failed_event_count, 1)
        self.assertEqual(connector.refused_count, 2)
        self.assertTrue(connector.refused_at and connector.received_at)

    def test_who_makes_the_same_at_one_moment_is_run_again(self):
        events = self.env["crm.connector.event"]
        row = {"connector_id": self.connector.id, "digest": "of the same"}
        events._create_once([row])
        # Odoo repeats requests; of jobs it repeats those that say so.
        for context, error in (
            ({}, ConcurrencyError),
            ({"job_uuid": "x"}, RetryableJobError),
        ):
            with mute_logger("odoo.sql_db"), self.assertRaises(error):
                events.with_context(**context)._create_once([row])
