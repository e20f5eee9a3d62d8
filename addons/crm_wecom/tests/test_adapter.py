from odoo.exceptions import UserError
from odoo.tools import file_open

from odoo.addons.crm_connector.tools.delivery import SetupRefused

from .common import WecomCase


class TestAdapter(WecomCase):
    def _test(self):
        action = self.connector.with_user(self.admin).action_test_connection()
        return action["params"]

    def test_a_good_connection_is_proved_with_a_new_token(self):
        self.assertEqual(self._test()["type"], "success")
        self.assertEqual(self.connector.state, "connected")
        self.assertTrue(self.connector.token_expires_at)

    def test_a_wrong_secret_or_corp_is_explained(self):
        for name, value, errcode in (
            ("app_secret", "wrong", "40001"),
            ("wecom_corp_id", "ww0", "40013"),
        ):
            with self.subTest(name=name):
                before = self.connector[name]
                self.connector[name] = value
                params = self._test()
                self.assertEqual(params["type"], "danger")
                self.assertIn(errcode, params["message"])
                self.assertNotIn("wrong", params["message"])
                self.assertEqual(self.connector.state, "error")
                self.connector[name] = before

    def test_a_server_that_is_not_there_is_explained(self):
        self.connector.base_url = "http://127.0.0.1:1"
        type(self).simulator.state.reset()
        with self.assertNoLogs("odoo.addons.crm_wecom", "WARNING"):
            params = self._test()
        self.assertEqual(params["type"], "danger")
        self.assertNotIn(self.simulator.state.secret, params["message"])

    def test_what_a_job_is_refused_is_told_in_the_administrators_language(self):
        self.admin.lang = "zh_CN"
        self.connector.write({"directory_user_id": self.admin, "app_secret": "wrong"})
        with self.assertRaises(SetupRefused) as caught:
            self.connector.with_context(lang=None)._adapter("check")()
        self.assertIn("请检查应用密钥", caught.exception.detail)

    def test_missing_settings_are_named(self):
        self.connector.app_secret = False
        with self.assertRaisesRegex(UserError, "企业微信"):
            self.connector._wecom_client()

    def test_a_new_connector_gets_the_vendors_address(self):
        connector = self.env["crm.connector"].create({"name": "x", "kind": "wecom"})
        self.assertEqual(connector.base_url, "https://qyapi.weixin.qq.com")

    def test_a_loopback_address_is_not_called_once_it_is_forbidden(self):
        self.env["ir.config_parameter"].set_param(
            "crm_connector.is_loopback_allowed", False
        )
        with self.assertRaises(UserError):
            self.connector._wecom_client()

    def test_a_copy_of_the_database_has_no_address_to_call(self):
        self.env.flush_all()
        with file_open("crm_wecom/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertEqual(self.connector.base_url, "https://neutralized.invalid")
