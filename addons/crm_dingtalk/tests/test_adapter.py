from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import file_open

from odoo.addons.queue_job.tests.common import trap_jobs

from ..clients.errors import error_of_status
from .common import DingtalkCase


class TestAdapter(DingtalkCase):
    """The settings: proved by a button, secret, safe to send to, silent in a copy."""

    def _test(self):
        action = self.connector.with_user(self.admin).action_test_connection()
        return action["params"]

    def test_a_good_connection_is_proved_at_both_addresses(self):
        self.assertEqual(self._test()["type"], "success")
        self.assertEqual(self.connector.state, "connected")
        self.assertTrue(self.connector.token_expires_at)
        self.assertEqual(self._calls("v1.0/oauth2/accessToken"), 1)

    def test_a_wrong_secret_or_key_is_explained(self):
        for name in ("app_secret", "dingtalk_app_key"):
            with self.subTest(name=name):
                before = self.connector[name]
                self.connector[name] = "wrong"
                params = self._test()
                self.assertEqual(params["type"], "danger")
                self.assertIn("40089", params["message"])
                self.assertNotIn("wrong", params["message"])
                self.assertEqual(self.connector.state, "error")
                self.connector[name] = before

    def test_the_second_server_is_tried_as_well(self):
        self.connector.dingtalk_api_url = "http://127.0.0.1:1"
        params = self._test()
        self.assertEqual(params["type"], "danger")
        self.assertNotIn(self.state.secret, params["message"])

    def test_a_permission_that_is_lacking_is_named(self):
        denied = error_of_status(
            403,
            {
                "code": "Forbidden.AccessDenied.AccessTokenPermissionDenied",
                "accessdenieddetail": {"requiredScopes": ["Todo.Todo.Write"]},
            },
            "todo",
        )
        failure = self.connector._delivery_error(denied)
        self.assertTrue(failure.is_setup)
        self.assertIn("Todo.Todo.Write", failure.detail)

    def test_missing_settings_are_named(self):
        self.connector.app_secret = False
        with self.assertRaisesRegex(UserError, "钉钉"):
            self.connector._dingtalk_client()
        with self.assertRaisesRegex(ValidationError, "12a"):
            self.connector.dingtalk_agent_id = "12a"

    def test_a_new_connector_gets_the_vendors_addresses(self):
        connector = self.env["crm.connector"].create({"name": "x", "kind": "dingtalk"})
        self.assertEqual(connector.base_url, "https://oapi.dingtalk.com")
        self.assertEqual(connector.dingtalk_api_url, "https://api.dingtalk.com")

    def test_secrets_go_to_safe_addresses_only(self):
        for url in ("http://api.dingtalk.com", "https://u:p@evil.example", "file:///x"):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.connector.dingtalk_api_url = url
        self.env["ir.config_parameter"].set_param(
            "crm_connector.is_loopback_allowed", False
        )
        with self.assertRaises(UserError):
            self.connector._dingtalk_client()

    def test_only_administrators_read_the_keys(self):
        with self.assertRaises(AccessError):
            self.connector.with_user(self.rep).read(["name"])
        fields_of_rep = self.env["crm.connector"].with_user(self.rep).fields_get()
        for name in ("dingtalk_app_key", "dingtalk_suite_key", "dingtalk_api_url"):
            self.assertNotIn(name, fields_of_rep)

    def test_a_new_connector_sends_no_more_than_dingtalk_takes(self):
        form = Form(self.env["crm.connector"].with_user(self.admin))
        form.kind = "dingtalk"
        for limits in (self.connector, form):
            self.assertEqual(limits.limit_app_minute, 5000)
            self.assertEqual(limits.limit_member_hour, 500)
            self.assertEqual(limits.limit_member_minute, 30)
            self.assertEqual(limits.limit_member_day, 500)

    def test_a_copy_of_the_database_has_no_address_to_call(self):
        with trap_jobs():
            self.connector.is_dingtalk_todo_shown = True
            self.customer.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.rep.id
            )
        item = self.env["crm.dingtalk.item"].search(
            [("connector_id", "=", self.connector.id)]
        )
        self.assertEqual(item.state, "waiting")
        self.env.flush_all()
        with file_open("crm_dingtalk/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertEqual(self.connector.base_url, "https://neutralized.invalid")
        self.assertEqual(self.connector.dingtalk_api_url, "https://neutralized.invalid")
        self.assertFalse(self.connector.is_dingtalk_todo_shown)
        self.assertEqual(item.state, "failed")
