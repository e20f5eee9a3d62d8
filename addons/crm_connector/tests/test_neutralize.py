from odoo.tools import file_open

from .common import ConnectorCase


class TestNeutralize(ConnectorCase):
    def test_a_copy_of_the_database_writes_to_nobody(self):
        message = self._messages(self._emit(self.reader))
        token = self.env["crm.connector.token"].search(
            [("connector_id", "=", self.connector.id)]
        )
        token.write({"access_token": "token", "expires_at": "2099-01-01 00:00:00"})
        self.connector.write({"callback_token": "t", "callback_aes_key": "k"})
        self.connector.write({"is_login_enabled": True, "is_open_link_enabled": True})
        jobs = [("model_name", "=", "crm.connector.message"), ("state", "=", "pending")]
        self.assertTrue(self.env["queue.job"].search_count(jobs))
        self.env.flush_all()
        with file_open("crm_connector/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertFalse(self.connector.active)
        self.assertEqual(self.connector.state, "draft")
        for name in (
            "app_secret",
            "callback_token",
            "callback_aes_key",
            "is_login_enabled",
            "is_open_link_enabled",
        ):
            self.assertFalse(self.connector[name], name)
        self.assertFalse(token.access_token)
        self.assertEqual(message.state, "dead")
        self.assertFalse(self.env["queue.job"].search_count(jobs))
        message._deliver()
        self.assertFalse(self.tool.calls)
