from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestWorkbench(PlanCommon):
    """Money on the workbenches of the salesperson and of finance."""

    def setUp(self):
        super().setUp()
        self.contract = self.make_contract()
        self.deposit = self.line(self.contract, "Deposit")

    def _cards(self, kind, user=None):
        self.env.flush_all()
        self.env.invalidate_all()  # each opening is a request of its own
        bench = self.env["crm.workbench"].with_user(user or self.rep)
        bench = bench.with_context(lang="en_US")
        return [card for card in bench.load()["cards"] if card["kind"] == kind]

    def _act(self, kind, record, name, user=None, **values):
        bench = self.env["crm.workbench"].with_user(user or self.rep)
        return bench.act(kind, record.id, name, values)

    def test_a_rep_sees_the_money_of_his_own_customers(self):
        (card,) = self._cards("instalment")
        self.assertEqual(card["res_id"], self.deposit.id)
        self.assertEqual((card["level"], card["when"]), ("soon", "3 days left"))
        self.assertIn("200", card["amount"])
        self.assertIn("Client Ltd", card["subtitle"])
        self.assertFalse(self._cards("instalment", self.rival))

    def test_what_is_overdue_stands_first_until_it_is_paid(self):
        self.deposit.sudo().due_date = self.today - timedelta(days=4)
        (card,) = self._cards("instalment")
        self.assertEqual((card["level"], card["when"]), ("late", "4 days late"))
        self.assertEqual(self._first_kind(self.rep), "instalment")
        invoice = self.post(self.deposit.invoice_ids)
        self.pay(invoice)
        self.assertFalse(self._cards("instalment"))

    def test_a_leader_sees_what_his_people_have_to_ask_for(self):
        self.deposit.sudo().due_date = self.today - timedelta(days=4)
        leader = self.rival
        self.contract.sudo().team_id = self.env["crm.team"].create(
            {"name": "Led", "user_id": leader.id, "member_ids": self.rep.ids}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        team = self.env["crm.workbench"].with_user(leader).load_team()
        (person,) = [one for one in team["people"] if one["id"] == self.rep.id]
        self.assertEqual(person["kinds"]["instalment"], {"open": 1, "late": 1})

    def _first_kind(self, user):
        bench = self.env["crm.workbench"].with_user(user)
        return bench.load()["cards"][0]["kind"]

    def test_finance_sees_all_of_it_and_posts_the_drafts(self):
        self.assertTrue(self._cards("instalment", self.biller))
        (card,) = self._cards("invoice", self.biller)
        invoice = self.deposit.invoice_ids
        self.assertEqual(card["res_id"], invoice.id)
        self.assertFalse(self._cards("invoice"))
        self._act("invoice", invoice, "post", self.biller)
        self.assertEqual(invoice.state, "posted")
        self.assertFalse(self._cards("invoice", self.biller))
        answer = self._act("invoice", invoice, "post", self.biller)
        self.assertTrue(answer["is_gone"])

    def test_a_rep_posts_nothing(self):
        with self.assertRaises(UserError):
            self._act("invoice", self.deposit.invoice_ids, "post")
        self.assertEqual(self.deposit.invoice_ids.state, "draft")

    def test_money_may_wait_for_one_and_not_for_the_other(self):
        self._act("instalment", self.deposit, "postpone", until="next_week")
        self.assertFalse(self._cards("instalment"))
        self.assertTrue(self._cards("instalment", self.biller))

    def test_ten_times_as_much_costs_the_same(self):
        bench = self.env["crm.workbench"].with_user(self.biller)
        bench.load()
        few = self._queries(bench)
        for _number in range(9):  # beside that of setUp(); signed ones are dear
            self.make_contract()
        self.assertLessEqual(self._queries(bench), few)
        self.assertLessEqual(few, 30)

    def _queries(self, bench):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        bench.load()
        return self.env.cr.sql_log_count - before
