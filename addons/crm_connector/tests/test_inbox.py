import hashlib

from .common import ConnectorCase


class TestInbox(ConnectorCase):
    def test_a_repeated_report_is_kept_once(self):
        inbox = self.env["crm.connector.event"]
        raw = "<xml><Event>新增客户</Event></xml>".encode()
        event = inbox._store(self.connector, raw)
        self.assertEqual(event.digest, hashlib.sha256(raw).hexdigest())
        self.assertEqual((event.state, event.raw), ("received", raw.decode()))
        self.assertFalse(inbox._store(self.connector, raw))
        self.assertTrue(inbox._store(self.connector, raw + b" "))
        self.assertTrue(inbox._store(self.connector.copy(), raw))

    def test_bytes_that_are_no_text_are_kept_all_the_same(self):
        event = self.env["crm.connector.event"]._store(self.connector, b"\xff\x00a")
        self.assertEqual(event.raw, "\ufffda")
