from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import SignOffDueCommon


@tagged("post_install", "-at_install")
class TestDesignerCommission(SignOffDueCommon):
    def test_the_project_s_designers_have_their_part_of_what_comes_in(self):
        second = new_test_user(self.env, "glue_second", "project.group_project_user")
        role = self.env["project.role"].create({"name": "Draws", "duty": "design"})
        self.project.member_ids = [
            Command.create({"role_id": role.id, "user_id": user.id})
            for user in (self.designer, second)
        ]
        plan = self.env["crm.commission.plan"].create(
            {
                "name": "Designers",
                "date_from": "2020-01-01",
                "company_id": self.company_data["company"].id,
                "rule_ids": [Command.create({"role": "design", "rate": 2})],
            }
        )
        invoice = self.line("Deposit").invoice_ids
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        rows = self.env["crm.commission.entry"].search(
            [("contract_id", "=", self.contract.id)], order="id"
        )
        self.assertEqual(rows.user_id, self.designer | second)
        self.assertEqual(rows.rule_id.plan_id, plan)
        self.assertEqual(rows.mapped("amount"), [2, 2])
        own = rows.with_user(self.designer).search([])
        self.assertEqual(own.user_id, self.designer)
        self.line("Concept")._trigger()
        overview = self.env["crm.commission.overview"].with_user(self.designer)
        overview = overview.browse(overview.action_open()["res_id"])
        self.assertEqual(overview.amount_pending, 5)

    def test_money_that_comes_after_the_project_is_put_away_counts_for_its_team(self):
        role = self.env["project.role"].create({"name": "Draws", "duty": "design"})
        self.project.member_ids = [
            Command.create({"role_id": role.id, "user_id": self.designer.id})
        ]
        self.project.active = False
        people = self.contract._get_commission_people()[self.contract.id]
        self.assertEqual(people["design"], [(self.designer, 1.0)])

    def test_who_joins_the_team_later_has_his_part_of_what_no_rule_covered(self):
        self.env["crm.commission.plan"].create(
            {
                "name": "Designers",
                "date_from": "2020-01-01",
                "company_id": self.company_data["company"].id,
                "rule_ids": [Command.create({"role": "design", "rate": 2})],
            }
        )
        line = self.line("Deposit")
        line.invoice_ids.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=line.invoice_ids.ids
        ).create({})._create_payments()
        [row] = [row for row in line._get_unbooked() if row[0] == line.id]
        line._book_batch([row])
        self.assertNotIn(row, line._get_unbooked(), "nobody draws: looked at once")
        role = self.env["project.role"].create({"name": "Draws", "duty": "design"})
        self.project.member_ids = [
            Command.create({"role_id": role.id, "user_id": self.designer.id})
        ]
        [row] = [row for row in line._get_unbooked() if row[0] == line.id]
        line._book_batch([row])
        entry = self.env["crm.commission.entry"].search(
            [("plan_line_id", "=", line.id)]
        )
        self.assertEqual((entry.user_id, entry.amount), (self.designer, 4))
