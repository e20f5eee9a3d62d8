from odoo.exceptions import AccessError
from odoo.tests import tagged

from .intake_common import IntakeCase

HEAD = ["客户名称", "项目名称", "销售"]


@tagged("post_install", "-at_install")
class TestIntakeRights(IntakeCase):
    def test_a_rep_imports_his_own_list(self):
        batch = self.bring_in([HEAD, ["云栖", "大堂", ""]], self.rep)
        self.assertEqual(batch.state, "done")
        self.assertEqual(batch.row_ids.lead_id.user_id, self.rep)
        self.assertEqual(batch.row_ids.lead_id.create_uid, self.rep)

    def test_a_rep_sees_no_list_of_a_colleague(self):
        batch = self.bring_in([HEAD, ["云栖", "大堂", ""]], self.rep)
        other = batch.with_user(self.other_rep)
        self.assertFalse(other.search([("id", "=", batch.id)]))
        rows = self.env["crm.intake.row"].with_user(self.other_rep)
        self.assertFalse(rows.search([("batch_id", "=", batch.id)]))
        columns = self.env["crm.intake.column"].with_user(self.other_rep)
        self.assertFalse(columns.search([("batch_id", "=", batch.id)]))
        for call in (other.action_read, other.action_import, other.action_retry):
            with self.assertRaises(AccessError):
                call()

    def test_a_manager_sees_all_lists(self):
        batch = self.bring_in([HEAD, ["云栖", "大堂", ""]], self.rep)
        self.assertEqual(batch.with_user(self.manager).row_count, 1)

    def test_nobody_outside_sales_sees_a_list(self):
        with self.assertRaises(AccessError):
            self.upload([HEAD, ["云栖", "大堂", ""]], self.outsider)

    def test_nobody_imports_in_the_name_of_another(self):
        admin = self.env.ref("base.user_admin")
        batch = self.upload([HEAD, ["云栖", "大堂", ""]], self.rep)
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                batch.with_user(user).write({"user_id": admin.id})
            with self.assertRaises(AccessError):
                self.upload([HEAD, ["甲", "乙", ""]], user, user_id=admin.id)

    def test_a_rep_makes_no_opportunity_for_a_colleague(self):
        batch = self.bring_in([HEAD, ["云栖", "大堂", "Li Jianguo"]], self.rep)
        lead = batch.row_ids.lead_id
        self.assertEqual(lead.user_id, self.rep)
        self.assertIn("Li Jianguo", lead.description)
        self.assertEqual(batch.row_ids.state, "remarked")

    def test_who_sees_all_leads_may_import_for_others(self):
        batch = self.bring_in([HEAD, ["云栖", "大堂", "Li Jianguo"]], self.lead_rep)
        self.assertEqual(batch.row_ids.lead_id.user_id, self.other_rep)

    def test_a_colleagues_opportunity_is_not_named_to_a_rep(self):
        self.bring_in([HEAD, ["云栖", "大堂", ""]], self.rep)
        batch = self.bring_in([HEAD, ["云栖", "大堂", ""]], self.other_rep)
        row = batch.row_ids
        self.assertEqual(row.state, "duplicate")
        self.assertFalse(row.lead_id)
        self.assertIn("a colleague has already", row.reason)
        self.assertNotIn("大堂", row.reason)

    def test_no_row_can_be_deleted(self):
        batch = self.bring_in([HEAD, ["云栖", "大堂", ""]], self.rep)
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                batch.row_ids.with_user(user).unlink()

    def test_another_company_sees_nothing(self):
        batch = self.bring_in([HEAD, ["云栖", "大堂", ""]], self.manager)
        company = self.env["res.company"].create({"name": "别的公司"})
        self.manager.write({"company_ids": [(4, company.id)], "company_id": company.id})
        batches = self.env["crm.intake.batch"].with_user(self.manager)
        batches = batches.with_context(allowed_company_ids=company.ids)
        self.assertFalse(batches.search([("id", "=", batch.id)]))
