from odoo.addons.queue_job.tests.common import trap_jobs

from .common import WecomCase

SEND = "/cgi-bin/message/send"


class TestMessages(WecomCase):
    def _told(self, users, **kwargs):
        """Emit an event and run its jobs; answer the messages."""
        with trap_jobs() as trap:
            event = self._emit(users, **kwargs)
            trap.perform_enqueued_jobs()
        return self._messages(event)

    def test_each_person_reads_it_once_where_he_lives(self):
        messages = self._told(self.rep + self.designer + self.outsider + self.manager)
        arrived = self.simulator.state.inbox()
        self.assertEqual([row["userid"] for row in arrived], ["ZhangWei", "li.na"])
        self.assertEqual(set(messages.mapped("state")), {"sent"})
        self.assertEqual(set(messages.mapped("vendor_id")), {arrived[0]["msgid"]})
        self.assertEqual(self._calls("message/send"), 1)
        notices = self.env["mail.notification"].search(
            [("res_partner_id", "in", messages.user_id.partner_id.ids)]
        )
        self.assertFalse(notices)
        self.assertTrue(
            self.env["mail.notification"].search_count(
                [("res_partner_id", "=", self.outsider.partner_id.id)]
            )
        )

    def test_the_card_reads_in_chinese_and_links_to_the_document(self):
        self._told(self.rep)
        (row,) = self.simulator.state.inbox("ZhangWei")
        self.assertEqual(row["msgtype"], "textcard")
        self.assertEqual(row["title"], "合同已签订")
        self.assertIn("客户：云岭置业", row["text"])
        self.assertIn(f"res_id={self.customer.id}", row["url"])

    def test_what_people_wrote_cannot_become_markup(self):
        self._told(self.rep, name='<div class="highlight">x</div> {actor}')
        (row,) = self.simulator.state.inbox("ZhangWei")
        self.assertIn('＜div class="highlight"＞x＜/div＞ {actor}', row["text"])

    def test_a_repeated_event_reaches_nobody_again(self):
        self._told(self.rep, key="same")
        self._told(self.rep, key="same")
        self.assertEqual(len(self.simulator.state.inbox()), 1)

    def test_a_repeated_job_reaches_nobody_again(self):
        messages = self._told(self.rep)
        messages.state = "queued"  # as after a crash between answer and commit
        messages._deliver()
        self.assertEqual(messages.state, "sent")
        self.assertEqual(self._calls("message/send"), 2)
        self.assertEqual(len(self.simulator.state.inbox()), 1)

    def test_a_member_out_of_range_is_shown_and_the_other_is_told(self):
        self._identify(self.outsider, "Ghost.User")
        messages = self._told(self.rep + self.outsider)
        by_user = {message.user_id: message for message in messages}
        self.assertEqual(by_user[self.rep].state, "sent")
        self.assertEqual(by_user[self.outsider].state, "failed")
        self.assertTrue(by_user[self.outsider].error)

    def test_only_unknown_members_end_as_failed_without_retry(self):
        self._identify(self.outsider, "Ghost.User")
        with trap_jobs() as trap:
            message = self._messages(self._emit(self.outsider))
            trap.perform_enqueued_jobs()
            trap.assert_jobs_count(0)
        self.assertEqual(message.state, "failed")
        self.assertIn("81013", message.error)
        self.assertEqual(self.connector.state, "connected")

    def test_an_expired_token_is_renewed_once_and_the_message_arrives(self):
        self._told(self.rep, key="first")
        for errcode in (40014, 42001):
            self.simulator.state.expire_tokens(errcode)
            before = self._calls("gettoken")
            message = self._told(self.rep, key=str(errcode), name=f"no. {errcode}")
            self.assertEqual(message.state, "sent")
            self.assertEqual(self._calls("gettoken"), before + 1)

    def test_a_server_that_always_refuses_tokens_costs_two_gettoken_calls(self):
        self.simulator.state.add_fault(self.Fault(times=-1, path=SEND, errcode=40014))
        with trap_jobs() as trap:
            message = self._messages(self._emit(self.rep))
            trap.perform_enqueued_jobs()
            trap.assert_jobs_count(0)
        self.assertEqual(self._calls("gettoken"), 2)
        self.assertEqual(message.state, "failed")
        self.assertEqual(self.connector.state, "error")
        self._told(self.rep, key="later")
        self.assertEqual(self._calls("gettoken"), 2)

    def test_a_busy_or_broken_server_is_tried_again_until_it_works(self):
        state = self.simulator.state
        state.add_fault(self.Fault(path=SEND, errcode=-1))
        state.add_fault(self.Fault(path=SEND, http_status=502, body="<html>"))
        with trap_jobs() as trap:
            message = self._messages(self._emit(self.rep))
            for _round in range(3):
                trap.perform_enqueued_jobs()
            trap.assert_jobs_count(0)
            waits = [call.properties["eta"] for call in trap.calls]
        self.assertEqual(waits, [None, 30, 120])
        self.assertEqual((message.state, message.tries), ("sent", 3))
        self.assertEqual(len(state.inbox()), 1)

    def test_a_server_that_stays_busy_leaves_a_dead_letter(self):
        self.simulator.state.add_fault(self.Fault(times=-1, path=SEND, errcode=-1))
        with trap_jobs() as trap:
            message = self._messages(self._emit(self.rep))
            for _round in range(6):
                trap.perform_enqueued_jobs()
        self.assertEqual((message.state, message.tries), ("dead", 4))
        self.assertEqual(self._calls("message/send"), 4)
        self.simulator.state.reset()
        with trap_jobs() as trap:
            message.with_user(self.admin).action_resend()
            trap.perform_enqueued_jobs()
        self.assertEqual(message.state, "sent")
        self.assertEqual(len(self.simulator.state.inbox("ZhangWei")), 1)

    def test_a_used_up_limit_waits_for_its_block_to_end(self):
        self.simulator.state.add_fault(self.Fault(path=SEND, errcode=45009))
        with trap_jobs() as trap:
            self._emit(self.rep)
            trap.perform_enqueued_jobs()
            self.assertEqual(trap.calls[-1].properties["eta"], 65)
        self.assertTrue(self.connector.paused_until)
        self._told(self.designer, key="other")
        self.assertEqual(self._calls("message/send"), 1)
