from odoo.exceptions import AccessError

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ConnectorCase


class TestSecurity(ConnectorCase):
    def test_a_user_reads_no_connector_identity_rule_token_or_inbox(self):
        for model in (
            "crm.connector",
            "crm.connector.identity",
            "crm.connector.rule",
            "crm.connector.token",
            "crm.connector.ticket",
            "crm.connector.once",
            "crm.connector.event",
        ):
            with self.subTest(model=model):
                records = self.env[model].with_user(self.reader)
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(records.has_access(operation), operation)
                with self.assertRaises(AccessError):
                    records.search([])

    def test_a_user_cannot_use_the_buttons(self):
        connector = self.connector.with_user(self.reader)
        for action in (
            connector.action_test_connection,
            connector.action_resend_failed,
        ):
            with self.assertRaises(AccessError):
                action()
        with trap_jobs():
            event = self._emit(self.reader)
        message = self._messages(event)
        message.state = "failed"
        with self.assertRaises(AccessError):
            message.with_user(self.reader).action_resend()

    def test_a_user_reads_his_own_messages_only(self):
        with trap_jobs():
            event = self._emit(self.reader + self.foreigner)
        messages = self._messages(event)
        own = self.env["crm.connector.message"].with_user(self.reader).search([])
        self.assertEqual(own.user_id, self.reader)
        with self.assertRaises(AccessError):
            (messages - own).with_user(self.reader).read(["payload"])
        for operation in ("write", "create", "unlink"):
            self.assertFalse(own.has_access(operation), operation)

    def test_an_administrator_sees_every_message_but_writes_none(self):
        with trap_jobs():
            event = self._emit(self.reader + self.foreigner)
        messages = self._messages(event).with_user(self.admin)
        self.assertEqual(len(messages.read(["payload", "state"])), 2)
        self.assertFalse(messages.has_access("create"))

    def test_another_companys_administrator_does_not_see_a_connector(self):
        company = self.env["res.company"].create({"name": "Other Studio"})
        self.connector.company_id = company
        own = self.env["crm.connector"].with_user(self.admin).search([])
        self.assertNotIn(self.connector, own)

    def test_the_users_side_of_secrets_stays_closed_even_with_the_record(self):
        with self.assertRaises(AccessError):
            self.connector.with_user(self.reader).read(["app_secret"])
