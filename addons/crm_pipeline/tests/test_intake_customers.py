from odoo.tests import tagged

from .intake_common import IntakeCase

HEAD = ["account", "sector", "year_established", "revenue", "office_location"]
HEAD += ["subsidiary_of"]


@tagged("post_install", "-at_install")
class TestIntakeCustomers(IntakeCase):
    def test_a_row_becomes_a_company_with_what_it_said(self):
        batch = self.bring_in(
            [HEAD, ["Acme Corporation", "medical", "1996", "1100.04", "Kenya", ""]]
        )
        partner = batch.row_ids.partner_id
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.industry_id.name, "Medical")
        self.assertEqual(partner.country_id.code, "KE")
        self.assertIn("revenue: 1100.04", partner.comment)
        self.assertIn("year_established: 1996", partner.comment)
        self.assertEqual(self.states(batch), ["imported"])

    def test_a_misspelt_sector_or_country_is_corrected_and_told(self):
        batch = self.bring_in(
            [HEAD, ["Acme Corporation", "technolgy", "", "", "Philipines", ""]]
        )
        row = batch.row_ids
        self.assertEqual(row.state, "remarked")
        self.assertEqual(row.partner_id.industry_id.name, "Technology")
        self.assertEqual(row.partner_id.country_id.code, "PH")
        self.assertIn("“technolgy” was read as “Technology”", row.reason)
        self.assertIn("Line 2", row.reason)

    def test_an_unknown_sector_stays_a_note(self):
        batch = self.bring_in([HEAD, ["Acme", "zzz quux", "", "", "", ""]])
        self.assertFalse(batch.row_ids.partner_id.industry_id)
        self.assertIn("sector: zzz quux", batch.row_ids.partner_id.comment)
        self.assertEqual(self.states(batch), ["remarked"])

    def test_a_parent_may_stand_below_its_subsidiary_and_keeps_addresses_apart(self):
        batch = self.bring_in(
            [
                HEAD,
                ["Nam-zim", "services", "", "", "Brazil", "Warephase"],
                ["Warephase", "services", "", "", "United States", ""],
                ["Zoomit", "services", "", "", "", "Nobody Ltd"],
            ]
        )
        child, parent, lost = batch.row_ids.sorted("line_number").partner_id
        self.assertEqual(child.parent_id, parent)
        self.assertEqual(child.country_id.code, "BR")
        self.assertFalse(lost.parent_id)
        self.assertEqual(self.states(batch), ["imported", "imported", "remarked"])

    def test_parents_in_a_circle_are_told_not_made(self):
        batch = self.bring_in(
            [
                HEAD,
                ["Aquilon", "", "", "", "", "Borealis"],
                ["Borealis", "", "", "", "", "Aquilon"],
            ]
        )
        self.assertEqual(sorted(self.states(batch)), ["imported", "remarked"])
        self.assertIn("circle", "".join(filter(None, batch.row_ids.mapped("reason"))))

    def test_the_same_list_again_makes_nothing_new(self):
        rows = [HEAD, ["Acme", "medical", "", "", "", ""], ["Beta", "", "", "", "", ""]]
        self.bring_in(rows)
        count = self.env["res.partner"].search_count([])
        again = self.bring_in(rows)
        self.assertEqual(self.states(again), ["duplicate", "duplicate"])
        self.assertEqual(self.env["res.partner"].search_count([]), count)

    def test_a_known_customer_is_filled_up_but_never_changed(self):
        known = self.env["res.partner"].create(
            {"name": "深圳市云栖酒店管理有限公司", "is_company": True, "city": "深圳"}
        )
        batch = self.bring_in(
            [
                ["客户名称", "城市", "电话", "行业"],
                ["深圳云栖酒店管理有限公司", "广州", "0755-88886666", "酒店"],
            ]
        )
        row = batch.row_ids
        self.assertEqual(row.partner_id, known)
        self.assertEqual(row.state, "duplicate")
        self.assertEqual(known.city, "深圳")
        self.assertEqual(known.phone, "0755-88886666")
        self.assertEqual(known.industry_id.name, "酒店")
        self.assertIn("filled in", row.reason)

    def test_empty_names_totals_and_repeated_titles_are_rejected(self):
        head = ["客户名称", "电话"]
        batch = self.bring_in(
            [head, ["", "13800138000"], head, ["云栖", "1380"], ["合计", "2"]]
        )
        self.assertEqual(
            self.states(batch), ["rejected", "rejected", "remarked", "rejected"]
        )
        self.assert_whole(batch, 4)

    def test_contacts_and_credit_codes_are_taken_along(self):
        head = ["客户名称", "联系人", "电话", "统一社会信用代码"]
        batch = self.bring_in(
            [head, ["云栖", "王敏", "１３８００１３８０００", "91350100M000100Y43"]]
            + [[" 禾木 ", "李强", "1.38E+10", "91350100M000100Y44"]]
        )
        first, second = batch.row_ids.sorted("line_number")
        self.assertEqual(first.partner_id.credit_code, "91350100M000100Y43")
        self.assertEqual(first.partner_id.child_ids.name, "王敏")
        self.assertEqual(first.partner_id.child_ids.phone, "13800138000")
        self.assertFalse(second.partner_id.credit_code)
        self.assertIn("91350100M000100Y44", second.partner_id.comment)
        self.assertEqual(second.partner_id.name, "禾木")

    def test_what_looks_like_code_stays_text(self):
        batch = self.bring_in(
            [
                ["客户名称", "备注"],
                ["=1+1", "<script>alert(1)</script>"],
                ["'; DROP TABLE res_partner; --", "=HYPERLINK(1)"],
            ]
        )
        first, second = batch.row_ids.sorted("line_number").partner_id
        self.assertEqual(first.name, "=1+1")
        self.assertNotIn("<script>", first.comment)
        self.assertIn("&lt;script&gt;", first.comment)
        self.assertEqual(second.name, "'; DROP TABLE res_partner; --")

    def test_a_grade_is_read_and_never_changes_a_known_customer(self):
        grade = self.env["crm.customer.grade"].search([], limit=1)
        known = self.env["res.partner"].create({"name": "已知酒店", "is_company": True})
        rows = [["客户名称", "客户等级", "城市"]]
        rows += [
            ["新酒店", f"{grade.name}级", "杭州"],
            ["已知酒店", grade.name, "杭州"],
        ]
        batch = self.bring_in(rows)
        made = batch.row_ids.sorted("line_number")[0].partner_id
        self.assertEqual(made.customer_grade_id, grade)
        self.assertFalse(known.customer_grade_id)
        self.assertEqual(known.city, "杭州")
