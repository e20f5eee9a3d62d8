from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .change_common import ChangeOrderCommon
from .common import SIGNATURE


@tagged("post_install", "-at_install")
class TestChangePortal(ChangeOrderCommon, HttpCase):
    """The client asks for a change, reads what it costs, and answers."""

    def authenticate(self, *args, **kwargs):
        # Pages and answers are read in English, whatever languages are installed.
        session = super().authenticate(*args, **kwargs)
        self.opener.cookies["frontend_lang"] = "en_US"
        return session

    def _post(self, url, page=None, **values):
        page = self.url_open("/my/design" if self.session.uid else page or url).text
        token = page.split('name="csrf_token" value="')[-1].split('"')[0]
        return self.url_open(url, {"csrf_token": token, **values})

    def _sign(self, change, token=None, **values):
        url = f"/my/changes/{change.id}/sign"
        if token:
            url += f"?access_token={token}"
        shown = {"shown": change.sent_sha256, "name": "Zhao Ming"}
        return self.make_jsonrpc_request(
            url, {**shown, "signature": SIGNATURE, **values}
        )

    def test_the_client_asks_for_a_change_once(self):
        self.release()
        self.authenticate("client", "client")
        url = f"/my/design/{self.project.id}/changes"
        for _click in range(2):
            page = self._post(url, description="A wider door")
            self.assertIn("We will get back to you", page.text)
        change = self.project.change_order_ids
        self.assertEqual(len(change), 1)
        self.assertEqual((change.state, change.user_id), ("draft", self.lead))
        self.assertEqual(change.asked_by_id, self.client.partner_id)
        (event,) = self.env["crm.business.event"].search(
            [("kind", "=", "change_order.requested")]
        )
        self.assertEqual(event.audience_ids, self.lead | self.rep)
        self.assertIn("Write what", self._post(url, description=" ").text)
        self.assertIn("longer", self._post(url, description="x" * 4001).text)
        self._post(
            f"/my/deliverables/{self.concept.id}/changes", description="Blue walls"
        )
        wish = self.project.change_order_ids - change
        self.assertEqual(wish.deliverable_id, self.concept)
        self.assertEqual(wish.version_id, self.concept.client_version_id)

    def test_a_stranger_asks_for_nothing(self):
        self.release()
        token = self.deliverable("render")._portal_ensure_token()
        self.authenticate("stranger", "stranger")
        for url in (
            f"/my/design/{self.project.id}/changes",
            f"/my/deliverables/{self.concept.id}/changes",
            f"/my/deliverables/{self.concept.id}/changes?access_token={token}",
        ):
            with mute_logger("odoo.http"):
                self._post(url, description="A wider door")
        self.assertFalse(self.project.change_order_ids)

    def test_the_client_reads_price_and_dates_and_accepts(self):
        change = self.send(self.new_change(title="Open kitchen XYZ"))
        self.authenticate("client", "client")
        page = self.url_open(f"/my/design/{self.project.id}").text
        self.assertIn("XYZ", page)
        self.assertIn("Decide on the change", page)
        page = self.url_open(f"/my/changes/{change.id}").text
        for words in ("XYZ", "500.00", "+3 working days", "Accept and sign"):
            self.assertIn(words, page)
        self.assertNotIn("12:00", page)
        self.assertIn("error", self._sign(change, signature="rubbish"))
        self.assertIn("error", self._sign(change, shown="0" * 64))
        self.assertIn("force_refresh", self._sign(change))
        self.assertIn("force_refresh", self._sign(change), "a second click")
        self.assertEqual(change.state, "accepted")
        self.assertTrue(change.signed_ip)
        self.assertIn("Accepted", self.url_open(f"/my/changes/{change.id}").text)

    def test_neither_url_nor_the_token_of_another_record_opens_it(self):
        change = self.send(self.new_change(title="Secret kitchen"))
        other = self.send(self.new_change())
        draft = self.new_change(title="Secret draft")
        token = other._portal_ensure_token()
        for login in (None, "stranger"):
            self.authenticate(login, login)
            for url in (
                f"/my/changes/{change.id}",
                f"/my/changes/{change.id}?access_token={token}",
            ):
                self.assertNotIn("Secret", self.url_open(url).text)
            self.assertIn("error", self._sign(change, token))
        self.authenticate("client", "client")
        self.assertNotIn("Secret", self.url_open(f"/my/changes/{draft.id}").text)
        self.authenticate("lead", "lead")
        self.assertIn("Only the client", self._sign(change)["error"])
        self.assertEqual(change.state, "sent")
        # Its own token opens it without a login, and answers.
        self.authenticate(None, None)
        own = change._portal_ensure_token()
        page = self.url_open(f"/my/changes/{change.id}?access_token={own}").text
        self.assertIn("Secret kitchen", page)
        self._post(
            f"/my/changes/{change.id}/refuse?access_token={own}",
            f"/my/changes/{change.id}?access_token={own}",
            reason="Too dear",
        )
        self.assertEqual((change.state, change.refusal_reason), ("refused", "Too dear"))
