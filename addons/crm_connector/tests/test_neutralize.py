from odoo.tools import file_open

from .common import ConnectorCase


class TestNeutralize(ConnectorCase):
    def _neutralize(self):
        self.env.flush_all()
        with file_open("crm_connector/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()

    def test_a_copy_of_the_database_writes_to_nobody(self):
        message = self._messages(self._emit(self.reader))
        jobs = [
            ("model_name", "=", "crm.connector.message"),
            ("state", "in", ("pending", "started")),
        ]
        job = self.env["queue.job"].search(jobs, order="id desc", limit=1)
        self.assertEqual(job.state, "pending")
        # The runner starts again what was running when the copy was made.
        job.state = "started"
        self._neutralize()
        self.assertEqual(message.state, "dead")
        self.assertFalse(self.env["queue.job"].search_count(jobs))
        message._deliver()
        self.assertFalse(self.tool.calls)

    def test_a_copy_of_the_database_holds_no_secret(self):
        token = self.env["crm.connector.token"].search(
            [("connector_id", "=", self.connector.id)]
        )
        token.write({"access_token": "token", "expires_at": "2099-01-01 00:00:00"})
        self.connector.write({"callback_token": "t", "callback_aes_key": "k"})
        self.connector.write({"is_login_enabled": True, "is_open_link_enabled": True})
        robot = self.env["crm.connector.robot"].create(
            {
                "name": "设计部",
                "connector_id": self.connector.id,
                "key": "https://chat.example.cn/webhook/send?key=group-key&x=1",
                "secret": "SEC1",
            }
        )
        ticket = self.env["crm.connector.ticket"].create(
            {"connector_id": self.connector.id, "purpose": "page"}
        )
        report = self.env["crm.connector.event"]._keep(self.connector.id, b"<xml/>")
        self._neutralize()
        self.assertEqual(report.state, "failed")
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
        self.assertFalse(token.access_token or ticket.exists())
        self.assertFalse(robot.active or robot.secret)
        self.assertEqual(robot.key, f"neutralized-{robot.id}")
