from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_pipeline.tests.list_costs import TIMES, ListCosts

from .common import SignOffDueCommon

MONEY = ["amount_overdue", "overdue_days", "next_instalment", "money_currency_id"]
LATE = "2031-06-02 04:00:00"


@tagged("post_install", "-at_install")
class TestBoardMoney(ListCosts, SignOffDueCommon):
    """What the board says of money, and to whom.

    ``rep`` sold it and ``other_rep`` something else, ``biller`` takes the money,
    ``lead`` leads projects and ``manager`` sales; ``client`` pays.
    """

    few = 1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        options = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}

        def user(login, *groups):
            return new_test_user(cls.env, login, ",".join(groups), **options)

        cls.other_rep = user("glue_other", "sales_team.group_sale_salesman")
        cls.manager = user(
            "glue_sales", "sales_team.group_sale_manager", "project.group_project_user"
        )
        cls.biller = user(
            "glue_biller",
            "account.group_account_invoice",
            "project.group_project_user",
        )
        cls.client = user("glue_client", "base.group_portal")
        cls.client.partner_id.parent_id = cls.contract.partner_id
        cls.people = (cls.rep,)

    def _grow_late(self, contracts):
        """Let the deposits be overdue, as the nightly look does."""
        lines = contracts.plan_line_ids
        self.env.add_to_compute(lines._fields["state"], lines)
        deposits = lines.filtered(lambda line: line.name == "Deposit")
        self.assertEqual(set(deposits.mapped("state")), {"overdue"})

    def _money(self, user, project=None):
        self.env.invalidate_all()
        project = (project or self.project).with_user(user)
        return project.read(MONEY)[0]

    @freeze_time(LATE)
    def test_sales_and_finance_see_what_is_overdue(self):
        self._grow_late(self.contract)
        for user in (self.rep, self.manager, self.biller):
            money = self._money(user)
            self.assertEqual(money["amount_overdue"], 200, user.login)
            self.assertGreater(money["overdue_days"], 0, user.login)
            self.assertIn("Concept", money["next_instalment"], user.login)
            warnings = self.project.with_user(user)._get_board_warnings()
            self.assertIn("200", str(warnings[self.project.id]), user.login)

    @freeze_time(LATE)
    def test_designers_and_leads_see_no_money(self):
        self._grow_late(self.contract)
        for user in (self.designer, self.lead):
            project = self.project.with_user(user)
            for name in MONEY:
                with self.assertRaises(AccessError):
                    project.read([name])
            self.assertFalse(set(MONEY) & set(project.fields_get()))
            self.assertNotIn("200", str(project._get_board_warnings()), user.login)
            self.assertNotIn("200", project.board_note or "", user.login)
            arch = project.get_view(
                self.env.ref("crm_projects.project_project_view_board_list").id, "list"
            )["arch"]
            self.assertNotIn("amount_overdue", arch)

    @freeze_time(LATE)
    def test_the_money_of_others_is_not_shown(self):
        self._grow_late(self.contract)
        with self.assertRaises(AccessError):
            self._money(self.client)
        # The project is open to all employees; its plan is not.
        money = self._money(self.other_rep)
        self.assertFalse(money["amount_overdue"] or money["next_instalment"])

    def test_the_board_costs_the_same_for_ten_times_the_projects(self):
        contracts = self.contract
        for _number in range(TIMES - 1):
            contract = self.make_contract()
            contract.action_sign()
            contracts |= contract
        board = self.env.ref("crm_projects.project_project_view_board_list")
        with freeze_time(LATE):
            self._grow_late(contracts)
            self._assert_view_costs_the_same(contracts.project_ids, board.id, "list")
