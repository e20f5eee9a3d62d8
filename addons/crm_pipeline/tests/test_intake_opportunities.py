from datetime import date, datetime

from odoo.tests import tagged

from .intake_common import IntakeCase

HEAD = ["opportunity_id", "sales_agent", "product", "account", "deal_stage"]
HEAD += ["engage_date", "close_date", "close_value"]
DESIGN = ["客户名称", "联系人", "电话", "项目名称", "项目地址", "设计类型", "面积"]
DESIGN += ["预算", "来源", "备注", "报备日期"]


@tagged("post_install", "-at_install")
class TestIntakeOpportunities(IntakeCase):
    def test_won_lost_and_open_rows_end_where_they_belong(self):
        rows = [
            HEAD,
            ["A1", "", "MG", "Cancity", "Won", "20-10-16", "01-03-17", "1054"],
            ["A2", "", "MG", "Cancity", "Lost", "25-10-16", "11-03-17", "0"],
            ["A3", "", "MG", "Cancity", "Engaging", "25-10-16", "", ""],
            ["A4", "", "MG", "Cancity", "Prospecting", "", "", ""],
        ]
        batch = self.bring_in(rows)
        won, lost, engaging, new = batch.row_ids.sorted("line_number").lead_id
        self.assertEqual(won.won_status, "won")
        self.assertEqual(won.date_closed.date(), date(2017, 3, 1))
        self.assertEqual(won.date_open.date(), date(2016, 10, 20))
        self.assertEqual(won.expected_revenue, 1054)
        self.assertEqual((lost.won_status, lost.active), ("lost", False))
        self.assertEqual(lost.date_closed.date(), date(2017, 3, 11))
        self.assertTrue(lost.lost_reason_id)
        self.assertEqual(engaging.won_status, "pending")
        self.assertGreater(engaging.stage_id.sequence, new.stage_id.sequence)
        self.assertIn("day-month-year", batch.file_note)

    def test_a_design_list_fills_the_project(self):
        batch = self.bring_in(
            [
                DESIGN,
                [
                    "云栖酒店",
                    "王敏",
                    "１３８ ００１３ ８０００",
                    "大堂改造",
                    "科苑路15号",
                ]
                + ["室内设记", "1,200㎡", "1.2万", "小红书", "月底前", "2026年3月5日"],
            ]
        )
        lead = batch.row_ids.lead_id
        self.assertEqual(lead.name, "大堂改造")
        self.assertEqual(lead.project_name, "大堂改造")
        self.assertEqual(lead.site_address, "科苑路15号")
        self.assertEqual(lead.design_type_id.code, "interior")
        self.assertEqual((lead.area, lead.expected_revenue), (1200, 12_000))
        self.assertEqual(lead.source_id.name, "小红书")
        self.assertEqual(lead.date_open, datetime(2026, 3, 5, 4))
        self.assertEqual(lead.partner_id.name, "王敏")
        self.assertEqual(lead.partner_id.parent_id.name, "云栖酒店")
        self.assertEqual(lead.phone, "138 0013 8000")
        self.assertIn("备注: 月底前", lead.description)
        self.assertIn("“室内设记” was read as “室内设计”", batch.row_ids.reason)

    def test_an_empty_customer_is_remarked_not_lost(self):
        batch = self.bring_in(
            [HEAD, ["B1", "", "MG", "", "Engaging", "20-10-16", "", ""]]
        )
        self.assertEqual(self.states(batch), ["remarked"])
        self.assertIn("customer missing", batch.row_ids.reason)
        self.assertTrue(batch.row_ids.lead_id)
        self.assertFalse(batch.row_ids.lead_id.partner_id)

    def test_one_customer_under_many_spellings_is_one(self):
        known = self.env["res.partner"].create({"name": "Hottechi", "is_company": True})
        batch = self.bring_in(
            [
                HEAD,
                ["C1", "", "MG", "Hottechi", "", "", "", ""],
                ["C2", "", "MG", "HOTTECHI  Inc.", "", "", "", ""],
                ["C3", "", "MG", "Hotechi", "", "", "", ""],
                ["C4", "", "MG", "Brandnew", "", "", "", ""],
                ["C5", "", "MG", "brandnew ltd", "", "", "", ""],
            ]
        )
        leads = batch.row_ids.sorted("line_number").lead_id
        self.assertEqual(leads[:3].partner_id, known)
        self.assertEqual(len(leads[3:].partner_id), 1)
        self.assertEqual(
            self.states(batch),
            ["imported", "remarked", "remarked", "imported", "remarked"],
        )

    def test_a_product_run_together_is_written_apart(self):
        rows = [["D1", "GTXPro"], ["D2", "GTX Basic"], ["D3", "MG Pro"]]
        batch = self.bring_in(
            [HEAD] + [[ref, "", name, "Isdom", "", "", "", ""] for ref, name in rows]
        )
        first = batch.row_ids.sorted("line_number")[0]
        self.assertEqual(first.lead_id.product_interest, "GTX Pro")
        self.assertIn("“GTXPro” was read as “GTX Pro”", first.reason)

    def test_the_same_list_again_makes_nothing_new(self):
        rows = [
            DESIGN,
            ["云栖酒店", "王敏", "", "大堂改造", "", "", "", "", "", "", ""],
            ["云栖酒店", "王敏", "", "大堂 改造", "", "", "", "", "", "再报", ""],
        ]
        first = self.bring_in(rows)
        self.assertEqual(self.states(first), ["imported", "duplicate"])
        self.assertIn("the same as line 2", first.row_ids[1].reason)
        count = self.env["crm.lead"].with_context(active_test=False).search_count([])
        again = self.bring_in(rows)
        self.assertEqual(self.states(again), ["duplicate", "duplicate"])
        self.assertEqual(
            self.env["crm.lead"].with_context(active_test=False).search_count([]), count
        )

    def test_an_opportunity_made_by_hand_is_not_made_again(self):
        partner = self.env["res.partner"].create(
            {"name": "云栖酒店", "is_company": True}
        )
        lead = self.env["crm.lead"].create(
            {"name": "大堂改造", "partner_id": partner.id, "type": "opportunity"}
        )
        batch = self.bring_in(
            [DESIGN, ["云栖酒店", "", "", "大堂改造", *[""] * 7]], self.manager
        )
        self.assertEqual(self.states(batch), ["duplicate"])
        self.assertEqual(batch.row_ids.lead_id, lead)

    def test_salespeople_are_found_by_name_or_kept_as_a_note(self):
        batch = self.bring_in(
            [
                HEAD,
                ["E1", "wang xiaomin", "MG", "Isdom", "", "", "", ""],
                ["E2", "Moses Frase", "MG", "Isdom", "", "", "", ""],
            ]
        )
        first, second = batch.row_ids.sorted("line_number").lead_id
        self.assertEqual(first.user_id, self.rep)
        self.assertFalse(second.user_id)
        self.assertIn("Moses Frase", second.description)
        self.assertIn("Moses Frase", batch.file_note)

    def test_what_cannot_be_read_is_kept_and_told(self):
        batch = self.bring_in(
            [
                HEAD,
                ["F1", "", "MG", "Isdom", "mystery", "30-02-16", "", "a lot"],
                ["F2", "", "MG", "Isdom", "", "13-02-16", "", "-5"],
            ]
        )
        first, second = batch.row_ids.sorted("line_number")
        for text in ("mystery", "30-02-16", "a lot"):
            self.assertIn(text, first.lead_id.description)
            self.assertIn(text, first.reason)
        self.assertEqual(second.lead_id.expected_revenue, 0)
        self.assertIn("below zero", second.reason)

    def test_a_list_never_overwrites_what_a_contact_has(self):
        known = self.env["res.partner"].create(
            {"name": "Isdom", "is_company": True, "phone": "0755-1111222"}
        )
        head = ["客户名称", "项目名称", "电话"]
        batch = self.bring_in([head, ["Isdom", "新楼", "0755-9999888"]])
        self.assertEqual(known.phone, "0755-1111222")
        self.assertIn("0755-9999888", batch.row_ids.lead_id.description)
        self.assertEqual(self.states(batch), ["remarked"])

    def test_the_date_order_may_be_set_by_hand(self):
        rows = [HEAD, ["G1", "", "MG", "Isdom", "", "05-03-26", "", ""]]
        batch = self.upload(rows, date_order="mdy")
        batch.action_read()
        batch.action_import()
        self.assertEqual(batch.row_ids.lead_id.date_open.date(), date(2026, 5, 3))
        rows[1][0] = "G2"
        batch = self.bring_in(rows)
        self.assertIn("more than one order", batch.file_note)

    def test_what_names_nobody_goes_to_whom_the_rules_say_if_that_is_wanted(self):
        self.env["crm.assignment.rule"].create(
            {"name": "Turn", "member_ids": [(0, 0, {"user_id": self.rep.id})]}
        )
        head = ["客户名称", "项目名称", "销售", "优先级"]
        named = ["云栖酒店", "大堂改造", "Li Jianguo", "A级"]
        rows = [head, named, ["莫干山民宿", "庭院改造", "", "★★"]]
        rows += [["千岛湖会所", "餐厅改造", "", "说不清"]]
        batch = self.bring_in(rows, assigns_by_rule=True)
        leads = batch.row_ids.sorted("line_number").lead_id
        owners = [lead.user_id for lead in leads]
        self.assertEqual(owners, [self.other_rep, self.rep, self.rep])
        self.assertEqual(leads.mapped("priority"), ["3", "2", "0"])
        self.assertIn("说不清", leads[2].description)
        others = [head, ["安吉茶园", "茶室", "", ""]]
        self.assertEqual(self.bring_in(others).row_ids.lead_id.user_id, self.manager)
        # Who sees his own alone gives nothing away.
        own = [head, ["德清农庄", "餐厅", "", ""]]
        batch = self.bring_in(own, self.rep, assigns_by_rule=True)
        self.assertEqual(batch.row_ids.lead_id.user_id, self.rep)
