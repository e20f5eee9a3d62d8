from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from odoo.addons.crm_connector.tools.delivery import SetupRefused

from .common import ConnectorCase


class TestConnector(ConnectorCase):
    def test_only_https_addresses_are_accepted(self):
        self._allow_loopback(False)
        for url in (
            "http://chat.example.cn",
            "ftp://x",
            "https://127.0.0.1",
            "https://127.1",
            "x",
        ):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.connector.base_url = url

    def test_a_simulator_on_the_loopback_needs_the_parameter(self):
        self._allow_loopback(False)
        with self.assertRaises(ValidationError):
            self.connector.base_url = "http://127.0.0.1:8071"
        self._allow_loopback()
        self.connector.base_url = "http://127.0.0.1:8071"
        with self.assertRaises(ValidationError):
            self.connector.base_url = "http://10.0.0.1:8071"

    def test_a_failed_test_says_why(self):
        self.tool.check_error = SetupRefused("wrong corp id")
        action = self.connector.with_user(self.admin).action_test_connection()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertEqual(self.connector.state, "error")
        self.assertEqual(self.connector.last_error, "wrong corp id")
        self.tool.check_error = None
        action = self.connector.with_user(self.admin).action_test_connection()
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(self.connector.state, "connected")
        self.assertFalse(self.connector.last_error)

    def test_a_copy_holds_no_secret_and_is_not_connected(self):
        copy = self.connector.copy()
        self.assertFalse(copy.app_secret)
        self.assertEqual(copy.state, "draft")

    def test_secrets_cannot_be_exported(self):
        for model, name in (
            ("crm.connector", "app_secret"),
            ("crm.connector", "callback_token"),
            ("crm.connector", "callback_aes_key"),
            ("crm.connector", "callback_url"),
            ("crm.connector.event", "raw"),
            ("crm.connector.message", "payload"),
            ("crm.connector.token", "access_token"),
        ):
            description = self.env[model].fields_get([name], ["exportable"])
            self.assertFalse(description[name]["exportable"], name)

    def test_an_identity_names_either_a_user_or_a_contact(self):
        identity = self.env["crm.connector.identity"]
        values = {"connector_id": self.connector.id, "external_id": "x"}
        with self.assertRaises(ValidationError):
            identity.create(values)
        with self.assertRaises(ValidationError):
            identity.create(
                {
                    **values,
                    "user_id": self.outsider.id,
                    "partner_id": self.customer.id,
                }
            )

    @mute_logger("odoo.sql_db")
    def test_an_id_belongs_to_one_person_and_a_person_has_one_id(self):
        identity = self.env["crm.connector.identity"]
        taken = {
            "connector_id": self.connector.id,
            "external_id": "ID.con_reader",
            "user_id": self.outsider.id,
        }
        second = {**taken, "external_id": "new", "user_id": self.reader.id}
        for values in (taken, second):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                identity.create(values)

    def test_a_rule_takes_known_placeholders_only(self):
        rule = self.env.ref("crm_connector.crm_connector_rule_contract_signed")
        rule.body_template = "{document} {time}"
        for bad in ("{user.password}", "{secret}", "{}"):
            with self.subTest(bad=bad), self.assertRaises(ValidationError):
                rule.title_template = bad

    @mute_logger("odoo.sql_db")
    def test_an_event_has_one_active_rule(self):
        rule = self.env.ref("crm_connector.crm_connector_rule_contract_signed")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            rule.copy()
        self.assertTrue(rule.copy({"active": False}))

    def test_the_counters_cost_the_same_for_many_connectors(self):
        connectors = self.env["crm.connector"].union(
            *(self.connector.copy() for _ in range(10))
        )
        connectors.flush_recordset()
        for records in (connectors[:1], connectors):
            records.invalidate_recordset()
            records.fetch(["name"])
            with self.assertQueryCount(2):
                records.mapped("failed_count")
                records.mapped("token_expires_at")
