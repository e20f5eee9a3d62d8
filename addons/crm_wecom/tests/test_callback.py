import time
from urllib.parse import urlencode

from odoo.tests import HttpCase, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import WecomCase

TOKEN = "hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo"
AES_KEY = "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt"
VENDOR_CORP = "ww1436e0e65a779aee"
EVENT = "change_external_contact"


@tagged("post_install", "-at_install")
class TestCallback(WecomCase, HttpCase):
    """Who knows token and key is heard; everybody else gets 403 and is counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector.write({"callback_token": TOKEN, "callback_aes_key": AES_KEY})
        cls.path = f"/crm_wecom/callback/{cls.connector.callback_key}"
        cls.callback = cls.package.Callback("", TOKEN, AES_KEY)
        cls.corp_id = cls.simulator.state.corp_id

    def _events(self):
        return self.env["crm.connector.event"].search(
            [("connector_id", "=", self.connector.id)]
        )

    def _post(self, xml="<xml><Event>test</Event></xml>", corp_id=None, **kwargs):
        query, body = self.callback.sealed(xml, corp_id or self.corp_id, **kwargs)
        return self.url_open(f"{self.path}?{query}", data=body)

    def _refused(self):
        self.connector.invalidate_recordset()
        return self.connector.refused_count

    def test_the_vendors_example_is_answered_byte_for_byte(self):
        self.connector.wecom_corp_id = VENDOR_CORP
        query = {
            "msg_signature": "012bc692d0a58dd4b10f8dfe5c4ac00ae211ebeb",
            "timestamp": "1476416373",
            "nonce": "47744683",
            "echostr": "fsi1xnbH4yQh0+PJxcOdhhK6TDXkjMyhEPA7xB2TGz6b+g7xyAbEkRxN/3cNXW9"
            "qdqjnoVzEtpbhnFyq6SVHyA==",
        }
        answer = self.url_open(f"{self.path}?{urlencode(query)}")
        self.assertEqual(
            (answer.status_code, answer.content), (200, b"1288432023552776189")
        )
        query["nonce"] = "47744684"
        self.assertEqual(
            self.url_open(f"{self.path}?{urlencode(query)}").status_code, 403
        )
        self.assertEqual(self._refused(), 1)

    def test_an_event_is_kept_once_and_answered_with_nothing(self):
        xml = "<xml><Event>change_contact</Event><ChangeType>update_user"
        xml += "</ChangeType></xml>"
        for _time in range(2):
            answer = self._post(xml)
            self.assertEqual((answer.status_code, answer.content), (200, b""))
        event = self._events()
        self.assertEqual(event.event_kind, "change_contact/update_user")
        self.assertEqual(event.raw, xml)

    def test_what_is_not_wecoms_is_refused_and_counted(self):
        stranger = self.package.Callback("", "another-token", AES_KEY)
        query, body = stranger.sealed("<xml/>", self.corp_id)
        bad = [
            self.url_open(f"{self.path}?{query}", data=body),
            self._post(corp_id="ww0000000000other"),
            self._post(timestamp=int(time.time()) - 3600),
            self._post("no xml"),
            self.url_open(f"{self.path}?{query}", data=b"\xff\x00<xml>"),
            self.url_open(self.path, data=b""),
        ]
        self.assertEqual([one.status_code for one in bad], [403] * len(bad))
        self.assertEqual(self._refused(), len(bad))
        self.assertFalse(self._events())

    def test_an_address_that_is_nobodys_says_no_more(self):
        query, body = self.callback.sealed("<xml/>", self.corp_id)
        for path in ("/crm_wecom/callback/nobody", "/crm_wecom/callback/%00"):
            answer = self.url_open(f"{path}?{query}", data=body)
            self.assertEqual(answer.status_code, 403, path)
        self.connector.active = False
        self.assertEqual(self._post().status_code, 403)

    def test_large_bodies_are_not_read(self):
        answer = self.url_open(self.path, data=b"x" * 300_000)
        self.assertEqual(answer.status_code, 413)

    def test_mutated_bodies_never_break_it(self):
        query, body = self.callback.sealed("<xml><Event>a</Event></xml>", self.corp_id)
        for position in range(0, len(body), max(1, len(body) // 24)):
            mutated = bytearray(body)
            mutated[position] ^= 0x5A
            answer = self.url_open(f"{self.path}?{query}", data=bytes(mutated))
            self.assertIn(answer.status_code, (200, 403), position)

    def test_a_connector_without_token_or_key_hears_nobody(self):
        self.connector.callback_token = False
        with trap_jobs() as trap:
            self.assertEqual(self._post().status_code, 403)
        self.assertFalse(trap.calls)
