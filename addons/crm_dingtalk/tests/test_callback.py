import json
import time

from odoo.tests import HttpCase, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import AES_KEY, TOKEN, DingtalkCase

# The fact sheet's vector C
VENDOR_OWNER = "ding6ccabc44d2c8d38b"
VENDOR_BODY = (
    b'{"encrypt": "0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u'
    b"+oTTrd15NRPvNvmBKyDCYxxOK+HZeKju4yhELOFchzNukR+t8SB/qk4ROMu3"
    b'"}'
)
VENDOR_SIGNATURE = "03044561471240d4a14bb09372dfcfd4fd0e40cb"


@tagged("post_install", "-at_install")
class TestCallback(DingtalkCase, HttpCase):
    """Who knows token and key is heard; everybody else gets 403 and is counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path = f"/crm_dingtalk/callback/{cls.connector.callback_key}"
        cls.callback = cls._callback_of(cls.connector.dingtalk_app_key)

    @classmethod
    def _callback_of(cls, owner, token=TOKEN):
        return cls.package.Callback("", token, AES_KEY, owner)

    def _call(self, query, body, path=None):
        headers = {"Content-Type": "application/json"}
        return self.url_open(f"{path or self.path}?{query}", data=body, headers=headers)

    def _post(self, event=None, callback=None, **kwargs):
        callback = callback or self.callback
        event = event or {"EventType": "user_add_org", "UserId": ["a"]}
        return self._call(*callback.sealed(event, **kwargs))

    def _refused(self):
        self.connector.invalidate_recordset()
        return self.connector.refused_count

    def test_the_vendors_example_is_answered_with_an_encrypted_success(self):
        for name in ("dingtalk_app_key", "dingtalk_corp_id", "dingtalk_suite_key"):
            for signed, moment in (
                ("signature", "timestamp"),
                ("msg_signature", "timeStamp"),
            ):
                with self.subTest(owner=name, parameter=signed):
                    before = self.connector[name]
                    self.connector[name] = VENDOR_OWNER
                    query = f"{signed}={VENDOR_SIGNATURE}&{moment}=1608001896814"
                    answer = self._call(f"{query}&nonce=WL4PK6yA", VENDOR_BODY)
                    self.assertEqual(answer.status_code, 200)
                    self._callback_of(VENDOR_OWNER).check_answer(answer.content)
                    self.connector[name] = before
        self.assertFalse(self._events())
        answer = self._call(f"{query}&nonce=WL4PK6yB", VENDOR_BODY)
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(self._refused(), 1)

    def test_an_event_is_kept_once_and_answered_with_success(self):
        for is_newer in (True, False):
            answer = self._post(is_newer=is_newer)
            self.callback.check_answer(answer.content)
        event = self._events()
        self.assertEqual(event.event_kind, "user_add_org")
        self.assertEqual(json.loads(event.raw)["UserId"], ["a"])

    def test_an_event_with_an_id_is_known_by_it(self):
        for moment in ("1", "2"):
            event = {"EventType": "x", "eventId": "e1", "TimeStamp": moment}
            self.callback.check_answer(self._post(event).content)
        self.assertEqual(len(self._events()), 1)

    def test_what_is_not_dingtalks_is_refused_and_counted(self):
        app_key = self.connector.dingtalk_app_key
        stranger = self._callback_of(app_key, "another-token")
        query, body = stranger.sealed({"EventType": "user_leave_org"})
        bad = [
            self._call(query, body),
            self._post(callback=self._callback_of("ding0000000000other")),
            self._post(moment=time.time() - 3600),
            self._call(query, b"\xff\x00{"),
            self._call(query, b"[" * 100_000),
            self._call(query, b'{"encrypt": 5}'),
            self._call("", b"{}"),
        ]
        self.assertEqual([one.status_code for one in bad], [403] * len(bad))
        self.assertEqual(self._refused(), len(bad))
        self.assertFalse(self._events())

    def test_an_address_that_is_nobodys_says_no_more(self):
        query, body = self.callback.sealed({"EventType": "x"})
        for key in ("nobody", "%00"):
            answer = self._call(query, body, f"/crm_dingtalk/callback/{key}")
            self.assertEqual(answer.status_code, 403, key)
        self.connector.active = False
        self.assertEqual(self._post().status_code, 403)

    def test_large_bodies_are_not_read(self):
        self.assertEqual(self._call("", b"x" * 300_000).status_code, 413)

    def test_mutated_bodies_never_break_it(self):
        query, body = self.callback.sealed({"EventType": "x"})
        for position in range(0, len(body), max(1, len(body) // 24)):
            mutated = bytearray(body)
            mutated[position] ^= 0x5A
            answer = self._call(query, bytes(mutated))
            self.assertIn(answer.status_code, (200, 403), position)

    def test_a_connector_without_token_or_key_hears_nobody(self):
        self.connector.callback_token = False
        with trap_jobs() as trap:
            self.assertEqual(self._post().status_code, 403)
        self.assertFalse(trap.calls)
