from odoo.tests import tagged

from .common import ContractCase


@tagged("post_install", "-at_install")
class TestContractConflicts(ContractCase):
    """A running contract is found by the conflict check, masked for colleagues."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.name = "杭州青竹园林设计有限公司"
        cls.lead.site_address = "杭州市西湖区文三路90号"
        cls.contract = cls._new_contract()

    def _found(self, user=None, **values):
        Registration = self.env["crm.registration"].with_user(user or self.rep2)
        for item in Registration.find_conflicts([values])[0]:
            if (item["model"], item["id"]) == ("crm.contract", self.contract.id):
                return item
        return None

    def test_it_is_found_by_site_name_and_code(self):
        self.customer.credit_code = "91350100M000100Y43"
        for values, level in (
            ({"address": "浙江省杭州市西湖区文三路 90 号"}, "review"),
            ({"name": "青竹園林設計"}, "review"),
            ({"name": "某某", "credit_code": "91350100M000100Y43"}, "block"),
        ):
            with self.subTest(values):
                self.assertEqual(self._found(**values)["level"], level)

    def test_a_colleague_sees_stage_but_neither_name_nor_owner(self):
        shown = self._found(name="青竹园林设计")["display"]
        self.assertIn("Draft", shown)
        for secret in ("青竹园林设计", "Li Na"):
            self.assertNotIn(secret, shown)
        self.assertIn("Li Na", self._found(self.rep, name="青竹园林设计")["display"])

    def test_the_keys_follow_customer_and_state(self):
        self.customer.name = "宁波海曙置业有限公司"
        self.assertFalse(self._found(name="青竹园林设计"))
        self.assertTrue(self._found(name="海曙置业"))
        self.contract.sudo().state = "closed"
        self.assertFalse(self._found(name="海曙置业"))

    def test_a_conflict_is_handed_to_who_has_the_contract(self):
        holder = self.contract.sudo()._conflict_holder()
        self.assertEqual(holder["user"], self.rep)
        self.assertEqual(holder["partner"], self.customer)
        self.assertEqual(holder["lead"], self.lead)

    def test_members_see_the_team_s_contracts_where_it_is_so_configured(self):
        order = self.contract.sudo().order_ids[:1]
        for setting, is_seen in (("own", False), ("team", True)):
            self.team.member_visibility = setting
            self.env.invalidate_all()
            for record in (self.contract, order):
                record = record.with_user(self.rep2)
                self.assertEqual(record.has_access("read"), is_seen)
                self.assertFalse(record.has_access("write"))
