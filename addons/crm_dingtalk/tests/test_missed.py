import json

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import DingtalkCase

MISSED = "v1.0/event/callbacks/failedResults"


class TestMissed(DingtalkCase):
    """Reports that did not reach us are asked for, page by page."""

    def setUp(self):
        super().setUp()
        self.state.delivery = "lost"

    def _lose(self, number):
        for index in range(number):
            self.package.reports.send_event(
                self.state, "user_add_org", UserId=[f"u{index}"]
            )

    def _ask(self):
        inbox = self.env["crm.connector"]
        with trap_jobs() as trap:
            inbox._cron_dingtalk_missed()
            for _page in range(4):
                jobs = [
                    job
                    for job in trap.enqueued_jobs
                    if job.method_name == "_dingtalk_fetch_missed"
                ]
                if not jobs:
                    break
                for job in jobs:
                    trap.enqueued_jobs.remove(job)
                    job.perform()

    def test_lost_reports_come_page_by_page(self):
        self._lose(230)
        self._ask()
        events = self._events()
        self.assertEqual(len(events), 230)
        self.assertEqual(set(events.mapped("event_kind")), {"user_add_org"})
        self.assertEqual(json.loads(events[-1].raw)["UserId"], ["u0"])
        self.assertEqual(self._calls(MISSED), 3)

    def test_nothing_lost_is_nothing_kept(self):
        self._ask()
        self.assertFalse(self._events())
        self.assertEqual(self._calls(MISSED), 1)

    def test_who_cannot_be_called_back_is_not_asked(self):
        self.connector.callback_token = False
        self._ask()
        self.assertFalse(self._calls(MISSED))

    def test_a_failure_is_shown_on_the_connector_and_asked_again_later(self):
        self.state.add_fault(self.Fault(path=f"/{MISSED}", code=90020, http_status=403))
        self._ask()
        self.assertEqual(self.connector.state, "error")
        self._ask()
        self.assertEqual(self._calls(MISSED), 1)
