from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestContractAccess(ContractCase):
    """Who sees which contracts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._new_contract()

    def _sees(self, user):
        Contract = self.env["crm.contract"].with_user(user)
        return bool(Contract.search([("id", "=", self.contract.id)]))

    def test_a_rep_sees_his_own_alone(self):
        self.assertTrue(self._sees(self.rep))
        self.assertFalse(self._sees(self.rep2))
        with self.assertRaises(AccessError):
            self.contract.with_user(self.rep2).read(["amount_total"])

    def test_the_leader_sees_his_team_and_managers_see_all(self):
        self.assertTrue(self._sees(self.leader))
        self.assertTrue(self._sees(self.manager))

    def test_a_colleague_neither_signs_nor_writes_it(self):
        contract = self.contract.with_user(self.rep2)
        with self.assertRaises(AccessError):
            contract.action_sign()
        with self.assertRaises(AccessError):
            contract.title = "Mine"
        with self.assertRaises(AccessError):
            contract.message_post(body="Hello")

    def test_portal_users_see_none(self):
        with self.assertRaises(AccessError):
            self.contract.with_user(self.client).read(["title"])

    def test_another_company_sees_none(self):
        self.contract.sudo().company_id = self.env["res.company"].create({"name": "B"})
        self.assertFalse(self._sees(self.manager))
        self.assertFalse(self._sees(self.rep))

    def test_the_opportunity_counts_what_a_rep_sees(self):
        self.assertEqual(self.lead.with_user(self.rep).contract_count, 1)
        self.lead.user_id = self.rep2
        self.env.invalidate_all()
        self.assertEqual(self.lead.with_user(self.rep2).contract_count, 0)
