from odoo.addons.queue_job.tests.common import trap_jobs

from .common import DingtalkCase

SEND = "topapi/message/corpconversation/asyncsend_v2"


class TestMessages(DingtalkCase):
    def _told(self, users, **kwargs):
        """Emit an event and run its jobs; answer the messages."""
        with trap_jobs() as trap:
            event = self._emit(users, **kwargs)
            trap.perform_enqueued_jobs()
        return self._messages(event)

    def _fails(self, **fault):
        """Tell the rep while the next call fails; answer the message and the waits."""
        self.state.add_fault(self.Fault(path=f"/{SEND}", **fault))
        with trap_jobs() as trap:
            message = self._messages(self._emit(self.rep, key=str(fault)))
            trap.perform_enqueued_jobs()
            waits = [call.properties["eta"] for call in trap.calls[1:]]
        return message, waits

    def test_each_person_reads_it_once_where_he_lives(self):
        messages = self._told(self.rep + self.designer + self.outsider + self.manager)
        arrived = self.state.inbox()
        self.assertEqual([row["userid"] for row in arrived], ["zhang.wei", "li.na"])
        self.assertEqual(set(messages.mapped("state")), {"sent"})
        self.assertEqual(messages[0].vendor_id, str(arrived[0]["task_id"]))
        self.assertEqual(self._calls(SEND), 1)

    def test_the_card_reads_in_chinese_and_links_to_the_document(self):
        self._told(self.rep)
        (row,) = self.state.inbox("zhang.wei")
        self.assertEqual((row["msgtype"], row["title"]), ("action_card", "合同已签订"))
        self.assertIn("客户：云岭置业", row["text"])
        self.assertIn(f"res_id={self.customer.id}", row["url"])
        self.assertEqual(row["button"], "查看详情")

    def test_what_people_wrote_cannot_become_markup(self):
        self._told(self.rep, name="# [点我](https://evil.example) <img> {actor}")
        (row,) = self.state.inbox("zhang.wei")
        self.assertIn("＃ ［点我］(https://evil.example) ＜img＞ {actor}", row["text"])

    def test_a_repeated_job_reaches_nobody_again(self):
        messages = self._told(self.rep)
        messages.state = "queued"  # as after a crash between answer and commit
        messages._deliver()
        self.assertEqual(messages.state, "sent")
        self.assertEqual(self._calls(SEND), 2)
        self.assertEqual(len(self.state.inbox()), 1)

    def test_two_equal_reports_of_different_times_both_arrive(self):
        payload = {"title": "提醒", "body": "请跟进", "layout": "text"}
        for note in ("2026-11-27 09:00", "2026-11-27 09:01"):
            self.connector._send({**payload, "note": note}, ["zhang.wei"])
        self.connector._send(payload, ["zhang.wei"])
        self.assertEqual(len(self.state.inbox()), 3)
        self.assertFalse(self.state.lost)

    def test_more_than_a_hundred_people_take_more_calls(self):
        identities = [f"u{number:03d}" for number in range(150)]
        self.state.set_people(map(self.Person, identities))
        users = self.env["res.users"].create(
            [{"name": name, "login": f"dt_{name}"} for name in identities]
        )
        for user, name in zip(users, identities, strict=True):
            self._identify(user, name)
        messages = self._told(users)
        self.assertEqual(set(messages.mapped("state")), {"sent"})
        self.assertEqual(len(self.state.inbox()), 150)
        self.assertGreaterEqual(self._calls(SEND), 2)

    def test_only_unknown_people_end_as_failed_without_retry(self):
        self._identify(self.outsider, "ghost")
        with trap_jobs() as trap:
            message = self._messages(self._emit(self.outsider))
            trap.perform_enqueued_jobs()
            trap.assert_jobs_count(0)
        self.assertEqual(message.state, "failed")
        self.assertIn("33012", message.error)
        self.assertEqual(self.connector.state, "connected")

    def test_an_expired_token_is_renewed_once_and_the_message_arrives(self):
        self._told(self.rep, key="first")
        self.state.expire_tokens(42001)
        message = self._told(self.rep, key="second", name="no. 2")
        self.assertEqual(message.state, "sent")
        self.assertEqual(self._calls("gettoken"), 2)

    def test_a_timeout_of_the_vendor_is_tried_again(self):
        for fault in ({"code": 88}, {"code": 15}, {"http_status": 504, "body": "x"}):
            with self.subTest(**fault):
                self.state.reset()
                message, waits = self._fails(**fault)
                self.assertEqual((message.state, waits), ("queued", [30]))

    def test_a_used_up_quota_is_not_tried_again_and_told(self):
        message, waits = self._fails(code=90020)
        self.assertEqual((message.state, waits), ("failed", []))
        self.assertEqual(self.connector.state, "error")
        self.assertIn("90020", self.connector.last_error)

    def test_a_ban_rests_the_whole_connector(self):
        message, waits = self._fails(is_banned=True)
        self.assertEqual((message.state, waits), ("queued", [660]))
        self._told(self.designer, key="other")
        self.assertEqual(self._calls(SEND), 1)
