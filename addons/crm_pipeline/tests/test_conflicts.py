from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import PipelineCase

CODE = "91350100M000100Y43"


@tagged("post_install", "-at_install")
class TestConflicts(PipelineCase):
    """Who is found under which values, how badly, and what of him is shown."""

    def test_another_spelling_of_the_name_is_for_review(self):
        registration = self._submitted()
        found = self._found(registration, name="綠城裝飾設計（集團）")
        self.assertEqual(found["level"], "review")
        self.assertEqual(found["reasons"][0]["rule"], "similar_name")

    def test_the_same_credit_code_blocks(self):
        customer = self.env["res.partner"].create(
            {"name": "甲方", "is_company": True, "credit_code": CODE}
        )
        found = self._found(customer, name="完全不同", credit_code=CODE.lower())
        self.assertEqual((found["level"], found["score"]), ("block", 1.0))

    def test_the_same_wecom_contact_blocks(self):
        registration = self._submitted(wecom_external_id="wmABC")
        found = self._found(registration, name="完全不同", wecom_id="wmABC")
        self.assertEqual(found["level"], "block")

    def test_the_same_phone_in_any_shape_is_for_review(self):
        registration = self._submitted(phone="0571-88886666")
        for phone in ("+86 571 8888 6666", "057188886666", "０５７１８８８８６６６６"):
            with self.subTest(phone=phone):
                found = self._found(registration, name="完全不同", phone=phone)
                self.assertEqual(found["level"], "review")

    def test_the_same_address_is_for_review(self):
        registration = self._submitted()
        found = self._found(
            registration, name="完全不同", address="浙江省杭州市西湖区文三路 90 号"
        )
        self.assertEqual(found["reasons"][0]["rule"], "same_address")

    def test_the_brand_alone_never_blocks(self):
        self._submitted(
            customer_name="万科物业服务有限公司", site_address="深圳梅林路1号"
        )
        self._submitted(customer_name="万科物业", site_address="深圳梅林路2号")
        found = self._conflicts(name="万科置业有限公司")
        self.assertLessEqual({item["level"] for item in found}, {"info"})

    def test_a_stranger_is_not_found(self):
        self._submitted()
        self.assertFalse(
            self._conflicts(
                name="成都锦里文化传播有限公司", phone="028-65432109", address="成都市"
            )
        )
        self.assertFalse(self._conflicts())

    def test_the_best_comes_first_and_the_limit_holds(self):
        Partner = self.env["res.partner"]
        for number in range(12):
            Partner.create({"name": f"青竹园林设计{number}部", "is_company": True})
        exact = Partner.create(
            {"name": "青竹园林", "is_company": True, "credit_code": CODE}
        )
        found = self._conflicts(name="青竹园林设计", credit_code=CODE)
        self.assertEqual(found[0]["id"], exact.id)
        self.assertLessEqual(len(found), 10)

    def test_a_colleague_sees_no_name_owner_or_phone_of_another_s_record(self):
        registration = self._submitted(phone="0571-88886666", contact_name="赵敏")
        item = self._found(registration, name="绿城装饰设计工程", phone="057188886666")
        for secret in ("绿城装饰设计有限公司", "李娜", "赵敏", "0571-88886666"):
            self.assertNotIn(secret, item["display"])
        self.assertIn("李*", item["display"])
        names = [r["value"] for r in item["reasons"] if r["field"] == "name"]
        self.assertTrue(names)
        self.assertNotIn("绿城装饰设计", names)

    def test_the_opportunity_of_another_is_masked_with_stage_and_expiry(self):
        registration = self._converted()
        lead = registration.lead_id
        item = self._found(lead, name="杭州绿城装饰设计有限公司")
        self.assertIn(str(lead.protected_until), item["display"])
        self.assertNotIn("李娜", item["display"])

    def test_who_may_read_a_record_sees_it_in_full(self):
        registration = self._submitted()
        item = self._found(registration, self.manager, name="绿城装饰设计")
        self.assertIn("杭州绿城装饰设计有限公司", item["display"])
        self.assertIn("李娜", item["display"])

    def test_a_record_of_another_company_is_found_and_masked(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        registration = self._submitted()
        registration.sudo().company_id = branch
        item = self._found(registration, self.manager, name="绿城装饰设计")
        self.assertNotIn("李娜", item["display"])

    def test_people_outside_sales_may_not_ask(self):
        for user in (self.clerk, self.client):
            with self.assertRaises(AccessError):
                self._conflicts(user, name="绿城")

    def test_a_draft_claims_nothing(self):
        registration = self._new_registration()
        self.assertIsNone(self._found(registration, name="绿城装饰设计"))

    def test_the_form_warns_while_typing(self):
        self._submitted()
        form = Form(self.env["crm.registration"].with_user(self.rep2))
        self.assertFalse(form.conflict_html)
        form.customer_name = "綠城裝飾設計公司"
        self.assertIn("similar name", form.conflict_html)
        self.assertNotIn("李娜", form.conflict_html)

    def test_the_own_registration_and_customer_are_no_conflict(self):
        registration = self._converted()
        self.assertFalse(registration.with_user(self.rep).conflict_html)

    def test_the_evidence_is_stored_in_full_as_it_was(self):
        first = self._submitted()
        second = self._submitted(user=self.rep2, customer_name="綠城裝飾設計（集團）")
        match = second.sudo().match_ids
        self.assertEqual((match.res_model, match.res_id), (first._name, first.id))
        self.assertIn("李娜", match.display)
        first.action_withdraw()
        self.assertIn("李娜", match.display)
        self.assertIn("李娜", str(second.sudo().approval_request_id.summary))

    def test_a_batch_costs_the_same_queries_at_ten_times_the_entries(self):
        self._submitted()
        entry = {"name": "绿城装饰设计", "phone": "0571-88886666"}
        Registration = self.env["crm.registration"].with_user(self.rep2)
        few, many = (
            [entry] * 10,
            [{**entry, "address": f"文三路{n}号"} for n in range(100)],
        )
        self._queries(Registration.find_conflicts, few)
        self.assertEqual(
            self._queries(Registration.find_conflicts, many),
            self._queries(Registration.find_conflicts, few),
        )
