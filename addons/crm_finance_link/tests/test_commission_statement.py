import io
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_contract.tools import html_pdf

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionStatement(CommissionCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        options = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        cls.designer = new_test_user(
            cls.env, "commission_designer", "base.group_user", **options
        )
        cls.head = new_test_user(
            cls.env, "commission_head", "sales_team.group_sale_manager", **options
        )

    def setUp(self):
        super().setUp()
        self.payment = self.pay(self.invoice)
        self.statement = self.entries(self.rep).statement_id

    def as_user(self, user):
        return self.statement.with_user(user)

    def test_a_confirmed_statement_stays_and_the_next_takes_back(self):
        self.finish_month(self.statement)
        self.as_user(self.leader).action_confirm()
        self.assertEqual(self.statement.state, "confirmed")
        self.payment.with_user(self.biller).action_cancel()
        self.assertEqual(self.statement.amount_total, 6)
        back = self.entries(self.rep, kind="clawback")
        self.assertNotEqual(back.statement_id, self.statement)
        self.assertEqual(back.statement_id.amount_total, -6)
        self.assertEqual(back.statement_id.month, self.today.replace(day=1))

    def test_what_comes_after_the_confirmation_goes_to_the_next_month(self):
        self.env.cr.execute(
            "UPDATE crm_commission_statement SET state = 'confirmed' WHERE id = %s",
            [self.statement.id],
        )
        self.env.invalidate_all()
        self.payment.with_user(self.biller).action_cancel()
        later = self.entries(self.rep, kind="clawback").statement_id
        self.assertGreater(later.month, self.statement.month)

    def test_a_month_that_runs_is_not_confirmed(self):
        with self.assertRaisesRegex(UserError, "not over yet"):
            self.as_user(self.leader).action_confirm()

    def test_nobody_confirms_his_own_and_only_those_who_may(self):
        self.finish_month(self.statement)
        for user in (self.rep, self.rival, self.designer, self.biller):
            with self.assertRaises(AccessError):
                self.as_user(user).action_confirm()
        self.assertFalse(self.as_user(self.rep).may_confirm)
        self.as_user(self.head).action_confirm()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self.as_user(self.head).action_confirm()

    def test_finance_pays_what_is_confirmed(self):
        with self.assertRaisesRegex(UserError, "not confirmed"):
            self.as_user(self.biller).action_pay()
        self.finish_month(self.statement)
        self.as_user(self.leader).action_confirm()
        with self.assertRaises(AccessError):
            self.as_user(self.leader).action_pay()
        self.as_user(self.biller).action_pay()
        self.assertEqual(self.statement.state, "paid")

    def test_each_reads_his_own_and_the_leader_his_team_s(self):
        entries = self.env["crm.commission.entry"]
        own = entries.with_user(self.rep).search([])
        self.assertEqual(own.user_id, self.rep)
        team = entries.with_user(self.leader).search([])
        self.assertEqual(team.user_id, self.rep | self.leader)
        self.assertFalse(entries.with_user(self.rival).search([]))
        self.assertFalse(entries.with_user(self.designer).search([]))
        for user in (self.head, self.biller):
            self.assertEqual(len(entries.with_user(user).search([])), len(team))
        with self.assertRaises(AccessError):
            self.statement.with_user(self.rival).read(["amount_total"])

    def test_nobody_edits_the_ledger(self):
        row = self.entries(self.rep)
        for user in (self.rep, self.leader, self.head, self.biller):
            for act in (
                lambda row: row.write({"amount": 999}),
                lambda row: row.unlink(),
                lambda row: row.copy(),
                lambda row: row.statement_id.write({"state": "paid"}),
                lambda row: row.statement_id.unlink(),
            ):
                with self.assertRaises(AccessError):
                    act(row.with_user(user))
        with self.assertRaisesRegex(UserError, "ledger"):
            row.write({"amount": 999})
        with self.assertRaisesRegex(UserError, "ledger"):
            row.unlink()

    def test_a_split_is_made_by_sales_managers_and_is_not_changed(self):
        split = self.contract.commission_split_ids
        vals = {"split_id": split.id, "user_id": self.head.id, "role": "manager"}
        with self.assertRaisesRegex(UserError, "another split"):
            self.env["crm.commission.share"].with_user(self.head).create(vals)
        with self.assertRaises(AccessError):
            self.env["crm.commission.share"].with_user(self.rep).create(vals)
        with self.assertRaises(AccessError):
            split.share_ids.with_user(self.rep).write({"percent": 1})
        made = self.env["crm.commission.split"].with_user(self.head)
        new = made.create(
            {
                "contract_id": self.contract.id,
                "reason": "agreed",
                "date": "2020-01-01",
                "made_by_id": self.rep.id,
                "share_ids": [(0, 0, {"user_id": self.rival.id, "percent": 100})],
            }
        )
        self.assertEqual((new.made_by_id, new.date), (self.head, self.today))

    def test_the_overview_has_the_records_behind_each_figure(self):
        concept = self.line(self.contract, "Concept")
        concept.sudo()._trigger()
        overview = self.env["crm.commission.overview"].with_user(self.rep)
        overview = overview.browse(overview.action_open()["res_id"])
        self.assertEqual((overview.amount_month, overview.amount_year), (6, 6))
        self.assertEqual(overview.amount_pending, 12)
        self.assertEqual(overview.line_ids.plan_line_id, concept)
        action = overview.with_context(figure="amount_year").action_view()
        found = self.env["crm.commission.entry"].search(action["domain"])
        self.assertEqual(sum(found.mapped("amount")), 6)

    def test_nobody_sees_what_is_to_come_for_another(self):
        overview = self.env["crm.commission.overview"].with_user(self.rival)
        overview = overview.create({"user_id": self.rep.id})
        overview.action_refresh()
        self.assertEqual(overview.user_id, self.rival)
        self.assertFalse(overview.line_ids)
        self.assertEqual(overview.amount_year, 0)

    def test_the_overview_costs_the_same_for_ten_times_the_instalments(self):
        overview = self.env["crm.commission.overview"].with_user(self.rep)
        costs = []
        for number in (1, 9):
            for _number in range(number):
                self.post(self.make_team_contract().plan_line_ids[0].invoice_ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(
                len(overview.browse(overview.action_open()["res_id"]).line_ids),
                len(costs) * 9 + 1,
            )
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0])

    def test_the_files_say_what_the_statement_says(self):
        action = self.as_user(self.rep).action_export()
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[-1].split("?")[0])
        )
        book = load_workbook(io.BytesIO(attachment.raw))
        people, entries = (list(s.iter_rows(values_only=True)) for s in book)
        self.assertEqual(people[1][5], 6)
        self.assertEqual(entries[-1][-2], 6)

    def test_the_printed_page_says_what_the_statement_says(self):
        pages = []

        def render(html, engine):
            pages.append(html)
            return b"%PDF-1.4"

        with (
            patch.object(html_pdf, "find_engine", lambda: ("chromium", "x")),
            patch.object(html_pdf, "render", render),
        ):
            action = self.as_user(self.rep).action_print()
        self.assertIn("/web/content/", action["url"])
        self.assertIn(self.contract.name, pages[0])
        self.assertIn("Signature", pages[0])
        with (
            patch.object(html_pdf, "find_engine", lambda: None),
            self.assertRaisesRegex(UserError, "no PDF engine"),
        ):
            self.as_user(self.rep).action_print()
        with self.assertRaises(AccessError):
            self.as_user(self.designer).action_print()

    def test_a_leader_confirms_in_the_web_client(self):
        self.finish_month(self.statement)
        self.start_tour(
            "/odoo/action-crm_finance_link.crm_commission_statement_action",
            "crm_finance_link_commission",
            login="commission_leader",
        )
        self.env.invalidate_all()
        self.assertEqual(self.statement.state, "confirmed")
