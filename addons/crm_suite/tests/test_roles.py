import json

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import file_open

ROLES = ("sales", "designer", "finance", "manager")


@tagged("post_install", "-at_install")
class TestRoles(TransactionCase):
    # role      registrations  contracts  deliverables  plan lines   invoices
    # sales     own            own        read          own, read    -
    # designer  -              -          own projects  -            -
    # finance   -              read       -             all          all
    # manager   all            all        all           read         read

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            role: new_test_user(
                cls.env, f"role_{role}", groups=f"crm_suite.crm_suite_group_{role}"
            )
            for role in ROLES
        }

    def may(self, role, model, operation="read"):
        return self.env[model].with_user(self.people[role]).has_access(operation)

    def test_each_role_can_do_its_own_work(self):
        for role, model, operation in [
            ("sales", "crm.registration", "create"),
            ("sales", "crm.contract", "create"),
            ("sales", "crm.payment.plan.line", "read"),
            ("designer", "project.deliverable", "write"),
            ("finance", "account.move", "create"),
            ("finance", "crm.payment.plan.line", "write"),
            ("manager", "crm.registration", "write"),
            ("manager", "project.project", "create"),
            ("manager", "account.move", "read"),
        ]:
            with self.subTest(role=role, model=model, operation=operation):
                self.assertTrue(self.may(role, model, operation))

    def test_no_role_can_do_anothers(self):
        for role, model, operation in [
            ("sales", "account.move", "create"),
            ("sales", "crm.connector", "read"),
            ("designer", "crm.registration", "read"),
            ("designer", "crm.payment.plan.line", "read"),
            ("designer", "account.move", "read"),
            ("finance", "crm.registration", "read"),
            ("manager", "crm.connector", "write"),
            ("manager", "account.move", "create"),
        ]:
            with self.subTest(role=role, model=model, operation=operation):
                self.assertFalse(self.may(role, model, operation))

    def test_no_customer_s_address_is_sent_abroad_unasked(self):
        job = self.env.ref("crm_iap_enrich.ir_cron_lead_enrichment")
        self.assertFalse(job.active)
        self.assertEqual(
            self.env["ir.config_parameter"].get_param("crm.iap.lead.enrich.setting"),
            "manual",
        )

    def test_nobody_writes_approvals_by_hand(self):
        for role in ROLES:
            for model in ("crm.approval.request", "crm.approval.decision"):
                for operation in ("create", "write", "unlink"):
                    with self.subTest(role=role, model=model, operation=operation):
                        self.assertFalse(self.may(role, model, operation))

    def test_the_logins_told_to_newcomers_are_those_of_the_demo_company(self):
        with file_open("crm_suite/demo/logins.json") as file:
            logins = [row["login"] for row in json.load(file)]
        self.assertEqual(len(logins), len(set(logins)))
        demo = ""
        for name in ("res_users", "res_partner", "crm_channel"):
            with file_open(f"crm_suite/demo/{name}_demo.xml") as file:
                demo += file.read()
        for login in logins:
            self.assertIn(f'<field name="login">{login}</field>', demo)
