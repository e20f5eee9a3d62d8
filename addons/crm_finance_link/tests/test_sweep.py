from datetime import date, timedelta
from itertools import product

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_finance_link.tools.state import (
    STATE_CASE,
    Instalment,
    instalment_state,
)

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestSweep(PlanCommon):
    def _sweep(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "crm_finance_link.ir_cron_update_instalments"
            ).sudo().method_direct_trigger()
        self.env.invalidate_all()

    def test_what_passed_its_due_date_is_overdue_from_the_next_day_on(self):
        contract = self.make_contract()
        deposit = self.line(contract, "Deposit")
        with freeze_time(str(deposit.due_date) + " 10:00:00"):
            self._sweep()
            self.assertEqual(deposit.state, "due")
        with freeze_time(str(deposit.due_date + timedelta(days=1)) + " 10:00:00"):
            self._sweep()
            self.assertEqual(deposit.state, "overdue")
            self.assertEqual(contract.amount_overdue, 200)
            # Waiting instalments are never overdue, and a second sweep changes nothing.
            self._sweep()
            self.assertEqual(
                contract.plan_line_ids.mapped("state"),
                ["overdue", "waiting", "waiting", "waiting"],
            )

    def test_a_later_due_date_takes_overdue_back(self):
        deposit = self.line(self.make_contract(), "Deposit")
        with freeze_time(str(deposit.due_date + timedelta(days=5)) + " 10:00:00"):
            self._sweep()
            self.assertEqual(deposit.state, "overdue")
            deposit.with_user(self.biller).due_date = deposit.due_date + timedelta(30)
            self.assertEqual(deposit.state, "due")

    def test_a_fixed_date_makes_due_by_itself(self):
        plan = self.make_contract().plan_ids
        line = plan.line_ids[3]
        line.write({"trigger": "fixed_date", "fixed_date": "2031-05-10", "days": 5})
        self.assertEqual((line.state, str(line.due_date)), ("waiting", "2031-05-15"))
        with freeze_time("2031-05-09 10:00:00"):
            self._sweep()
            self.assertEqual(line.state, "waiting")
        with freeze_time("2031-05-10 10:00:00"):
            self._sweep()
            self.assertEqual(line.state, "due")
            self.assertEqual(str(line.due_date), "2031-05-15")
            self.assertEqual(line.invoice_ids.amount_total, line.amount)

    def test_marking_takes_the_same_queries_for_ten_times_as_many(self):
        model = self.env["crm.payment.plan.line"]

        def count(number):
            contract = self.make_contract([(1, 1000, 0)])
            plan = contract.plan_ids
            plan.sudo().line_ids.invoice_ids.unlink()
            waiting = plan.line_ids[1]
            plan.sudo().write(
                {
                    "line_ids": [
                        Command.update(waiting.id, {"amount": 400 - number}),
                        *(
                            Command.create(
                                {"name": f"L{i}", "amount": 1, "triggered_date": today}
                            )
                            for i in range(number)
                        ),
                    ]
                }
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            model._sweep_states(today + timedelta(days=60))
            queries = self.cr.sql_log_count - before
            states = plan.line_ids.filtered("triggered_date").mapped("state")
            self.assertEqual(set(states), {"overdue"})
            return queries

        today = self.today
        self.assertEqual(count(3), count(30))

    def test_the_list_reads_in_constant_queries(self):
        columns = ["display_name", "state", "amount_open", "share", "due_date"]

        def count(contracts):
            # As a search gives them: prefetched together.
            model = self.env["crm.payment.plan.line"].with_user(self.rep)
            lines = model.browse(contracts.plan_line_ids.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            lines.read(columns)
            contracts.with_user(self.rep).read(["amount_received", "amount_overdue"])
            return self.cr.sql_log_count - before

        one = self.make_contract()
        ten = one.union(*(self.make_contract() for _i in range(9)))
        count(one)
        self.assertEqual(count(one), count(ten))

    def test_the_night_and_the_day_have_one_rule(self):
        today = date(2026, 5, 10)
        dues = (None, *(today + timedelta(days=shift) for shift in (-1, 0, 1)))
        flags = (False, True)
        cases = list(
            product((0, 100), (0, 60, 100), (-5, 0, 40, 100), flags, dues, flags, flags)
        )
        rows = SQL(", ").join(
            SQL("(%s, %s, %s, %s, %s, %s::date, %s, %s)", place, *case)
            for place, case in enumerate(cases)
        )
        found = self.env.execute_query(
            SQL(
                """
                SELECT %s FROM (VALUES %s) AS facts (
                    place, amount, invoiced, received, is_triggered, due_date,
                    is_void, is_suspended
                ) ORDER BY place
                """,
                SQL(STATE_CASE, today=today),
                rows,
            )
        )
        for case, (state,) in zip(cases, found, strict=True):
            self.assertEqual(instalment_state(Instalment(*case), today), state, case)

    def test_the_night_mends_what_is_not_what_accounting_says(self):
        contract = self.make_contract([(1, 1000, 0)], self.tax)
        deposit = self.line(contract, "Deposit")
        self.pay(self.post(deposit.invoice_ids))
        concept = self.line(contract, "Concept")
        concept.sudo()._trigger()
        refund = self.reverse(deposit.invoice_ids)
        self.post(concept.invoice_ids)
        (refund + concept.invoice_ids).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        model = self.env["crm.payment.plan.line"]
        self.assertFalse(model._mend_amounts())
        right = (deposit + concept).mapped("amount_received")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE crm_payment_plan_line SET amount_received = 7, state = 'waiting' "
            "WHERE id IN %s",
            [(deposit + concept)._ids],
        )
        self.env.invalidate_all()
        self._sweep()
        self.assertEqual((deposit + concept).mapped("amount_received"), right)
        self.assertEqual((deposit + concept).mapped("state"), ["due", "partly_paid"])
        self.assertFalse(model._mend_amounts())
