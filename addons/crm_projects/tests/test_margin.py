from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.project_project_cost import FIGURES
from .time_common import TimeCommon


@tagged("post_install", "-at_install")
class TestMargin(TimeCommon):
    """Cost and margin of a project: right, and for those alone who may know them."""

    def _row(self, user=None):
        margins = self.env["project.margin"].with_user(user or self.lead)
        margins.invalidate_model()
        return margins.search([("project_id", "=", self.project.id)])

    def _bill(self, amount, account_type="expense"):
        ledger = self.env["account.account"].create(
            {
                "name": account_type,
                "code": f"T{account_type.replace('_', '')[:8]}",
                "account_type": account_type,
            }
        )
        return self.env["account.analytic.line"].create(
            {
                "name": "Print",
                "account_id": self.project.account_id.id,
                "general_account_id": ledger.id,
                "amount": amount,
            }
        )

    def test_cost_is_hours_and_bills_against_what_is_earned(self):
        self.book(2)
        self.book(1, self.second)
        self._bill(-50)
        self._bill(900, "income")
        self.sign(self.release())
        row = self._row()
        self.assertEqual(row.fee, 1000)
        self.assertEqual(row.labour_cost, 400)
        self.assertEqual(row.other_cost, 50)
        # 40 % of the project, half of it signed off.
        self.assertEqual(row.earned, 200)
        self.assertEqual(row.margin, -250)
        self.assertEqual(row.margin_percent, -125)
        project = self.project.with_user(self.lead)
        for name, figure in FIGURES.items():
            self.assertAlmostEqual(project[name], row[figure], 2, name)

    def test_every_figure_opens_its_records(self):
        self.book(2)
        self._bill(-50)
        self._bill(900, "income")
        row = self._row(self.clerk)
        lines = self.env["account.analytic.line"].with_user(self.clerk)
        costs = lines.search(row.action_view_costs()["domain"])
        self.assertEqual(-sum(costs.mapped("amount")), row.cost)
        hours = lines.search(row.action_view_hours()["domain"])
        self.assertEqual(sum(hours.mapped("unit_amount")), row.spent_hours)

    def test_the_planned_margin_takes_the_cost_of_the_team(self):
        self.project.budget_hours = 5
        role = self.env.ref("crm_projects.project_role_concept")
        members = self.env["project.member"].create(
            [
                {
                    "project_id": self.project.id,
                    "role_id": role.id,
                    "user_id": user.id,
                }
                for user in (self.designer, self.second)
            ]
        )
        self.assertEqual(self._row().hourly_rate, 150)
        self.assertEqual(self._row().planned_margin, 250)
        members[0].hours = 4
        members[1].hours = 1
        self.project.budget_other_cost = 100
        self.assertEqual(self._row().planned_cost, 5 * 120 + 100)

    def test_a_supplement_raises_the_fee(self):
        self.project._change_budget(500)
        self.assertEqual(self._row().fee, 1500)

    def test_hours_without_a_cost_are_said(self):
        self.worker.hourly_cost = 0
        self.book(2)
        self.assertEqual(self._row().uncosted_hours, 2)

    def test_costs_of_an_account_of_two_projects_are_counted_once(self):
        contract = self.make_contract(self.other_customer)
        contract.action_sign()
        contract.project_ids.account_id = self.project.account_id
        self._bill(-50)
        margins = self.env["project.margin"].search(
            [("project_id", "in", [self.project.id, contract.project_ids.id])]
        )
        self.assertEqual(margins.mapped("other_cost"), [25, 25])

    # -- rights ------------------------------------------------------------------------

    def test_costs_are_for_managers_and_finance(self):
        self.book(2)
        names = [*FIGURES, "budget_other_cost"]
        export = self.env.ref("base.group_allow_export")
        (self.designer | self.rep | self.second).group_ids = [Command.link(export.id)]
        self.assertTrue(self.project.with_user(self.lead).read(names))
        self.assertEqual(self._row(self.clerk).labour_cost, 200)
        for user in (self.designer, self.rep, self.second):
            for name in names:
                with self.assertRaises(AccessError, msg=(user.login, name)):
                    self.project.with_user(user).read([name])
            with self.assertRaises(AccessError):
                self.env["project.margin"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.project.with_user(user).export_data(["cost_to_date"])
            projects = self.env["project.project"].with_user(user)
            with self.assertRaises(AccessError):
                projects.search([("budget_other_cost", ">", 0)])
            with self.assertRaises(AccessError):
                projects.search([], order="budget_other_cost")

    def test_a_designer_sees_his_hours_and_not_what_they_cost(self):
        line = self.book(2)
        export = self.env.ref("base.group_allow_export")
        self.designer.group_ids = [Command.link(export.id)]
        lines = self.env["account.analytic.line"].with_user(self.designer)
        self.assertEqual(line.unit_amount, 2)
        self.assertEqual(line.sudo().amount, -200)
        domain = [("project_id", "=", self.project.id)]
        for refused in (
            lambda: line.read(["amount"]),
            lambda: line.export_data(["amount"]),
            lambda: lines.search([("amount", "<", -100)]),
            lambda: lines.search(domain, order="amount"),
            lambda: lines.formatted_read_group(domain, ["date:day"], ["amount:sum"]),
            lambda: lines.create({"name": "x", "amount": 5}),
            lambda: self.project.account_id.with_user(self.designer).read(["balance"]),
        ):
            with self.assertRaises(AccessError):
                refused()
        analysis = self.env["timesheets.analysis.report"].with_user(self.designer)
        self.env.flush_all()
        self.assertEqual(analysis.search(domain).unit_amount, 2)
        for name in ("amount", "margin", "timesheet_revenues"):
            with self.assertRaises(AccessError):
                analysis.formatted_read_group(domain, [], [f"{name}:sum"])

    def test_the_screens_of_a_designer_open(self):
        self.book(2)
        project = self.project.with_user(self.designer)
        panel = project.get_panel_data()
        self.assertNotIn("profitability_items", panel)
        self.assertIn(
            "profitability_items", self.project.with_user(self.lead).get_panel_data()
        )
        for model, view in (
            ("project.project", "project.edit_project"),
            ("account.analytic.line", "hr_timesheet.hr_timesheet_line_form"),
            ("account.analytic.account", "analytic.view_account_analytic_account_form"),
        ):
            arch = (
                self.env[model]
                .with_user(self.designer)
                .get_view(self.env.ref(view).id, "form")["arch"]
            )
            for name in ("cost_to_date", 'name="amount"', 'name="balance"'):
                self.assertNotIn(name, arch)

    def test_the_list_costs_the_same_for_ten_times_the_projects(self):
        def cost(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            projects = self.env["project.project"].with_user(self.lead)
            projects.search([("partner_id", "=", self.customer.id)], limit=limit).read(
                list(FIGURES)
            )
            self.env["project.margin"].with_user(self.lead).search_fetch(
                [], limit=limit
            )
            return self.env.cr.sql_log_count - before

        for _number in range(9):
            self.make_contract(self.customer).action_sign()
        cost(1)
        self.assertLessEqual(cost(10), cost(1))
