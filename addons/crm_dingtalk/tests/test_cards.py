import re
from urllib.parse import urlsplit

from odoo.tests import HttpCase, tagged

from odoo.addons.crm_approval.tests.common import ApprovalCase
from odoo.addons.crm_connector.tests.card_common import AskedInChat
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import DingtalkCase

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@tagged("post_install", "-at_install")
class TestCards(AskedInChat, DingtalkCase, ApprovalCase, HttpCase):
    """An approval asked for on a card of DingTalk, decided on the page it opens."""

    own_logins = "dingtalk_"

    def _ask(self):
        return super()._ask("zhang.wei")

    def _open(self, row, title):
        """Open what a button links to, as the browser inside DingTalk does."""
        (url,) = (one["url"] for one in row["buttons"] if one["title"] == title)
        parts = urlsplit(url)
        self.path = f"{parts.path}?{parts.query}"
        return self.url_open(self.path)

    def _confirm(self, page, **values):
        token = TOKEN.search(page.text)[1]
        with trap_jobs():
            answer = self.url_open(self.path, data={"csrf_token": token, **values})
            self.env.invalidate_all()
            # Their jobs belong to the request, which is over.
            for card in self.env["crm.connector.card"].search(
                [("connector_id", "=", self.connector.id)]
            ):
                card._refresh()
        return answer

    def test_from_the_button_to_the_approval(self):
        request, row = self._ask()
        self.assertEqual(row["msgtype"], "action_card")
        self.assertEqual([one["title"] for one in row["buttons"]], ["同意", "驳回"])
        self.assertIn("Sum：100 ＜b＞yuan＜/b＞", row["text"])
        # Nobody is logged in: the login page comes first, and leads back here.
        page = self._open(row, "同意")
        self.assertIn("/web/login", page.url)
        self.assertIn("redirect=", page.url)
        self.authenticate(self.rep.login, self.rep.login)
        page = self._open(row, "同意")
        self.assertEqual(page.headers["X-Frame-Options"], "DENY")
        self.assertIn("确认：同意", page.text)
        self.assertIn("100 &lt;b&gt;yuan&lt;/b&gt;", page.text)
        self.assertEqual(request.state, "pending")  # opening it decides nothing
        self.assertFalse(request.decision_ids)
        page = self._confirm(page)
        self.assertIn('data-state="ended"', page.text)
        self.assertIn("您已同意", page.text)
        self.assertEqual(request.decision_ids.user_id, self.rep)
        # Pressed again, by either button: it says how it ended.
        for title in ("同意", "驳回"):
            again = self._open(row, title)
            self.assertIn("您已同意", again.text)
            self.assertNotIn("<form", again.text)
        self.assertEqual(len(request.decision_ids), 1)
        self.assertEqual(len(self.state.inbox("zhang.wei")), 1)

    def test_a_refusal_asks_for_its_reason(self):
        request, row = self._ask()
        self.authenticate(self.rep.login, self.rep.login)
        page = self._confirm(self._open(row, "驳回"))
        self.assertIn('role="alert"', page.text)
        self.assertEqual(request.state, "pending")
        self._confirm(page, words="厨房面积不对")
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.decision_ids.comment, "厨房面积不对")

    def test_a_colleague_or_a_forged_address_gets_nothing(self):
        request, row = self._ask()
        self.authenticate(self.designer.login, self.designer.login)
        page = self._open(row, "同意")
        self.assertEqual(page.status_code, 403)
        self.assertNotIn("Villa", page.text)
        self.assertIn('data-state="others"', page.text)
        self.authenticate(self.rep.login, self.rep.login)
        page = self._open(row, "同意")
        token = TOKEN.search(page.text)[1]
        forged = self.path.replace("button=approve", "button=refuse")
        answer = self.url_open(forged, data={"csrf_token": token, "words": "x"})
        self.assertEqual(answer.status_code, 403)
        with self.assertLogs("odoo.http"):
            answer = self.url_open(self.path, data={"words": "x"})  # no csrf token
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(request.decision_ids)


@tagged("post_install", "-at_install")
class TestNoticeResults(DingtalkCase):
    """DingTalk accepts a notice for everybody and says afterwards who has it."""

    def _tell(self, users, key="k"):
        with trap_jobs() as trap:
            event = self._emit(users, key=key)
            trap.perform_enqueued_jobs()
        return self._messages(event)

    def _look(self, messages):
        self.connector.directory_user_id.lang = "en_US"  # who reads the reasons
        messages.sent_at = messages[0].sent_at.replace(year=2020)
        with trap_jobs():
            self.connector._ask_results()

    def test_a_leaver_among_the_recipients_is_shown(self):
        self._identify(self.outsider, "ghost")
        messages = self._tell(self.rep + self.outsider)
        self.assertEqual(set(messages.mapped("state")), {"sent"})
        self._look(messages)
        by_user = {one.user_id: one for one in messages}
        self.assertEqual(by_user[self.outsider].state, "failed")
        self.assertIn("visible range", by_user[self.outsider].error)
        self.assertEqual(by_user[self.rep].state, "sent")
        self.assertFalse(messages.filtered("is_result_open"))

    def test_what_dingtalk_held_back_is_shown_and_sent_again_with_a_new_time(self):
        message = self._tell(self.rep)
        self.package.results.set_kind(
            self.state, {"userid": "zhang.wei", "kind": "forbidden"}
        )
        self._look(message)
        self.assertEqual(message.state, "failed")
        self.assertIn("held the notice back", message.error)
        with trap_jobs() as trap:
            message.with_user(self.admin).action_resend()
            trap.perform_enqueued_jobs()
        self.assertEqual(message.state, "sent")
        self.assertEqual(len(self.state.inbox("zhang.wei")), 2)
        self.assertFalse(self.state.lost)

    def test_what_dingtalk_does_not_know_yet_is_asked_for_again(self):
        message = self._tell(self.rep)
        self.package.results.set_kind(
            self.state, {"userid": "zhang.wei", "kind": "waiting"}
        )
        self._look(message)
        self.assertEqual((message.state, message.is_result_open), ("sent", True))
        self.state.notices.clear()
        self._look(message)
        self.assertEqual((message.state, message.is_result_open), ("sent", True))
        self.assertEqual(self.connector.state, "connected")
