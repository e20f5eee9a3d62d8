from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .collection_common import CollectionCommon


@tagged("post_install", "-at_install")
class TestReceivableDashboard(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.make_due(40)
        cls.line.invoice_ids.action_post()

    def _board(self, user, **filters):
        self.env.flush_all()
        self.env.invalidate_all()
        board = self.env["crm.receivable.dashboard"].with_user(user)
        return board.get_data(filters)

    def _of(self, user, figure):
        """Return the records behind a figure, as the user opens them."""
        return self.env[figure["model"]].with_user(user).search(figure["domain"])

    def _aged(self, board):
        return {row["code"]: row["amount"] for row in board["ageing"]}

    def test_finance_sees_the_books_and_sales_their_plans(self):
        partner = self.env["res.partner"].create({"name": "Planless Ltd"})
        planless = self.line.invoice_ids.copy(
            {
                "partner_id": partner.id,
                "invoice_date_due": self.today + timedelta(days=2),
                "invoice_date": self.today,
            }
        )
        planless.action_post()
        board = self._board(self.biller)
        self.assertEqual(board["source"], "books")
        aged = self._aged(board)
        self.assertEqual((aged["days_60"], aged["not_due"]), (0, 400))
        # The invoice says its own due date; the plan was moved behind it.
        mine = self._board(self.rep)
        self.assertEqual(mine["source"], "plan")
        self.assertEqual(self._aged(mine)["days_60"], 200)
        self.assertEqual(self._aged(mine)["not_due"], 0)
        weeks = board["forecast"]["weeks"]
        self.assertEqual(sum(week["other"]["amount"] for week in weeks), 200)
        self.assertEqual(
            sum(week["other"]["amount"] for week in mine["forecast"]["weeks"]), 0
        )

    def test_everybody_sees_his_own(self):
        self.assertEqual(self._aged(self._board(self.leader))["days_60"], 200)
        nothing = self._board(self.rival)
        self.assertFalse(any(self._aged(nothing).values()))
        self.assertFalse(nothing["debtors"])
        self.assertEqual(nothing["rate"]["total"]["part"], None)

    def test_every_figure_has_its_records(self):
        board = self._board(self.rep)
        for figure in [
            *board["ageing"],
            *board["debtors"],
            *board["forecast"]["weeks"],
            board["forecast"]["late"],
            board["forecast"]["undated"],
            *board["rate"]["months"],
            *board["rate"]["people"],
            *board["rate"]["customers"],
        ]:
            self.assertEqual(len(self._of(self.rep, figure)), figure["count"], figure)
        books = self._board(self.biller)
        for figure in [*books["ageing"], *books["debtors"]]:
            found = self._of(self.biller, figure)
            self.assertEqual(len(found), figure["count"], figure)
            self.assertEqual(sum(found.mapped("amount")), figure["amount"])

    def test_a_promise_moves_money_from_late_to_its_week(self):
        board = self._board(self.rep)
        self.assertEqual(board["forecast"]["late"]["amount"], 200)
        self.assertEqual(board["forecast"]["undated"]["amount"], 800)
        promise = self.promise(self.line, days=10)
        board = self._board(self.rep)
        self.assertEqual(board["forecast"]["late"]["amount"], 0)
        (week,) = [week for week in board["forecast"]["weeks"] if week["amount"]]
        start = promise.date - timedelta(days=promise.date.weekday())
        self.assertEqual((week["start"], week["amount"]), (str(start), 200))
        (shown,) = board["promises"]
        self.assertEqual((shown["id"], shown["state"]), (promise.id, "open"))
        (debtor,) = board["debtors"]
        self.assertEqual(debtor["days"], 40)
        self.assertEqual(
            debtor["promise"], {"state": "open", "date": str(promise.date)}
        )

    def test_a_broken_promise_over_an_invoice_without_plan_is_shown(self):
        planless = self.line.invoice_ids.copy({"invoice_date": self.today})
        planless.action_post()
        model = self.env["crm.payment.promise"].with_user(self.biller)
        promise = model.create({"move_ids": planless.ids, "date": self.today})
        earlier = self.today - timedelta(days=5)
        promise.sudo().write({"promised_on": earlier, "date": earlier})
        self.assertEqual(promise.state, "broken")
        board = self._board(self.biller)
        self.assertEqual([one["id"] for one in board["promises"]], promise.ids)
        again = model.create({"move_ids": planless.ids, "date": self.today})
        board = self._board(self.biller)
        self.assertEqual([one["id"] for one in board["promises"]], again.ids)
        self.pay(planless)
        self.assertFalse(self._board(self.biller)["promises"])

    def test_the_rate_is_received_of_what_was_due(self):
        self.pay(self.line.invoice_ids, 50)
        rate = self._board(self.rep)["rate"]
        self.assertEqual(rate["total"]["amount"], 200)
        self.assertEqual(rate["total"]["part"], 0.25)
        due = self.line.due_date.strftime("%Y-%m")
        (month,) = [row for row in rate["months"] if row["amount"]]
        self.assertEqual((month["month"], month["received"]), (due, 50))
        (person,) = rate["people"]
        self.assertEqual((person["id"], person["part"]), (self.rep.id, 0.25))
        (customer,) = rate["customers"]
        self.assertEqual(customer["id"], self.customer.id)
        short = self._board(self.rep, months=1)["rate"]
        self.assertEqual(len(short["months"]), 1)

    def test_filters(self):
        board = self._board(self.biller, user_id=self.rival.id)
        self.assertFalse(any(self._aged(board).values()))
        board = self._board(self.biller, team_id=self.team.id)
        self.assertEqual(self._aged(board)["not_due"], 200)
        for wrong in (
            {"password": 1},
            {"user_id": "1; DROP"},
            {"months": 99},
            {"day": "x"},
        ):
            with self.subTest(wrong), self.assertRaises(UserError):
                self._board(self.biller, **wrong)
        options = self.env["crm.receivable.dashboard"].with_user(self.rep)
        names = [option["id"] for option in options.get_options()["user_id"]]
        self.assertEqual(names, self.rep.ids)

    def test_ten_times_as_many_instalments_cost_the_same(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._board(self.rep)
            return self.env.cr.sql_log_count - before

        self._board(self.rep)
        few = count()
        for _number in range(9):
            self.make_due(40)
        self.assertLessEqual(count(), few)
        self.assertLess(few, 40)
