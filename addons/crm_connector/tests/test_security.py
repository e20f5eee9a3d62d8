from odoo.exceptions import AccessError, UserError

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

    def test_no_secret_is_exported_copied_or_put_into_a_mail(self):
        robot = self.env["crm.connector.robot"].create(
            {"name": "设计部", "connector_id": self.connector.id, "key": "group-key"}
        )
        token = self.env["crm.connector.token"].search(
            [("connector_id", "=", self.connector.id)]
        )
        for record in (self.connector, robot, token):
            secrets = [
                field.name for field in record._fields.values() if not field.exportable
            ]
            self.assertTrue(secrets)
            for name in secrets:
                with self.subTest(f"{record._name}.{name}"):
                    with self.assertRaisesRegex(UserError, "never exported"):
                        record.with_user(self.admin).export_data([name])
                    self.assertNotIn(name, record.copy_data()[0])
        identity = self.connector.identity_ids[0].with_user(self.admin)
        with self.assertRaisesRegex(UserError, "never exported"):
            identity.export_data(["connector_id/app_secret"])
        self.assertTrue(identity.export_data(["connector_id/name"])["datas"])
        template = "{{ object.app_secret }}"
        render = self.env["mail.render.mixin"].with_user(self.reader)
        with self.assertRaises(AccessError):
            render._render_template(template, "crm.connector", self.connector.ids)

    def test_the_users_side_of_secrets_stays_closed_even_with_the_record(self):
        with self.assertRaises(AccessError):
            self.connector.with_user(self.reader).read(["app_secret"])
