from unittest.mock import patch

from odoo.modules import module
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from odoo.addons.crm_suite.models.ir_config_parameter import ODOO_SERVICES

# Role chart
# ----------
# rep     sales rep: types customers' names
# admin   system administrator: decides whether Odoo's makers are asked


@tagged("post_install", "-at_install")
class TestPrivacy(TransactionCase):
    """Odoo calls its makers' services abroad only when an administrator allows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(ODOO_SERVICES, False)
        cls.rep = new_test_user(
            cls.env, "privacy_rep", groups="crm_suite.crm_suite_group_sales"
        )
        cls.admin = new_test_user(
            cls.env, "privacy_admin", groups="base.group_system,base.group_user"
        )
        cls.calls = []
        for model, method in (
            ("iap.autocomplete.api", "_contact_iap"),
            ("publisher_warranty.contract", "_get_sys_logs"),
        ):
            cls.startClassPatcher(
                patch.object(cls.env.registry[model], method, cls._note(method))
            )
        cls.startClassPatcher(
            patch(
                "odoo.addons.partner_autocomplete.models.res_partner.check_vies",
                cls._note("check_vies"),
            )
        )
        cls.startClassPatcher(
            patch("odoo.addons.iap.tools.iap_tools.iap_jsonrpc", cls._note("jsonrpc"))
        )

    @classmethod
    def _note(cls, name):
        def call(*_args, **_kwargs):
            cls.calls.append(name)
            return {"messages": [], "data": []}

        return call

    def setUp(self):
        super().setUp()
        self.calls.clear()

    def _allow(self):
        settings = Form(self.env["res.config.settings"].with_user(self.admin))
        settings.is_odoo_services_allowed = True
        settings.save().execute()
        self.calls.clear()  # the settings themselves look how much is paid for

    def _ask_everything(self):
        partners = self.env["res.partner"].with_user(self.rep)
        found = partners.autocomplete_by_name("云岭置业", 0)
        found += partners.autocomplete_by_vat("BE0477472701", 0)
        partners.enrich_by_domain("example.cn")
        company = self.env.company.with_user(self.admin)
        company.sudo().write({"email": "a@firm.example", "iap_enrich_auto_done": False})
        company.iap_enrich_auto()
        self.env["publisher_warranty.contract"].update_notification(None)
        return found

    def test_nothing_is_asked_unless_it_is_allowed(self):
        self.assertFalse(self._ask_everything())
        self.env["iap.account"].create(
            {
                "service_id": self.env.ref(
                    "partner_autocomplete.iap_service_partner_autocomplete"
                ).id
            }
        )
        self.assertEqual(
            self.env["iap.account"].get_credits("partner_autocomplete"), -1
        )
        with patch.object(module, "current_test", None):
            self.env["iap.account"].search([])._get_account_information_from_iap()
        self.assertFalse(self.calls)

    def test_an_administrator_switches_it_on(self):
        self._allow()
        self._ask_everything()
        self.assertLessEqual({"_contact_iap", "_get_sys_logs"}, set(self.calls))

    def test_nobody_else_switches_it_on(self):
        settings = self.env["res.config.settings"].with_user(self.rep)
        self.assertFalse(settings.has_access("create"))
        parameters = self.env["ir.config_parameter"].with_user(self.rep)
        self.assertFalse(parameters.has_access("write"))
